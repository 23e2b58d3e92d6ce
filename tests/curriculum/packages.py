"""A small, whole package to change and break; shared by the tests of packages."""

import io
import zipfile
from functools import cache
from textwrap import dedent

from PIL import Image

from curriculum import package
from curriculum.models import (
    Competency,
    Course,
    Framework,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Objective,
    Prompt,
)

MODELS = (
    Course, Module, ModuleVersion, Objective, Lesson, LessonStep, Prompt, Framework, Competency,
)  # fmt: skip
FILES = {
    "course.yaml": """
        title: The Practice of Compassion
        slug: compassion
        summary: Ten modules.
        opening: We keep what is said here.
        licence: CC BY 4.0
        modules: [01-two-languages]
        """,
    "frameworks.yaml": """
        frameworks:
          - slug: ours
            title: Our own
            note: Our words.
            competencies:
              - {code: A1, label: Listening}
              - {code: A2, label: Speaking}
        """,
    "01-two-languages/module.yaml": """
        slug: two-languages
        title: Two Languages
        number: 1
        objectives:
          - {text: "**Explain** it.", competencies: [ours A1]}
          - Say it.
        facilitator_notes: Begin *slowly*.
        lessons: [01-art.md, 02-reflection.md]
        """,
    "01-two-languages/01-art.md": """
        ---
        key: m1-art
        slug: slow-looking
        kind: art
        title: Slow looking
        objectives: [1, 2]
        image: picture.png
        image_description: A room.
        steps:
          - {text: "What is going on?", minutes: 5}
        ---

        ## Look

        At **this**.
        """,
    "01-two-languages/02-reflection.md": """
        ---
        key: m1-reflection
        slug: reflection
        kind: reflection
        title: Reflection
        prompts:
          - {key: m1-a, name: A moment, text: A moment of care.}
        ---
        Choose one.
        """,
}


@cache
def starter() -> package.Package:
    """Return the starter course, read once for all that only look: it takes a second."""
    return package.read(package.STARTER_COURSE)


def picture(colour="white", kind="PNG", size=(8, 6)):
    """Return the bytes of a small picture."""
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


def whole(**changed):
    """Return the files of the package by name; ``changed`` names (old, new) texts by file."""
    made = {name: dedent(text).lstrip("\n").encode() for name, text in FILES.items()}
    made["01-two-languages/picture.png"] = picture()
    return made | changed


def written(root, files=None):
    """Write the files under a folder and return it."""
    for name, data in (files or whole()).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return root


def zipped(files=None, above=""):
    """Return an open zip of the files."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (files or whole()).items():
            archive.writestr(f"{above}{name}", data)
    file.seek(0)
    return file


def counts():
    """Return how many rows there are of everything a package makes."""
    return [model.objects.count() for model in MODELS]
