"""Four routes from the desk: whom to ring first, what is kept, who sees it, and no word of hers."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts import notices
from accounts.errors import NotYours, Refused
from accounts.models import AuditEvent, Conflict, Mentoring, Notice, School
from accounts.policy import allows
from reflections import noting, queries
from reflections.actions import asking, concerning
from reflections.models import Concern
from tests import make


@pytest.fixture
def raised(world) -> Concern:
    entry = world.entries["submitted"]
    return concerning.raise_one(by=world.ekdal, entry_id=entry.pk, route="wellbeing")


def _seen_by(concern: Concern, action: str, world) -> set[str]:
    return {name for name, one in world.people.items() if allows(one, action, concern)}


def test_who_may_what(world, raised) -> None:
    other = concerning.raise_one(
        by=world.ekdal, entry_id=world.entries["covered"].pk, route="safety",
        is_told=False, untold_because="self",
    )  # fmt: skip
    make.appointment(person=world.root, office="approver")
    rights = {action: _seen_by(raised, action, world) for action in ("read", "change", "consent")}
    assert rights == {"read": {"ekdal", "asha"}, "change": {"ekdal"}, "consent": {"asha"}}
    assert _seen_by(raised, "receive", world) == set()
    assert _seen_by(raised, "count", world) == {"tuva"}
    assert _seen_by(raised, "oversee", world) == set()
    # Kept from her: she neither sees it nor can agree to anything; a number goes to two offices.
    assert _seen_by(other, "read", world) == _seen_by(other, "change", world) == {"ekdal"}
    assert _seen_by(other, "consent", world) == set()
    assert _seen_by(other, "oversee", world) == {"ivo", "root"}
    concerning.hand_over(by=world.asha, concern_id=raised.pk, agreed=True)
    raised.refresh_from_db()
    assert _seen_by(raised, "receive", world) == {"tuva"}
    one, other = sorted((world.asha, world.tuva), key=lambda person: person.pk)
    conflict = Conflict.objects.create(one=one, other=other)
    assert _seen_by(raised, "receive", world) == set()
    conflict.delete()
    make.evaluating(evaluator=world.tuva, student=world.asha, cohort=world.juniper)
    assert _seen_by(raised, "receive", world) == set()


def test_only_who_may_answer_raises_one_and_no_page_is_named(world, raised) -> None:
    for name in ("ben", "fox", "gita", "hana", "ivo", "tuva", "root", "asha"):
        with pytest.raises(NotYours):
            concerning.raise_one(
                by=getattr(world, name), entry_id=world.entries["submitted"].pk, route="safety"
            )
    again = concerning.raise_one(
        by=world.ekdal, entry_id=world.entries["unread"].pk, route="wellbeing"
    )
    assert again == raised  # one that is open is gone on with
    names = {field.name for field in Concern._meta.get_fields()}
    assert not {"entry", "version", "text", "note", "body", "quote", "title"} & names
    kinds = {type(field).__name__ for field in Concern._meta.concrete_fields}
    assert "TextField" not in kinds
    assert all(f.choices for f in Concern._meta.concrete_fields if type(f).__name__ == "CharField")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM reflections_concern")
        rows = str(cursor.fetchall())
    for entry in world.entries.values():
        assert str(entry.pk) not in rows
        assert entry.pk.hex not in rows


def test_the_trail_names_only_who_kept_one_from_its_student(world, raised) -> None:
    keep = {"by": world.ekdal, "concern_id": raised.pk}
    with pytest.raises(Refused) as refused:
        concerning.set_told(**keep, is_told=False, untold_because="because")
    assert refused.value.field == "untold_because"
    concerning.hand_over(by=world.asha, concern_id=raised.pk, agreed=True)
    concerning.set_told(**keep, is_told=False, untold_because="others")
    concerning.set_told(**keep, is_told=False, untold_because="others")
    raised.refresh_from_db()
    assert raised.handed_over_at is None  # what she cannot see she cannot have agreed to
    concerning.set_told(**keep, is_told=True)
    noting.note(timezone.now() + timedelta(days=1))
    said = [(one.verb, one.by, one.facts) for one in _trail()]
    ekdal = str(world.ekdal.pk)
    assert said == [
        ("concern.raised", "", {}),
        ("concern.untold", ekdal, {"because": "others"}),
        ("concern.told", ekdal, {}),
    ]
    for event in _trail():
        assert str(world.asha.pk) not in f"{event.facts}{event.about}"
    with pytest.raises(NotYours):
        concerning.set_told(by=world.fox, concern_id=raised.pk, is_told=True)


def _trail() -> list[AuditEvent]:
    return list(AuditEvent.objects.filter(verb__startswith="concern").order_by("pk"))


def test_the_trail_says_it_of_a_day_that_is_over_and_not_in_its_order(world, raised) -> None:
    """Beside the hour at which a page was opened it would tell whose page that was."""
    School.objects.all().delete()
    make.school(time_zone="Pacific/Auckland")
    zone, opened = ZoneInfo("Pacific/Auckland"), datetime(2026, 3, 3, 20, 17, tzinfo=UTC)
    made = [raised] + [
        concerning.raise_one(
            by=world.ekdal, entry_id=world.entries["covered"].pk, route=route,
            is_told=False, untold_because="self",
        )
        for route in ("safety", "patients", "mistreatment")
    ]  # fmt: skip
    for n, concern in enumerate(made):
        at = opened + timedelta(minutes=n)
        said = [one | {"at": at.isoformat()} for one in concern.unnoted]
        Concern.objects.filter(pk=concern.pk).update(unnoted=said, opened_at=at)
    late = datetime(2026, 3, 4, 23, 59, tzinfo=zone)  # the day of it, there
    noting.note(late)
    assert _trail() == []
    notices.prepare()
    notices.prepare()
    trail = _trail()
    assert len(trail) == 4 + 3
    assert {one.at for one in trail} == {datetime(2026, 3, 4, tzinfo=zone)}
    about = [one.about for one in trail]
    assert about == sorted(about)
    assert [one.verb for one in trail if one.about == str(made[1].pk)] == [
        "concern.raised", "concern.untold",
    ]  # fmt: skip
    raised.refresh_from_db()
    assert (raised.unnoted, raised.opened_at) == (None, opened)
    # What is said on a later day waits for its own.
    concerning.set_told(by=world.ekdal, concern_id=raised.pk, is_told=False, untold_because="law")
    old, new = {"verb": "concern.told", "by": "", "at": opened.isoformat()}, timezone.now()
    raised.refresh_from_db()
    Concern.objects.filter(pk=raised.pk).update(unnoted=[old, *raised.unnoted])
    noting.note(new)
    raised.refresh_from_db()
    assert [one["verb"] for one in raised.unnoted] == ["concern.untold"]
    assert [one.verb for one in _trail()[7:]] == ["concern.told"]


def test_the_phone_comes_first_and_no_record_before_it(world, client_for) -> None:
    entry, mentor = world.entries["submitted"], client_for(world.ekdal)
    world.asha.phone = "+44 20 5550 0142"
    world.asha.save()
    make.help_contact(name="On call", phone="020 5550 0177", hours="Day and night", for_safety=True)
    old = timezone.localdate() - timedelta(days=200)
    make.help_contact(name="Old number", for_safety=True, last_checked_on=old)
    make.help_contact(name="Conduct office", for_mistreatment=True)
    url = reverse("desk_concern", args=[entry.pk])
    choose = mentor.get(url).content.decode()
    assert choose.count("?route=") == 4
    page = mentor.get(url, {"route": "safety"}).content.decode()
    order = [page.index(part) for part in (
        'href="tel:+442055500142"', 'href="tel:02055500177"', "Are you safe right now?",
        'name="route" value="safety"',
    )]  # fmt: skip
    assert order == sorted(order)
    assert "Day and night" in page
    assert "more than half a year ago" in page
    assert "Conduct office" not in page
    assert "WORDS-submitted" not in page + choose
    assert not Concern.objects.exists()
    answer = mentor.post(url, {"route": "safety"})
    made = Concern.objects.get()
    assert answer.url == reverse("concern", args=[made.pk])
    assert (made.student, made.raised_by, made.is_told) == (world.asha, world.ekdal, True)
    assert not Notice.objects.filter(about=str(made.pk)).exists()
    refused = mentor.post(url, {"route": "patients", "untold": "on"})
    assert refused.status_code == 422
    assert "Say why telling would raise the risk." in refused.content.decode()
    assert mentor.post(url, {"route": "gossip"}).status_code == 422
    assert client_for(world.fox).get(url).status_code == 404
    assert client_for(world.asha).post(url, {"route": "safety"}).status_code == 404


def test_what_came_of_it_is_noted_closed_and_opened_again(world, client_for, raised) -> None:
    mentor, url = client_for(world.ekdal), reverse("concern", args=[raised.pk])
    office = make.help_contact(name="Counselling", for_wellbeing=True)
    page = mentor.get(url).content.decode()
    assert "Nobody has been reached yet." in page
    assert f'href="/mentoring/{world.entries["submitted"].pk}' not in page
    at = timezone.localtime() - timedelta(minutes=20)
    said = {"first_contact_at": at.strftime("%Y-%m-%dT%H:%M"), "who": f"contact-{office.pk}"}
    assert mentor.post(url, said | {"is_closed": "on"}).status_code == 422  # no outcome
    tomorrow = (at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    early = (at - timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    for wrong in (tomorrow, early, "soon"):
        assert mentor.post(url, said | {"first_contact_at": wrong}).status_code == 422
    mentor.post(url, said | {"outcome": "support", "is_closed": "on"})
    raised.refresh_from_db()
    assert (raised.contact, raised.outcome) == (office, "support")
    assert raised.closed_at is not None
    assert raised.first_contact_at.strftime("%H:%M") == at.strftime("%H:%M")
    mentor.post(url, said | {"who": "student", "outcome": "support"})
    raised.refresh_from_db()
    assert (raised.closed_at, raised.contact, raised.whom) == (None, None, "student")
    listed = mentor.get(reverse("concerns")).content.decode()
    assert world.asha.name in listed
    for name in ("fox", "gita", "hana", "ivo", "tuva", "root", "asha", "ben"):
        other = client_for(getattr(world, name))
        assert other.get(url).status_code == 404
        assert other.post(url, {"outcome": "safe"}).status_code == 404
        assert other.post(reverse("concern_told", args=[raised.pk])).status_code == 404
        assert str(raised.pk) not in other.get(reverse("concerns")).content.decode()


def test_how_to_reach_her_ends_with_the_right_to_answer_her(world, client_for, raised) -> None:
    world.asha.phone = "+44 20 7946 0991"
    world.asha.save()
    mentor, url = client_for(world.ekdal), reverse("concern", args=[raised.pk])
    assert "7946 0991" in mentor.get(url).content.decode()
    Mentoring.objects.filter(student=world.asha, mentor=world.ekdal).update(ends_at=timezone.now())
    page = mentor.get(url).content.decode()
    assert "7946 0991" not in page
    assert world.asha.email not in page
    assert "You do not answer Asha any more" in page
    # Whom she asks to read one page as well answers her, and may ring.
    asking.ask(by=world.asha, entry=world.entries["submitted"], person=world.ekdal.pk)
    assert "7946 0991" in mentor.get(url).content.decode()


def test_she_sees_that_it_was_raised_and_decides_who_knows(world, client_for, raised) -> None:
    asha, known = client_for(world.asha), reverse("known")
    for url in ("/", reverse("entry", args=[world.entries["answered"].pk])):
        assert f'href="{known}"' in asha.get(url).content.decode()
    page = asha.get(known).content.decode()
    assert f"{world.ekdal.name} raised it because somebody wondered how you are bearing up." in page
    url = reverse("concern_hand_over", args=[raised.pk])
    for name in ("ben", "ekdal", "tuva", "ivo"):
        refused = client_for(getattr(world, name)).post(url, {"agreed": "yes"})
        assert refused.status_code == 404
    tuva = client_for(world.tuva)
    assert world.asha.name not in tuva.get(reverse("wellbeing")).content.decode()
    asha.post(url, {"agreed": "yes"})
    assert Notice.objects.filter(kind="handed_over").get().to == world.tuva
    shown = tuva.get(reverse("wellbeing")).content.decode()
    assert world.asha.name in shown
    assert f"mailto:{world.asha.email}" in shown
    assert world.ekdal.name not in shown
    assert "/journal/" not in shown.partition("<main")[2].partition("</main")[0]
    asha.post(url, {"agreed": "no"})
    assert world.asha.name not in tuva.get(reverse("wellbeing")).content.decode()
    mentor = {"by": world.ekdal, "concern_id": raised.pk}
    concerning.set_told(**mentor, is_told=False, untold_because="self")
    assert world.ekdal.name not in asha.get(known).content.decode()
    assert asha.post(url, {"agreed": "yes"}).status_code == 404
    assert f'alert-info"><a href="{known}"' not in asha.get("/").content.decode()
    urgent = concerning.raise_one(
        by=world.ekdal, entry_id=world.entries["submitted"].pk, route="safety"
    )
    asha.post(reverse("concern_hand_over", args=[urgent.pk]), {"agreed": "yes"})
    urgent.refresh_from_db()
    assert urgent.handed_over_at is None


def test_the_mark_on_her_pages_is_hers_while_one_is_open_and_told(world, raised) -> None:
    now = timezone.now()
    assert list(queries.spoken_of(world.asha, now)) == [raised]
    assert not queries.spoken_of(world.ekdal, now).exists()
    Concern.objects.filter(pk=raised.pk).update(is_told=False, untold_because="self")
    assert not queries.spoken_of(world.asha, now).exists()
    Concern.objects.filter(pk=raised.pk).update(is_told=True, untold_because="")
    world.asha.is_active = False
    assert not queries.spoken_of(world.asha, now).exists()
