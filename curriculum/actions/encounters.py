"""Practices alone: written, agreed to by the wellbeing lead where that is needed, published."""

from collections.abc import Iterable, Sequence
from string import ascii_lowercase
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit, people
from accounts.actions import rows
from accounts.errors import NotNow, Refused
from accounts.models import Person
from curriculum import encounter_document as document
from curriculum.models import Course, Encounter, EncounterChoice, EncounterNode, Lesson
from curriculum.models.encounter import PLAYED
from curriculum.package.encounters import EncounterPart
from curriculum.queries.encounters import document_of

NODE_FIELDS = ("key", "narration", "speaker", "says", "ending", "recap", "reflect")


# ------------------------------------------------------------------ the practice
@transaction.atomic
def add_encounter(*, encounter: Encounter, by: Person) -> None:
    """Keep a new practice at the end of its course's."""
    encounter.position = _last(encounter.course.encounters) + 1
    rows.add(encounter, by=by, verb="encounter.added", course=encounter.course_id)


def change_encounter(*, encounter: Encounter, by: Person, **fields: Any) -> None:
    """Change what a practice says before it begins. What is played stays until it is published."""
    rows.change(encounter, by=by, verb="encounter.changed", fields=fields)


def why_it_stays(encounter: Encounter) -> str:
    """Return why a practice cannot be taken away; empty when it can."""
    if Lesson.objects.filter(scenario=encounter.slug).exists():
        return _("A lesson leads to this practice. Take it back instead.")
    return ""


@transaction.atomic
def remove_encounter(*, encounter: Encounter, by: Person) -> None:
    """Take a practice away with all its moments. NotNow while a lesson leads to it."""
    rows.authorise(by, "delete", encounter)
    if why := why_it_stays(encounter):
        raise NotNow(why)
    rows.remove(encounter, by=by, verb="encounter.removed")


@transaction.atomic
def write(
    *, encounter: Encounter, played: document.Encounter, by: Person, keep_words: bool = False
) -> None:
    """Make a practice what a document says: every moment of it is replaced. Not yet published.

    A new one is added first, at the document's address. With ``keep_words`` what it says of itself
    (its title, its setting) stays, and only the moments are replaced.
    """
    if encounter._state.adding:
        _describe(encounter, played)
        add_encounter(encounter=encounter, by=by)
    else:
        _hold(encounter, by)
        if not keep_words:
            _describe(encounter, played)
        encounter.start = played.start
        rows.keep(encounter)
    replace_nodes(encounter, played.nodes)
    audit.record("encounter.written", by=by, about=encounter)


def _describe(encounter: Encounter, played: document.Encounter) -> None:
    encounter.slug = encounter.slug or played.code
    for name in PLAYED:
        setattr(encounter, name, getattr(played, name))
    encounter.needs_sign_off = encounter.needs_sign_off or played.needs_sign_off


def replace_nodes(encounter: Encounter, nodes: Sequence[document.Node]) -> None:
    """Write the moments of a document in place of those there are. Asks nobody: see ``write``."""
    names = [node.id for node in nodes]
    choices_of = [[choice.id for choice in node.choices] for node in nodes]
    if any(len(set(ids)) < len(ids) for ids in (names, *choices_of)):
        raise Refused(_("Two moments, or two choices at a moment, have the same name."))
    encounter.nodes.all().delete()
    made = [
        EncounterNode(
            encounter=encounter,
            key=node.id,
            position=at,
            narration=node.narration,
            speaker=node.speaker,
            says=node.says,
            ending=node.ending,
            recap=" ".join(node.recap),
            reflect=node.reflect,
        )
        for at, node in enumerate(nodes, 1)
    ]
    for node in made:
        _check(node, exclude=("encounter",))
    kept = EncounterNode.objects.bulk_create(made)
    choices = [
        EncounterChoice(
            node=row,
            key=choice.id,
            position=at,
            text=choice.text,
            rating=choice.rating,
            tags=" ".join(choice.tags),
            next=choice.next,
            feedback=choice.feedback,
        )
        for row, node in zip(kept, nodes, strict=True)
        for at, choice in enumerate(node.choices, 1)
    ]
    for choice in choices:
        _check(choice, exclude=("node",))
    EncounterChoice.objects.bulk_create(choices)


