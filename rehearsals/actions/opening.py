"""Opening a room, beginning, handing it on, closing it."""

from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actions.rows import authorise
from accounts.errors import NotNow, Refused
from accounts.models import Cohort, Person
from accounts.models import Group as Circle
from curriculum.actions import completing
from curriculum.models import Scenario, ScenarioEdition
from rehearsals import clock, codes
from rehearsals.actions import dialogue, mapping, topics
from rehearsals.actions.held import groups_of, hold
from rehearsals.actions.told import changed_all
from rehearsals.models import Brief, Group, Place, Rehearsal
from rehearsals.queries import playable

NOT_WRITTEN = _(
    "This scenario is not published with its roles, or you may still come to play it yourself."
)
NOT_PLAYED = _("This is practised alone, not in a room.")
NOT_ITS_PART = _("This group is not of that cohort.")
STILL_PLAYING = _("Group %(groups)s is still in role. Let everybody step out of their role first.")


@transaction.atomic
def open_rehearsal(
    *,
    by: Person,
    cohort: Cohort,
    scenario: Scenario,
    place: str = "",
    part: Circle | None = None,
    debrief_model: str = Rehearsal.Debrief.ALOBA,
) -> Rehearsal:
    """Open a room for a cohort, or for ``part`` of it, and pin the scenario's newest edition.

    Refused for whoever does not facilitate or lead there, and for what cannot be played.
    """
    edition = _newest(by, scenario)
    if part is not None and part.cohort_id != cohort.pk:
        raise Refused(NOT_ITS_PART, field="part")
    made = Rehearsal.objects.create(
        cohort=cohort,
        part=part,
        scenario=scenario,
        edition=edition,
        facilitator=by,
        place=place.strip()[:80],
        code=_free_code(),
        debrief_model=Rehearsal.Debrief(debrief_model),
    )
    # Asked of the row itself; refusing undoes it.
    authorise(by, "run", made)
    topics.check_first(made)
    Group.objects.create(rehearsal=made, number=1)
    Brief.objects.bulk_create(
        Brief(
            rehearsal=made,
            role_key=role.key,
            name=role.name,
            kind=role.kind,
            position=position,
            document=asdict(role.brief) if role.brief else None,
        )
        for position, role in enumerate(made.document.roles)
    )
    audit.record("rehearsal.opened", by=by, about=made, edition=edition.pk, cohort=cohort.pk)
    return made


def _newest(by: Person, scenario: Scenario) -> ScenarioEdition:
    if not scenario.is_published:
        raise Refused(NOT_WRITTEN, field="scenario")
    if scenario.kind == Scenario.Kind.ENCOUNTER:
        raise Refused(NOT_PLAYED, field="scenario")
    newest = playable.editions(by).filter(scenario=scenario)
    found: ScenarioEdition | None = newest.order_by("-number").first()
    if found is None:
        raise NotNow(NOT_WRITTEN, field="scenario")
    return found


def _free_code() -> str:
    code = codes.new()
    while Rehearsal.objects.filter(code=code).exists():
        code = codes.new()
    return code


@transaction.atomic
def begin(*, by: Person, rehearsal: Rehearsal) -> None:
    """Start the pre-brief's clock in every group; a second time changes nothing."""
    held = hold(rehearsal, by)
    if start(held):
        audit.record("rehearsal.begun", by=by, about=held)


def start(held: Rehearsal) -> bool:
    """Start what has not begun, and say whether there was any. The room is locked already."""
    waiting = [group for group in groups_of(held) if not group.has_begun]
    now = timezone.now()
    for group in waiting:
        group.phase_started_at = now
        group.seconds_allowed = clock.allowed(held.document, group.phase)
        group.save(update_fields=["phase_started_at", "seconds_allowed"])
    if not waiting:
        return False
    Rehearsal.objects.filter(pk=held.pk, begun_at=None).update(begun_at=now)
    changed_all(held)
    return True


@transaction.atomic
def take_over(*, by: Person, rehearsal: Rehearsal) -> None:
    """Go on in another's place: she cannot, and the people are there. Refused once it is closed."""
    held = hold(rehearsal, by, "take_over")
    if held.facilitator_id == by.pk:
        return
    # Whoever may still come to play it reads no brief by taking a room over.
    if not playable.editions(by).filter(pk=held.edition_id).exists():
        raise Refused(NOT_WRITTEN)
    held.facilitator = by
    held.save(update_fields=["facilitator"])
    changed_all(held)
    audit.record("rehearsal.taken_over", by=by, about=held)


@transaction.atomic
def close(*, by: Person, rehearsal: Rehearsal) -> None:
    """Close the room. Who was ready to play and who was not is forgotten.

    NotNow while somebody is in a role: de-roling is a step, not a suggestion.
    """
    held = hold(rehearsal, by)
    in_role = [str(one.number) for one in groups_of(held) if one.phase in clock.IN_ROLE]
    if in_role:
        raise NotNow(STILL_PLAYING % {"groups": ", ".join(in_role)})
    shut(held)
    audit.record("rehearsal.closed", by=by, about=held)


def shut(held: Rehearsal) -> None:
    """Close a room that is locked, whatever is going on in it."""
    held.closed_at, held.code = timezone.now(), ""
    held.save(update_fields=["closed_at", "code"])
    Group.objects.filter(rehearsal=held).update(
        phase=clock.CLOSED, phase_started_at=held.closed_at, seconds_allowed=None, paused_at=None
    )
    mapping.settle(rehearsal=held)
    dialogue.note_parts(held)
    if held.begun_at is not None:
        there = Place.objects.filter(rehearsal=held, group__isnull=False)
        completing.rehearsed(
            cohort=held.cohort,
            scenario=held.document.slug,
            people=there.values_list("person_id", flat=True),
        )
    Place.objects.filter(rehearsal=held).update(may_play=None, deroled_at=None)
    changed_all(held)
