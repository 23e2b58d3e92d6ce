"""A package as files: what ``read`` makes of them is the same package again."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.utils.translation import gettext as _

from accounts.errors import Refused
from curriculum.package import encounters, frameworks
from curriculum.package.beside import Beside
from curriculum.package.markdown import markdown_of
from curriculum.package.parts import LessonPart, ModulePart, Package, PromptPart
from curriculum.package.scenarios import FOLDER, scenario_text
from curriculum.package.shelf import SHELF, shelf_text
from curriculum.package.yaml_text import yaml_of

# The same content gives the same zip, whenever it is made.
MADE = (2000, 1, 1, 0, 0, 0)


def files_of(package: Package) -> Iterator[tuple[str, bytes]]:
    """Yield the path and the bytes of each file. Refused where a kept file is gone."""
    yield "course.yaml", _course(package).encode()
    if package.frameworks:
        yield frameworks.FILE, frameworks.text_of(package.frameworks, yaml_of).encode()
    if package.shelf:
        yield SHELF, shelf_text(package.shelf, package.licence).encode()
    for place, scenario in enumerate(package.scenarios, 1):
        yield f"{FOLDER}/{place:02}-{scenario.slug}.yaml", scenario_text(scenario).encode()
    for place, practice in enumerate(package.encounters, 1):
        name = f"{encounters.FOLDER}/{place:02}-{practice.played.code}.yaml"
        yield name, encounters.text_of(practice).encode()
    for module in package.modules:
        names = [f"{at:02}-{lesson.slug}" for at, lesson in enumerate(module.lessons, 1)]
        yield f"{module.folder}/module.yaml", _module(module, names).encode()
        for name, lesson in zip(names, module.lessons, strict=True):
            yield f"{module.folder}/{name}.md", _lesson(lesson, name).encode()
            for beside in (lesson.image, lesson.media):
                if beside:
                    yield f"{module.folder}/{name}.{beside.suffix}", _bytes(beside, lesson)


def write_folder(package: Package, root: Path) -> int:
    """Write a package into an empty folder; return how many files. Refused for one with files."""
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise Refused(_("There are files in this folder already. Name one that is empty or new."))
    count = 0
    for name, data in files_of(package):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(data)
        count += 1
    return count


def write_zip(package: Package, file: BinaryIO) -> int:
    """Write a package as a zip; return how many files it holds."""
    count = 0
    with ZipFile(file, "w") as archive:
        for name, data in files_of(package):
            info = ZipInfo(f"{package.slug}/{name}", MADE)
            info.external_attr = 0o644 << 16
            is_text = name.endswith((".yaml", ".md"))
            archive.writestr(info, data, ZIP_DEFLATED if is_text else ZIP_STORED)
            count += 1
    return count


def _bytes(beside: Beside, lesson: LessonPart) -> bytes:
    try:
        return beside.read()
    except FileNotFoundError:
        says = _("A file that belongs to “%(lesson)s” is missing on the server.")
        raise Refused(says % {"lesson": lesson.title}) from None


def _course(package: Package) -> str:
    return yaml_of(
        {
            "title": package.title,
            "slug": package.slug,
            "summary": package.summary,
            "licence": package.licence,
            "opening": package.opening,
            "modules": [module.folder for module in package.modules],
        }
    )


def _text(name: str, html: str, format_name: str) -> dict[str, str]:
    """Return a text as Markdown, or as HTML where that says more than Markdown can."""
    markdown = markdown_of(html)
    return {name: html, format_name: "html"} if markdown is None else {name: markdown}


def _module(part: ModulePart, names: list[str]) -> str:
    return yaml_of(
        {
            "slug": part.slug,
            "title": part.title,
            "subtitle": part.subtitle,
            "number": part.label,
            "track": part.track,
            "when": part.when,
            "hours": part.hours,
            "themes": part.themes,
            "content_note": part.content_note,
            "summary": part.summary,
            "objectives": [
                _short({"text": one.text, "key": one.key, "competencies": list(one.competencies)})
                for one in part.objectives
            ],
            **_text("facilitator_notes", part.facilitator_notes, "notes_format"),
            "references": list(part.references),
            "lessons": [f"{name}.md" for name in names],
        }
    )


def _short(values: dict[str, Any]) -> Any:
    """Return a group of fields without the empty ones; only its text where that is all."""
    kept = {name: value for name, value in values.items() if value not in ("", None, [])}
    return kept["text"] if list(kept) == ["text"] else kept


def _prompt(part: PromptPart) -> dict[str, Any]:
    """Return a prompt’s fields; a form and days only where it proposes them."""
    values = asdict(part) | {"deliver_after_days": list(part.deliver_after_days)}
    return {name: value for name, value in values.items() if value not in ("", [])}


def _lesson(part: LessonPart, name: str) -> str:
    body = _text("body", part.body, "body_format")
    head = yaml_of(
        {
            "key": part.key,
            "slug": part.slug,
            "kind": part.kind,
            "title": part.title,
            "minutes": part.minutes,
            "with_whom": part.with_whom,
            "objectives": list(part.objectives),
            "summary": part.summary,
            "content_note": part.content_note,
            "done_when": part.done_when,
            "agreements": list(part.agreements),
            "image": f"{name}.{part.image.suffix}" if part.image else "",
            "image_description": part.image_description,
            "media": f"{name}.{part.media.suffix}" if part.media else "",
            "guidance": part.guidance,
            "words_min": part.words_min,
            "words_max": part.words_max,
            "scenario": part.scenario,
            "prompts": [_prompt(prompt) for prompt in part.prompts],
            "steps": [
                {k: v for k, v in asdict(step).items() if v not in ("", None)}
                for step in part.steps
            ],
            "reveal": part.reveal,
            **_text("facilitator_notes", part.facilitator_notes, "notes_format"),
            "body_format": body.get("body_format", ""),
        }
    )
    return f"---\n{head}---\n\n{body['body']}\n" if body["body"] else f"---\n{head}---\n"