def _check(row: EncounterNode | EncounterChoice, exclude: tuple[str, ...]) -> None:
    """Refused, naming the moment, where a row made in bulk breaks a rule of its field."""
    key = row.key if isinstance(row, EncounterNode) else row.node.key
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        label = getattr(row._meta.get_field(name), "verbose_name", name)
        says = _("%(node)s, %(field)s: %(fault)s")
        raise Refused(says % {"node": key, "field": label, "fault": messages[0]}) from None


# ------------------------------------------------------------------ its moments
@transaction.atomic
def keep_node(*, node: EncounterNode, by: Person) -> None:
    """Keep a new or changed moment. Whatever led to its old name leads to the new one."""
    _hold(node.encounter, by)
    if node._state.adding:
        node.position = _last(node.encounter.nodes) + 1
        rows.add(node, by=by, verb="encounter_node.added", encounter=node.encounter_id)
        if not node.encounter.start:
            _set_start(node.encounter, node.key)
        return
    before = EncounterNode.objects.get(pk=node.pk, encounter=node.encounter_id).key
    fields = {name: getattr(node, name) for name in NODE_FIELDS}
    about = node.encounter_id
    rows.change(node, by=by, verb="encounter_node.changed", fields=fields, encounter=about)
    if node.key != before:
        _lead_to(node.encounter, before, node.key)


@transaction.atomic
def remove_node(*, node: EncounterNode, by: Person) -> None:
    """Take a moment away. What led to it is then listed as leading nowhere."""
    _hold(node.encounter, by)
    rows.remove(node, by=by, verb="encounter_node.removed", encounter=node.encounter_id)


@transaction.atomic
def keep_choices(
    *,
    node: EncounterNode,
    kept: Sequence[EncounterChoice],
    gone: Sequence[EncounterChoice],
    by: Person,
) -> None:
    """Keep some choices of a moment and take out others, all or none. Refused for foreign ones."""
    _hold(node.encounter, by)
    if any(choice.node_id != node.pk for choice in (*kept, *gone)):
        raise Refused(rows.NOT_YOURS)
    for choice in gone:
        choice.delete()
    taken = set(
        EncounterChoice.objects.filter(node__encounter=node.encounter).values_list("key", flat=True)
    )
    for choice in kept:
        if not choice.key:
            choice.key = _free(node.key, taken)
            taken.add(choice.key)
        rows.keep(choice)
    audit.record("encounter_node.changed", by=by, about=node, encounter=node.encounter_id)


def _free(start: str, taken: set[str]) -> str:
    """Return a name for a choice that none in the practice has: a1a, a1b, and so on."""
    numbered = (f"{start[:70]}-{number}" for number in range(1, len(taken) + 2))
    tries = (*(f"{start[:70]}{letter}" for letter in ascii_lowercase), *numbered)
    return next(name for name in tries if name not in taken)


# ------------------------------------------------------------------ agreed to, published
@transaction.atomic
def sign_off(*, encounter: Encounter, sha256: str, by: Person) -> None:
    """Agree to the words of a practice, as she read them. For the wellbeing lead.

    NotNow when they were changed since she opened the page, when something in it does not hold
    together yet, or while a student would find nobody to ring.
    """
    rows.authorise(by, "sign_off", encounter)
    held = _held(encounter)
    now = document_of(held)
    if now.sha256 != sha256:
        raise NotNow(_("The words were changed since you opened this page. Read them once more."))
    _sound(now)
    if not people.support_lines():
        raise NotNow(_("Enter the help contacts first: a student must find somebody to ring."))
    held.signed_off_sha256, held.signed_off_at, held.signed_off_by = sha256, timezone.now(), by
    rows.keep(held)
    audit.record("encounter.signed_off", by=by, about=held)


