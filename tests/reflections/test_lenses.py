"""Where a page stands: the student goes first, two people see it, and nothing adds it up."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotNow, NotYours
from accounts.models import AuditEvent, Conflict, Notice
from accounts.policy import audience
from reflections import lenses, plots, queries
from reflections.actions import placing, withdrawing
from reflections.models import Placing, Reply
from tests import make
from tests.reflections.test_export import taken


def newest(world, state="submitted"):
    return world.entries[state].versions.latest("number")


def own(world, state="submitted", **said):
    version = newest(world, state)
    asked = {"by": world.asha, "entry_id": version.entry_id, "number": version.number}
    return placing.place_own(**asked, said=said)


def at_desk(world, state="submitted", by="ekdal", **said):
    version = newest(world, state)
    place = {"entry_id": version.entry_id, "version_id": version.pk}
    placing.place_at_desk(by=getattr(world, by), **place, said=said)


def seen(person, version):
    rows = Placing.objects.visible_to(person).filter(version=version)
    return sorted((row.by.name, row.lens, row.step) for row in rows)


# ------------------------------------------------------------------ the lenses themselves
def test_the_lenses_are_those_of_practice_and_read_what_a_form_says():
    assert [str(lens.name) for lens in lenses.LENSES] == [
        "Being there", "The knot", "Feeling", "Making meaning",
    ]  # fmt: skip
    assert [str(step) for step in lenses.STEPS] == [
        "On the surface", "Opening", "Deepening", "Turning",
    ]  # fmt: skip
    assert lenses.read({"knot": "3", "feeling": "", "other": "9"}) == {"knot": 3, "feeling": None}
    for wrong in ("0", "5", "-1", "³", "03", "x", " 1"):
        with pytest.raises(ValueError, match="knot"):
            lenses.read({"knot": wrong})
    rows = lenses.rows({"knot": 3}, [("Dr Ekdal", {"knot": 3, "feeling": 1})])
    knot, feeling = rows[1], rows[2]
    assert (knot.mine.step, knot.mine.others) == (3, ("Dr Ekdal",))
    assert str(knot.mine.words) == "The difficulty is held open"
    assert feeling.mine is None
    assert [option.others for option in feeling.options] == [("Dr Ekdal",), (), (), ()]


def test_a_ladder_has_its_first_step_at_the_foot_and_joins_only_what_she_placed():
    ladder = plots.steps([1, None, 4], [[], [2], [4, 4, 1]], 4)
    assert [(one.x, one.y) for one in ladder.marks] == [("1.5%", "87.5%"), ("95.5%", "12.5%")]
    assert [(one.begin.y, one.end.y) for one in ladder.line] == [("87.5%", "12.5%")]
    assert [one.y for one in ladder.others] == ["62.5%", "87.5%", "12.5%"]
    assert ladder.rungs == ["12.5%", "37.5%", "62.5%", "87.5%"]
    assert plots.steps([2], [[]], 4).line == []


# ------------------------------------------------------------------ placing
def test_she_goes_first_and_her_mentor_may_follow(world):
    version, before = newest(world), (AuditEvent.objects.count(), Notice.objects.count())
    with pytest.raises(NotNow, match="goes first"):
        at_desk(world, knot=2)
    assert own(world, knot=2, feeling=1, meaning=None)
    assert own(world, knot=3)
    at_desk(world, knot=1, being_there=4)
    at_desk(world, being_there=None)
    mine = [("Asha", "feeling", 1), ("Asha", "knot", 3)]
    theirs = [("Dr Ekdal", "knot", 1)]
    # Nothing of a mentor exists for her until the answer is sent; he sees both.
    assert seen(world.asha, version) == mine
    assert seen(world.ekdal, version) == mine + theirs
    make.reply(version=version, author=world.noma)
    assert seen(world.asha, version) == mine
    reply = make.reply(version=version, author=world.ekdal)
    assert seen(world.asha, version) == mine + theirs
    Reply.objects.filter(pk=reply.pk).update(sent_at=None)
    assert seen(world.asha, version) == mine
    # What she takes away takes his along; nobody is told of any of it.
    assert own(world, knot=None)
    assert seen(world.ekdal, version) == [("Asha", "feeling", 1), *theirs]
    assert not own(world, feeling=None)
    assert not Placing.objects.exists()
    assert (AuditEvent.objects.count(), Notice.objects.count()) == before


def test_what_was_placed_on_an_earlier_version_comes_with_the_later_answer(world):
    first = newest(world)
    own(world, knot=2)
    at_desk(world, knot=1)
    make.reply(version=newest(world, "unread"), author=world.ekdal)
    entry = world.entries["submitted"]
    second = make.version(
        entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal}, revision=7
    )
    with pytest.raises(NotNow, match="newer version"):
        placing.place_at_desk(
            by=world.ekdal, entry_id=entry.pk, version_id=first.pk, said={"knot": 3}
        )
    # She placed the first version; of the second nothing is said yet.
    with pytest.raises(NotNow, match="goes first"):
        at_desk(world, knot=3)
    own(world, knot=4)
    at_desk(world, knot=4)
    assert [one[0] for one in seen(world.asha, first)] == ["Asha"]
    make.reply(version=second, author=world.ekdal)
    for version in (first, second):
        assert [one[0] for one in seen(world.asha, version)] == ["Asha", "Dr Ekdal"]


def test_an_answer_to_an_earlier_version_brings_nothing_of_a_later_one(world):
    version = newest(world, "answered")
    entry = world.entries["answered"]
    make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal}, revision=7)
    own(world, "answered", knot=2)
    at_desk(world, "answered", knot=1)
    assert seen(world.asha, newest(world, "answered")) == [("Asha", "knot", 2)]
    assert seen(world.asha, version) == []


def test_nobody_places_what_is_not_theirs(world):
    own(world, knot=2)
    own(world, "covered", knot=2)
    own(world, "former", knot=2)
    for who in (world.ben, world.chidi, world.root, world.ekdal):
        entry = world.entries["submitted"]
        with pytest.raises(NotYours):
            placing.place_own(by=who, entry_id=entry.pk, number=1, said={"knot": 1})
    for by in ("fox", "okoye", "gita", "noma", "hana", "ivo", "root", "ben", "asha"):
        with pytest.raises(NotYours):
            at_desk(world, by=by, knot=1)
    with pytest.raises(NotYours):
        at_desk(world, "former", by="gita", knot=1)
    with pytest.raises(NotYours):
        placing.place_own(
            by=world.asha, entry_id=world.entries["submitted"].pk, number=2, said={"knot": 1}
        )
    with pytest.raises(NotYours):
        placing.place_own(
            by=world.asha, entry_id=world.entries["draft"].pk, number=1, said={"knot": 1}
        )
    at_desk(world, "covered", by="noma", knot=3)
    assert set(Placing.objects.values_list("by__name", flat=True)) == {"Asha", "Dr Noma"}


def test_two_people_see_it_and_each_loses_it_with_the_right_to_answer(world):
    type(world.juniper).objects.filter(pk=world.juniper.pk).update(lead_reads=True)
    own(world, "covered", knot=2)
    at_desk(world, "covered", knot=1)
    at_desk(world, "covered", by="noma", knot=4)
    version = newest(world, "covered")
    # Neither the mentor nor the cover sees what the other placed; the lead sees nothing at all.
    assert seen(world.ekdal, version) == [("Asha", "knot", 2), ("Dr Ekdal", "knot", 1)]
    assert seen(world.noma, version) == [("Asha", "knot", 2), ("Dr Noma", "knot", 4)]
    own(world, "lead_named", knot=2)
    assert version.entry in type(version.entry).objects.visible_to(world.ekdal)
    assert world.entries["lead_named"] in type(version.entry).objects.visible_to(world.hana)
    assert seen(world.hana, newest(world, "lead_named")) == []
    hers = Placing.objects.get(version=version, by=world.asha)
    assert set(audience(hers)) == {world.asha, world.ekdal, world.noma}
    his = Placing.objects.get(version=version, by=world.ekdal)
    assert set(audience(his)) == {world.ekdal}
    make.reply(version=version, author=world.ekdal)
    assert set(audience(his)) == {world.ekdal, world.asha}
    Conflict.objects.create(one=world.noma, other=world.asha)
    assert seen(world.noma, version) == []
    version.readers.filter(person=world.ekdal).delete()
    assert seen(world.ekdal, version) == []
    assert ("Dr Ekdal", "knot", 1) in seen(world.asha, version)


def test_it_goes_with_a_version_taken_back_and_the_database_knows_the_steps(world):
    own(world, "nobody", knot=2)
    version = newest(world, "nobody")
    for fields in ({"lens": "other"}, {"lens": "feeling", "step": 5}, {"step": 1},
                   {"lens": "feeling", "step": 0}):  # fmt: skip
        said = {"lens": "knot", "step": 1} | fields
        with pytest.raises(IntegrityError), transaction.atomic():
            Placing.objects.create(version=version, by=world.asha, **said)
    assert "knot" not in str(Placing.objects.get())
    withdrawing.withdraw(entry=world.entries["nobody"], by=world.asha)
    assert not Placing.objects.exists()


# ------------------------------------------------------------------ her page, the desk, her line
def test_her_page_says_who_sees_it_keeps_it_and_takes_it_away(world, client_for):
    asha, entry = client_for(world.asha), world.entries["submitted"]
    page, url = reverse("entry", args=[entry.pk]), reverse("entry_lenses", args=[entry.pk])
    said = asha.get(page).content.decode()
    assert "Only you and Dr Ekdal see it." in said
    assert said.count('value="" checked') == len(lenses.KEYS)
    for state in ("nobody", "former"):
        said = asha.get(reverse("entry", args=[world.entries[state].pk])).content.decode()
        assert "Only you see it." in said
    answer = asha.post(url, {"number": "1", "knot": "3", "feeling": "", "meaning": "1"})
    assert answer.url == f"{page}?version=1#lenses"
    said = asha.get(answer.url).content.decode()
    assert 'name="knot" value="3" checked' in said
    assert "Take it all away" in said
    asha.post(url, {"number": "1", "knot": "7"})
    assert "Choose one of the four steps" in asha.get(page).content.decode()
    assert Placing.objects.count() == 2
    for wrong in ("", "2", "²", "x", "9" * 9):
        assert asha.post(url, {"number": wrong, "knot": "1"}).status_code == 404
    asha.post(url, {"number": "1", "knot": "3", "do": "remove"})
    assert not Placing.objects.exists()
    assert "Nothing on this page is placed now" in asha.get(page).content.decode()
    for one in (world.ben, world.ekdal):
        assert client_for(one).post(url, {"number": "1", "knot": "1"}).status_code == 404
    # The lead whom the button named reads the page, and no lens.
    type(world.juniper).objects.filter(pk=world.juniper.pk).update(lead_reads=True)
    own(world, "lead_named", knot=2)
    read = client_for(world.hana).get(reverse("entry", args=[world.entries["lead_named"].pk]))
    assert read.status_code == 200
    assert "stand?" not in read.content.decode()
    lead_named = asha.get(reverse("entry", args=[world.entries["lead_named"].pk]))
    assert "Only you and Dr Ekdal see it." in lead_named.content.decode()


def test_the_desk_opens_them_once_she_has_placed_it(world, client_for):
    mentor, entry = client_for(world.ekdal), world.entries["submitted"]
    desk, url = (reverse(name, args=[entry.pk]) for name in ("desk", "desk_lenses"))
    asked = {"version": newest(world).pk, "knot": "4"}
    said = mentor.get(desk).content.decode()
    assert "Asha has not placed it" in said
    assert 'name="knot"' not in said
    assert mentor.post(url, asked).url == f"{desk}#lenses"
    assert "goes first" in mentor.get(desk).content.decode()
    own(world, knot=2)
    assert "Asha placed it here" in mentor.get(desk).content.decode()
    assert "Take it all away" not in mentor.get(desk).content.decode()
    mentor.post(url, asked)
    said = mentor.get(desk).content.decode()
    assert 'name="knot" value="4" checked' in said
    assert "Take it all away" in said
    page = reverse("entry", args=[entry.pk])
    assert "placed it here" not in client_for(world.asha).get(page).content.decode()
    sent = make.reply(version=newest(world), author=world.ekdal)
    assert "Dr Ekdal placed it here" in client_for(world.asha).get(page).content.decode()
    Reply.objects.filter(pk=sent.pk).update(sent_at=None, seen_at=None)
    for wrong in ({"version": "x"}, {"knot": "9"}):
        mentor.post(url, asked | wrong)
        assert "Choose one of the four steps" in mentor.get(desk).content.decode()
    mentor.post(url, asked | {"do": "remove"})
    assert list(Placing.objects.values_list("by", flat=True)) == [world.asha.pk]
    assert client_for(world.fox).post(url, asked).status_code == 404
    asked["version"] = uuid.uuid4()
    mentor.post(url, asked)
    assert "newer version" in mentor.get(desk).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_her_line_is_hers_and_asks_the_same_however_long(
    world, client_for, django_assert_num_queries, rows
):
    asha, url = client_for(world.asha), reverse("own_lenses")
    assert "Nothing is placed yet" in asha.get(url).content.decode()
    states = ("answered", "submitted", "unread")[:rows]
    for state in states:
        own(world, state, knot=2, feeling=1)
        at_desk(world, state, knot=3)
    # An answer that can still be taken back has brought nothing yet.
    now = {"sent_at": timezone.now(), "seen_at": None}
    Reply.objects.filter(version=newest(world, "answered")).update(**now)
    assert not any(one.others for one in queries.own_line(world.asha))
    Reply.objects.filter(version=newest(world, "answered")).update(seen_at=timezone.now())
    with django_assert_num_queries(4):
        said = asha.get(url).content.decode()
    assert said.count('<circle class="mine" cx') == 2 * rows
    # Only what came with an answer: one of these pages has one.
    assert said.count('width="14" height="14" transform="rotate(45)"/') == 1
    assert said.count("Dr Ekdal: Deepening") == 1
    assert said.count("TITLE-") == rows
    assert "Where your mentor did" in said
    for one in (world.ekdal, world.ben, world.hana):
        other = client_for(one).get(url).content.decode()
        assert "TITLE-" not in other
        assert "Nothing is placed yet" in other
    first = sorted(world.entries[state].versions.get().submitted_at for state in states)
    assert [one.version.submitted_at for one in queries.own_line(world.asha)] == first
    # An answer of before says nothing of what is placed on a later version.
    entry = world.entries["answered"]
    make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal}, revision=7)
    own(world, "answered", knot=4)
    at_desk(world, "answered", knot=4)
    past = make.ago(days=1)
    Reply.objects.filter(author=world.ekdal, sent_at__isnull=False).update(
        sent_at=past, seen_at=None
    )
    assert [len(one.others) for one in queries.own_line(world.asha)].count(1) == 1


def test_the_plot_holds_the_newest_and_the_table_all(world, client_for, monkeypatch):
    monkeypatch.setattr("reflections.views.lenses.MOST_SHOWN", 2)
    for state in ("submitted", "unread", "nobody"):
        own(world, state, knot=2)
    said = client_for(world.asha).get(reverse("own_lenses")).content.decode()
    assert said.count('<circle class="mine" cx') == 2
    assert said.count("TITLE-") == 3
    assert "newest 2 pages" in said
    assert "Where your mentor did" not in said


def test_lenses_cost_her_page_nothing_and_the_desk_one_query(
    world, client_for, django_assert_num_queries
):
    asha, mentor = client_for(world.asha), client_for(world.ekdal)
    page, desk = (reverse(name, args=[world.entries["unread"].pk]) for name in ("entry", "desk"))
    for client, url in ((asha, page), (mentor, desk)):
        client.get(url)
    counts = {}
    for placed in (False, True):
        if placed:
            own(world, "unread", **dict.fromkeys(lenses.KEYS, 2))
        for client, url in ((asha, page), (mentor, desk)):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(url)
            counts[url, placed] = len(asked)
    assert counts[page, True] == counts[page, False] <= 10
    assert counts[desk, True] == counts[desk, False] + 1 <= 12


def test_no_figure_no_export_and_no_search_asks_for_a_placing(world, client_for):
    own(world, "answered", knot=2)
    at_desk(world, "answered", knot=4)
    slug = world.juniper.slug
    doors = {
        world.asha: ["home", "journal", "search", "portfolio", "portfolio_print", "export",
                     "readings"],
        world.ekdal: ["home", "queue", "my_students"],
        world.hana: ["home", "cohort_list"],
        world.ivo: ["home", "cohort_list"],
    }  # fmt: skip
    with CaptureQueriesContext(connection) as asked:
        for person, names in doors.items():
            client = client_for(person)
            for name in names:
                assert client.get(reverse(name), follow=True).status_code == 200
        hana = client_for(world.hana)
        for table in ("figures", "days", "weeks"):
            hana.get(reverse("cohorts_table", args=[table])).getvalue()
        for table in ("modules", "mentors", "weeks"):
            hana.get(reverse("cohort_table", args=[slug, table])).getvalue()
        assert hana.get(reverse("cohort_progress", args=[slug])).status_code == 200
        for person in (world.asha, world.ekdal):
            data = taken(person)["data.json"]
            assert "lens" not in data
            assert "placing" not in data
    assert len(asked) > 50
    assert [one["sql"] for one in asked if "reflections_placing" in one["sql"]] == []
