"""The doors of people and cohorts: rosters, pairings, evaluators, endings."""

import uuid
from typing import Any

from accounts.models import Cover, DeletionRequest, Evaluating, Person, RosterUpload
from tests import make
from tests.house.door import Door, Found, allowed, no_slug
from tests.world import World


def _fillable(world: World) -> Found:
    yield from (({"slug": one.slug}, one) for one in (world.juniper, world.rowan))


def _rosters(world: World) -> Found:
    """Yield a list that its uploader still has to apply, of a lead and of an administrator."""
    for person in (world.hana, world.ivo):
        roster = RosterUpload.objects.create(
            uploader=person, cohort=world.juniper, data=b"email,name\nnew@example.org,New\n"
        )
        yield {"roster_id": roster.pk}, roster


def _no_roster(world: World) -> dict[str, Any]:
    return {"roster_id": uuid.uuid4()}


def _covered(world: World) -> Found:
    yield {"slug": world.juniper.slug}, world.juniper


def _evaluated(world: World) -> Found:
    """Yield the cohort, with somebody who is evaluated in it."""
    if not Evaluating.objects.filter(evaluator=world.gita).exists():
        make.evaluating(evaluator=world.gita, student=world.ben, cohort=world.juniper)
    yield {"slug": world.juniper.slug}, world.juniper


def _a_cover(person: Person, thing: Any) -> dict[str, Any]:
    return {"cover": Cover.objects.earliest("pk").pk}


def _an_evaluator(person: Person, thing: Any) -> dict[str, Any]:
    return {"row": Evaluating.objects.latest("pk").pk}


def _sheets(world: World) -> Found:
    """Yield a list of pairings of a lead, and one of evaluators of an administrator."""
    lists = ((world.hana, "pairs", "mentor"), (world.ivo, "evaluators", "evaluator"))
    for person, kind, other in lists:
        sheet = RosterUpload.objects.create(
            uploader=person, cohort=world.juniper, kind=kind,
            data=f"student,{other}\nben@example.org,gita@example.org\n".encode(),
        )  # fmt: skip
        yield {"sheet_id": sheet.pk}, sheet


def _no_sheet(world: World) -> dict[str, Any]:
    return {"sheet_id": uuid.uuid4()}


def _requests(world: World) -> Found:
    thing = str(world.entries["answered"].pk)
    made, _new = DeletionRequest.objects.get_or_create(
        person=world.asha, kind="reflections.entry", thing=thing
    )
    yield {"request_id": made.pk}, made


def _no_request(world: World) -> dict[str, Any]:
    return {"request_id": uuid.uuid4()}


PEOPLE = (
    Door("cohort_roster", allowed("change"), _fillable, no_slug),
    Door("cohort_invite", allowed("change"), _fillable, no_slug, "post"),
    Door("cohort_archive", allowed("change"), _fillable, no_slug),
    Door("cohort_thank", allowed("change"), _fillable, no_slug, "post"),
    Door("cohort_hand_over", allowed("change"), _fillable, no_slug, "post"),
    Door("cohort_bring_back", allowed("change"), _fillable, no_slug, "post"),
    Door("pairing", allowed("change"), _fillable, no_slug),
    Door("pairing_table", allowed("change"), _fillable, no_slug),
    Door("pairing_proposal", allowed("change"), _fillable, no_slug),
    Door("pairing_list", allowed("change"), _fillable, no_slug),
    Door("pairing_give", allowed("change"), _fillable, no_slug, "post"),
    Door("pairing_capacity", allowed("change"), _fillable, no_slug, "post"),
    Door("pairing_cover", allowed("change"), _covered, no_slug, "post", _a_cover),
    Door("evaluators", allowed("change"), _fillable, no_slug),
    Door("evaluator_list", allowed("change"), _fillable, no_slug),
    Door("evaluator_end", allowed("change"), _evaluated, no_slug, "post", _an_evaluator),
    Door("pair_sheet", allowed("read"), _sheets, _no_sheet),
    Door("pair_sheet_apply", allowed("read"), _sheets, _no_sheet, "post"),
    Door("pair_sheet_discard", allowed("read"), _sheets, _no_sheet, "post"),
    Door("roster", allowed("read"), _rosters, _no_roster),
    Door("roster_errors", allowed("read"), _rosters, _no_roster),
    Door("roster_columns", allowed("read"), _rosters, _no_roster, "post"),
    Door("roster_apply", allowed("read"), _rosters, _no_roster, "post"),
    Door("roster_discard", allowed("read"), _rosters, _no_roster, "post"),
    Door("request_take_back", allowed("take_back"), _requests, _no_request, "post"),
    Door(
        "cohort",
        allowed("read"),
        lambda w: (({"slug": one.slug}, one) for one in (w.juniper, w.rowan)),
        no_slug,
    ),
    Door(
        "picture",
        allowed("read"),
        lambda w: (({"person_id": one.pk}, one) for one in (w.asha, w.chidi)),
        lambda w: {"person_id": uuid.uuid4()},
    ),
)