@transaction.atomic
def publish(*, encounter: Encounter, by: Person) -> None:
    """Let everybody play it, as it stands now.

    NotNow while something is wrong in it, and while the wellbeing lead has not agreed to just
    these words where that is needed.
    """
    _hold(encounter, by)
    held = _held(encounter)
    now = document_of(held)
    _sound(now)
    if held.needs_sign_off and held.signed_off_sha256 != now.sha256:
        raise NotNow(_("The wellbeing lead agrees to these words first."))
    _publish(held, now, by)


def _publish(row: Encounter, now: document.Encounter, by: Person | None) -> None:
    row.is_published, row.document = True, document.to_json(now)
    row.published_at, row.published_by = timezone.now(), by
    rows.keep(row)
    audit.record("encounter.published", by=by, about=row)


@transaction.atomic
def take_back(*, encounter: Encounter, by: Person) -> None:
    """Let nobody play it any more. What is written stays."""
    _hold(encounter, by)
    held = _held(encounter)
    held.is_published, held.document = False, None
    held.published_at, held.published_by = None, None
    rows.keep(held)
    audit.record("encounter.taken_back", by=by, about=held)


def _sound(now: document.Encounter) -> None:
    found = document.problems(now)
    if found:
        # What it must say before it begins is named for each field; else the first thing will do.
        first = [f"{one.node}: {one.said}" if one.node else one.said for one in found[:1]]
        said = " ".join(document.unsaid(now).values() or first)
        raise NotNow(_("Mend what is listed first. %(problem)s") % {"problem": said})


# ------------------------------------------------------------------ shared
def _hold(encounter: Encounter, by: Person) -> None:
    """Refused to whoever may not change this practice; nobody else changes it meanwhile."""
    rows.authorise(by, "change", encounter)
    held = Encounter.objects.select_for_update(of=("self",)).filter(pk=encounter.pk)
    list(held.values_list("pk"))


def _held(encounter: Encounter) -> Encounter:
    return Encounter.objects.select_for_update(of=("self",)).get(pk=encounter.pk)


def played_of(row: Encounter) -> str:
    """Return what tells the words that are played from any other."""
    return document.from_json(row.document).sha256 if row.document else ""


def _set_start(encounter: Encounter, key: str) -> None:
    encounter.start = key
    Encounter.objects.filter(pk=encounter.pk).update(start=key)


def _lead_to(encounter: Encounter, before: str, now: str) -> None:
    choices = EncounterChoice.objects.filter(node__encounter=encounter, next=before)
    choices.update(next=now)
    if encounter.start == before:
        _set_start(encounter, now)


def _last(rows_of: Any) -> int:
    return rows_of.aggregate(last=Max("position"))["last"] or 0


# ------------------------------------------------------------------ from a package
def load(course: Course, parts: Iterable[EncounterPart], *, by: Person | None) -> int:
    """Bring the practices of ``course`` up to a package; return how many are new or changed.

    What stands here already just so is left alone, and what faculty changed of it stays as long as
    the package says the same as when it was loaded; a command (``by`` None) never overwrites it.
    What needs the wellbeing lead is not published by loading it, whatever the package says; and
    what is played of it stays what she agreed to. Refused when another course has the address.
    """
    return sum(_load(course, part, at, by) for at, part in enumerate(parts, 1))


def _load(course: Course, part: EncounterPart, position: int, by: Person | None) -> bool:
    played = part.played
    row = Encounter.objects.filter(slug=played.code).first() or Encounter(
        course=course, slug=played.code, position=position
    )
    if row.course_id != course.pk:
        says = _("Another course has a practice with the address %(slug)s.")
        raise Refused(says % {"slug": played.code})
    is_new = row._state.adding
    if not is_new:
        here = document_of(row).sha256
        if played.sha256 in {row.source_sha256, here, played_of(row)}:
            return False
        if by is None and here != row.source_sha256:
            return False
    _describe(row, played)
    row.source_sha256 = played.sha256
    rows.keep(row)
    replace_nodes(row, played.nodes)
    audit.record("encounter.added" if is_new else "encounter.written", by=by, about=row)
    if part.is_published and not row.needs_sign_off and (is_new or row.is_published):
        _publish(row, document_of(row), by)
    return True
