"""The scenario library and the shelf of prompts: kept by those who build the course."""

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
from curriculum.models import Course, Lesson, Prompt, Scenario, ShelfPrompt
from curriculum.models.prompt import MOST_PROMPTS
from curriculum.package.scenarios import ScenarioPart, ShelfPart, part_of, shelf_id

FULL = gettext_lazy("This reflection has as many prompts as it can take. Take one out first.")


# ------------------------------------------------------------------ scenarios
@transaction.atomic
def add_scenario(*, scenario: Scenario, by: Person) -> None:
    """Keep a new scenario at the end of its course's library."""
    scenario.position = _last(scenario.course.scenarios) + 1
    rows.add(scenario, by=by, verb="scenario.added", course=scenario.course_id)


def change_scenario(*, scenario: Scenario, by: Person, **fields: Any) -> None:
    """Change what everybody may read of a scenario."""
    rows.change(scenario, by=by, verb="scenario.changed", fields=fields)


@transaction.atomic
def remove_scenario(*, scenario: Scenario, by: Person) -> None:
    """Take away a scenario. NotNow while a lesson links to it."""
    rows.authorise(by, "delete", scenario)
    if Lesson.objects.filter(scenario=scenario.slug).exists():
        raise NotNow(_("A lesson links to this scenario. Take it out of the library instead."))
    rows.remove(scenario, by=by, verb="scenario.removed")


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
    rows.authorise(by, "read", prompt)
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

    What stands here already just so is left alone, and so is what faculty changed of it, as long
    as the package itself says the same as when it was loaded. A command (``by`` None) never
    overwrites a scenario that was changed here, and fills an empty shelf only. Refused when
    another course has the address.
    """
    changed = sum(_load_scenario(course, part, at, by) for at, part in enumerate(scenarios, 1))
    if by is not None or not course.shelf_prompts.exists():
        changed += _load_shelf(course, shelf)
    if changed:
        audit.record("library.loaded", by=by, about=course, changed=changed)
    return changed


def _load_scenario(course: Course, part: ScenarioPart, position: int, by: Person | None) -> bool:
    row = Scenario.objects.filter(slug=part.slug).first() or Scenario(
        course=course, slug=part.slug, position=position
    )
    if row.course_id != course.pk:
        raise Refused(
            _("Another course has a scenario with the address %(slug)s.") % {"slug": part.slug}
        )
    if not row._state.adding:
        here = part_of(row).sha256
        if part.sha256 in {row.source_sha256, here}:
            return False
        if by is None and here != row.source_sha256:
            return False
    for name in ("aims", "safety", "questions"):
        setattr(row, name, "\n".join(getattr(part, name)))
    for name in part.__dataclass_fields__.keys() - {"aims", "safety", "questions", "slug"}:
        setattr(row, name, getattr(part, name))
    row.source_sha256 = part.sha256
    rows.keep(row)
    return True


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
