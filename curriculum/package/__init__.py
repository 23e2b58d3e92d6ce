"""A course as a folder (or zip) of text files: reading it, writing it, saying what is wrong.

``course.yaml`` names the modules; each is a folder with a ``module.yaml`` that names its lessons;
each lesson is a Markdown file that begins with its fields between two lines of ``---``. Beside
``course.yaml`` lie the frameworks, the shelf of prompts and the scenarios (docs/packages.md).
Reading touches no database; ``curriculum.actions.loading`` writes what was read.
"""

from pathlib import Path
from typing import Any

from curriculum.package.faults import Fault, PackageFaults
from curriculum.package.files import open_files
from curriculum.package.parts import (
    CompetencyPart,
    FrameworkPart,
    LessonPart,
    ModulePart,
    ObjectivePart,
    Package,
    PromptPart,
    StepPart,
    key_of,
)
from curriculum.package.reader import Reader

__all__ = [
    "STARTER",
    "CompetencyPart",
    "Fault",
    "FrameworkPart",
    "LessonPart",
    "ModulePart",
    "ObjectivePart",
    "Package",
    "PackageFaults",
    "PromptPart",
    "StepPart",
    "key_of",
    "read",
]

STARTER = Path(__file__).parent.parent / "starter"
# The course that comes along: a package as any other, called as its folder is.
STARTER_COURSE = STARTER / "compassion"


def read(source: Any) -> Package:
    """Read the package in a folder, a zip, or an open zip file.

    PackageFaults names everything that is wrong. A module that ``course.yaml`` names and that has
    no folder yet is left out: a course may be published while its last modules are being written.
    """
    return Reader(open_files(source)).package()
