"""The shelf of prompts, and the whole library as a package brings it."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import audit
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person
from curriculum.actions import building
from curriculum.actions import scenarios as scenario_actions
from curriculum.models import Course, Lesson, Prompt, ShelfPrompt
from curriculum.models.prompt import MOST_PROMPTS
from curriculum.package.scenarios import ScenarioPart
from curriculum.package.shelf import ShelfPart, shelf_id

FULL = gettext_lazy("This reflection has as many prompts as it can take. Take one out first.")


# ------------------------------------------------------------------ the shelf
@transaction.atomic
def add_shelf_prompt(*, prompt: ShelfPrompt, by: Person) -> None:
    """Put a new prompt at the end of the shelf."""
    prompt.position = _last(prompt.course.shelf_prompts) + 1
    rows.add(prompt, by=by, verb="shelf_prompt.added", course=prompt.course_id)


def change_shelf_prompt(*, prompt: ShelfPrompt, by: Person, **fields: Any) -> None:
    """Change a prompt on the shelf; whoever took it before keeps the old words."""
    rows.change(prompt, by=by, verb="shelf_prompt.changed", fields=fields)


def remove_shelf_prompt(*, prompt: ShelfPrompt, by: Person) -> None:
    """Take a prompt off the shelf; pages that began from it keep its words."""
    rows.remove(prompt, by=by, verb="shelf_prompt.removed")


@transaction.atomic
def take_from_shelf(*, prompt: ShelfPrompt, lesson: Lesson, by: Person) -> Prompt:
    """Copy a prompt of the shelf into a reflection that is being edited.

    Refused for another course's prompt or another kind of lesson, NotNow when it has no room.
    """
    if lesson.kind != Lesson.Kind.REFLECTION or lesson.version.module.course_id != prompt.course_id:
        raise Refused(_("Choose a prompt of this course."), field="prompt")
    rows.authorise(by, "change", lesson)
    there = list(lesson.prompts.select_for_update(of=("self",)))
    if len(there) >= MOST_PROMPTS:
        raise NotNow(FULL, field="prompt")
    if any(one.text == prompt.text for one in there):
        raise Refused(_("This reflection offers that prompt already."), field="prompt")
    words = {name: getattr(prompt, name) for name in ("name", "text", "form")}
    taken = Prompt(lesson=lesson, position=_last(lesson.prompts) + 1, **words)
    building.keep_part(part=taken, by=by)
    return taken


def _last(rows_of: Any) -> int:
    return rows_of.aggregate(last=Max("position"))["last"] or 0


# ------------------------------------------------------------------ from a package
@transaction.atomic
def load(
    course: Course,
    scenarios: tuple[ScenarioPart, ...],
    shelf: tuple[ShelfPart, ...],
    *,
    by: Person | None,
) -> int:
    """Bring the library of ``course`` up to a package; return how many rows are new or changed.

    A command (``by`` None) overwrites nothing that was changed here, and fills an empty shelf only.
    Refused when another course has the address of a scenario.
    """
    changed = sum(
        scenario_actions.load(course, part, at, by=by) for at, part in enumerate(scenarios, 1)
    )
    if by is not None or not course.shelf_prompts.exists():
        changed += _load_shelf(course, shelf)
    if changed:
        audit.record("library.loaded", by=by, about=course, changed=changed)
    return changed


def _load_shelf(course: Course, shelf: tuple[ShelfPart, ...]) -> int:
    """Put on the shelf what was never there; a prompt that faculty changed or moved stays so."""
    there = set(course.shelf_prompts.values_list("key", flat=True))
    first = _last(course.shelf_prompts) + 1
    new = [part for part in shelf if shelf_id(part.key) not in there]
    for place, part in enumerate(new, first):
        prompt = ShelfPrompt(
            course=course,
            key=shelf_id(part.key),
            position=place,
            group=part.group,
            name=part.name,
            text=part.text,
            words_min=part.words_min,
            words_max=part.words_max,
            form=part.form,
        )
        rows.keep(prompt)
    return len(new)
