"""A new version: what comes along of the remarks, what is asked first, and who is asked."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import saving
from accounts.errors import NotNow, NotYours
from accounts.models import Mentoring
from accounts.policy import allows
from reflections.actions import carrying, remarks, replying, submitting, withdrawing
from reflections.actions.helping import say_helped
from reflections.models import Helped, Reader, Remark, RemarkText
from reflections.queries import own
from reflections.readers import cohort_of, readers_for
from tests import make

STRANGERS = ["ben", "chidi", "fox", "okoye", "gita", "noma", "hana", "omar", "farid", "ivo",
             "tuva", "cleo", "root", "sam", "lena"]  # fmt: skip
MIDDLE = "I sat with her and said nothing at all for a very long while, and it was enough."
FIRST = f"It began at four in the night, and nobody else was there. {MIDDLE} She said no. I stayed."
# Far from the middle nothing is as it was.
SECOND = (
    f"It all began at five. It was dark, and nobody else was there. {MIDDLE} She said no? I went."
)


def revise(entry, body):
    """Let the author write the page anew and submit it, as she does."""
    entry = own(entry.author).select_related("draft").get(pk=entry.pk)
    save = saving.Save(uuid.uuid4(), entry.draft.revision, "", body)
    saving.save(draft=entry.draft, by=entry.author, save=save)
    named = readers_for(entry.author, cohort_of(entry.author, entry.release))
    return submitting.submit(
        entry=entry,
        by=entry.author,
        revision=entry.draft.revision + 1,
        named={reader.key for reader in named},
        attested=True,
    )


def words_of(remark):
    return remark.version.text.body[remark.start : remark.end]


@pytest.fixture
def sheet(world):
    """A page with three sent remarks, the second of which helped, and three unsent ones."""
    entry = make.entry(author=world.asha, body=FIRST, title="TITLE-page")
    version = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    make.reply(version=version, author=world.ekdal)
    for quote in ("a very long while", "She said no.", "She said"):
        remark = make.remark(
            version=version, author=world.ekdal, quote=quote, body=f"SENT {quote}", kind="question"
        )
    Helped.objects.create(remark=version.remarks.get(text__body="SENT a very long while"))
    assert remark.kind == "question"
    return entry


def sent(entry, quote):
    return Remark.objects.get(version__entry=entry, text__body=f"SENT {quote}", carried_from=None)


@pytest.fixture
def waiting(world):
    """A page with three unsent remarks of the mentor’s."""
    entry = make.entry(author=world.asha, body=FIRST)
    version = make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})
    for quote in ("a very long while", "I stayed.", "She said"):
        make.remark(
            version=version, author=world.ekdal, quote=quote, body=f"DRAFT {quote}", sent=False
        )
    return entry


def unsent(entry, quote):
    return Remark.objects.get(version__entry=entry, text__body=f"DRAFT {quote}", carried_from=None)


# ------------------------------------------------------------------ what comes along by itself
def test_what_stayed_as_it_was_is_carried_and_the_rest_stays(world, sheet):
    before = list(Remark.objects.filter(version__entry=sheet).order_by("pk").values())
    newer = revise(sheet, SECOND)
    (carried,) = newer.remarks.all()
    was = sent(sheet, "a very long while")
    assert (carried.carried_from, carried.author, carried.kind) == (was, world.ekdal, "question")
    assert (carried.sent_at, carried.made_at) == (was.sent_at, was.made_at)
    assert words_of(carried) == carried.text.quote == "a very long while"
    assert carried.start != was.start
    assert carried.text.body == was.text.body
    assert Helped.objects.filter(remark=carried).exists()
    assert list(newer.entry.versions.first().remarks.order_by("pk").values()) == before
    # Once more: it is carried on from where it stood last.
    third = revise(sheet, SECOND.replace("It began", "All of it began"))
    assert third.remarks.get().carried_from == carried
    assert revise(sheet, "Nothing of it. All is otherwise.").remarks.count() == 0


def test_what_stays_is_still_on_the_desk_with_its_version(world, sheet, client_for):
    revise(sheet, SECOND)
    page = client_for(world.ekdal).get(reverse("desk", args=[sheet.pk])).content.decode()
    there = page[page.index("Remarks on version 1") :]
    assert "with three remarks" in page
    for said in ("SENT a very long while", "SENT She said no.", "She said</p>"):
        assert said in there
    assert there.count("Asha said this helped") == 1
    # Whoever was not named on that version sees nothing of it.
    newer = sheet.versions.get(number=2)
    Reader.objects.create(version=newer, person=world.noma, via="mentor")
    Mentoring.objects.filter(student=world.asha).update(ends_at=timezone.now())
    make.mentoring(mentor=world.noma, student=world.asha, cohort=world.juniper)
    other = client_for(world.noma).get(reverse("desk", args=[sheet.pk])).content.decode()
    assert ("SENT" in other, "Remarks on version 1" in other) == (False, False)


def test_unsent_remarks_come_along_where_their_writer_answers_again(world, waiting):
    other = make.remark(
        version=waiting.versions.get(), author=world.gita, quote="a very long while", sent=False
    )
    newer = revise(waiting, SECOND)
    (carried,) = newer.remarks.all()
    assert (carried.carried_from, carried.sent_at) == (unsent(waiting, "a very long while"), None)
    assert not Remark.objects.filter(carried_from=other).exists()
    assert not allows(world.asha, "read", carried)


def test_only_her_own_submission_carries(world, sheet):
    newer = make.version(entry=sheet, readers={"mentor": world.ekdal}, revision=9)
    assert carrying.carry_over(version=newer, by=world.ben) == []
    assert carrying.carry_over(version=sheet.versions.first(), by=world.asha) == []


def test_taking_the_new_version_back_takes_along_what_was_carried(world, sheet):
    newer = revise(sheet, SECOND)
    withdrawing.withdraw(entry=sheet, by=world.asha)
    assert not Remark.objects.filter(version=newer.pk).exists()
    assert sent(sheet, "a very long while").sent_at
    assert revise(sheet, SECOND + " Yes.").remarks.count() == 1


def test_carrying_asks_the_same_however_many(world, sheet, waiting):
    for entry in (sheet, waiting):
        version = entry.versions.get()
        with CaptureQueriesContext(
            connection,
        ) as few:
            revise(entry, SECOND)
        for number in range(9):
            make.remark(version=version, author=world.ekdal, quote="nothing at all",
                        body=str(number), sent=entry is sheet)  # fmt: skip
        with CaptureQueriesContext(connection) as many:
            revise(entry, SECOND + " And so on, and on, and on, until morning.")
        assert len(many) == len(few)


# ------------------------------------------------------------------ the mentor's yes
def test_an_unsent_remark_moves_with_the_mentors_yes(world, waiting, client_for):
    newer = revise(waiting, SECOND)
    desk, mentor = reverse("desk", args=[waiting.pk]), client_for(world.ekdal)
    shown = mentor.get(desk).content.decode()
    assert shown.count("Yes, it belongs there") == 1  # “She said” stands in other company
    assert "It was dark" in shown
    assert "Its words do not stand at one place of version 2" in shown
    assert "from version 1" in shown
    about = {"by": world.ekdal, "entry_id": waiting.pk}
    with pytest.raises(NotNow):
        carrying.carry_unsent(**about, remark_id=unsent(waiting, "I stayed.").pk)
    url = reverse("remark", args=[waiting.pk, unsent(waiting, "She said").pk])
    assert mentor.post(url, {"do": "carry"})["Location"] == f"{desk}#r2"
    (moved,) = newer.remarks.filter(text__body="DRAFT She said")
    assert carrying.carry_unsent(**about, remark_id=moved.carried_from_id) == moved
    with pytest.raises(NotNow):
        carrying.carry_unsent(**about, remark_id=moved.pk)
    assert words_of(moved) == "She said"
    assert "Yes, it belongs there" not in mentor.get(desk).content.decode()


def test_what_was_carried_goes_out_once(world, waiting, client_for):
    newer = revise(waiting, SECOND)
    said = client_for(world.ekdal).get(reverse("desk", args=[waiting.pk])).content.decode()
    assert 'data-said="three remarks"' in said
    replying.send_reply(by=world.ekdal, entry_id=waiting.pk, version_id=newer.pk, revision=0)
    texts = RemarkText.objects.filter(remark__sent_at__isnull=False, remark__version__entry=waiting)
    assert sorted(texts.values_list("body", "remark__version__number")) == [
        ("DRAFT I stayed.", 1), ("DRAFT She said", 1), ("DRAFT a very long while", 2),
    ]  # fmt: skip
    with pytest.raises(NotNow):
        carrying.carry_unsent(
            by=world.ekdal, entry_id=waiting.pk, remark_id=unsent(waiting, "She said").pk
        )


def test_taking_a_carried_remark_away_takes_it_all_away(world, waiting):
    newer = revise(waiting, SECOND)
    mine = newer.remarks.get()
    remarks.remove_remark(by=world.ekdal, entry_id=waiting.pk, remark_id=mine.pk)
    assert Remark.objects.filter(version__entry=waiting).count() == 2
    assert not Remark.objects.filter(text__body="DRAFT a very long while").exists()


# ------------------------------------------------------------------ the student's yes
def test_a_sent_remark_moves_with_the_students_yes(world, sheet, client_for):
    newer = revise(sheet, SECOND)
    url, asha = reverse("entry", args=[sheet.pk]), client_for(world.asha)
    shown = asha.get(url).content.decode()
    assert "Two remarks on earlier versions" in shown
    assert "It was dark" not in shown.partition('id="earlier-remarks"')[2].partition("</ul>")[0]
    assert shown.count("Yes, it belongs there") == 1
    assert '<mark class="pencilled" id="w1">a very long while</mark>' in shown
    assert "from version 1" in shown
    said = reverse("remark_said", args=[sheet.pk, sent(sheet, "She said").pk])
    assert asha.post(said, {"do": "carry"})["Location"] == url
    (moved,) = newer.remarks.filter(text__body="SENT She said")
    assert (words_of(moved), moved.sent_at is None) == ("She said", False)
    gone = reverse("remark_said", args=[sheet.pk, sent(sheet, "She said no.").pk])
    assert b"do not stand at one place" in asha.post(gone, {"do": "carry"}, follow=True).content
    assert newer.remarks.count() == 2


def test_a_carried_remark_is_between_two(world, sheet):
    """Who reads only the newer version never was named on the one it was made on."""
    newer = revise(sheet, SECOND)
    Reader.objects.create(version=newer, person=world.hana, via="lead")
    world.juniper.lead_reads = True
    world.juniper.save()
    (carried,) = newer.remarks.all()
    for thing in (carried, carried.text):
        model = type(thing)
        assert allows(world.asha, "read", thing)
        assert allows(world.ekdal, "read", thing)
        for person in (world.hana, world.noma):  # both read the newer version
            assert allows(person, "read", newer)
            assert not allows(person, "read", thing)
            assert not model.objects.visible_to(person).filter(pk=thing.pk).exists()
    make.reply(version=newer, author=world.ekdal)
    make.remark(version=newer, author=world.ekdal, quote="It was dark", body="NEW")


def test_a_lead_reads_along_without_what_was_carried(world, sheet, client_for):
    world.juniper.lead_reads = True
    world.juniper.save()
    newer = revise(sheet, SECOND)
    make.reply(version=newer, author=world.ekdal)
    make.remark(version=newer, author=world.ekdal, quote="It was dark", body="NEW")
    Reader.objects.get_or_create(version=newer, person=world.hana, via="lead")
    shown = client_for(world.hana).get(reverse("entry", args=[sheet.pk])).content.decode()
    assert "NEW" in shown
    assert "SENT" not in shown
    assert "This helped" not in shown
    # The version those stand on is hers to read only where she was named on it.
    first = reverse("entry", args=[sheet.pk]) + "?version=1"
    assert client_for(world.hana).get(first).status_code == 404
    Reader.objects.create(version=sheet.versions.get(number=1), person=world.hana, via="lead")
    assert 'href="?version=1"' in client_for(world.hana).get(first[:-2] + "=2").content.decode()
    shown = client_for(world.hana).get(first).content.decode()
    assert ("SENT She said no." in shown, "Read the newest" in shown, "NEW" in shown) == (
        True, True, False,
    )  # fmt: skip
    doors = sheet.readings.filter(person=world.hana).order_by("at")
    assert [one.version.number for one in doors] == [2, 2, 1]


def test_nobody_else_moves_or_thanks(world, sheet, waiting, client_for):
    revise(sheet, SECOND), revise(waiting, SECOND)
    hers, mine = sent(sheet, "She said"), unsent(waiting, "She said")
    before = Remark.objects.count(), Helped.objects.count()
    for name in [*STRANGERS, "ekdal"]:
        person = getattr(world, name)
        about = {"by": person, "entry_id": sheet.pk, "remark_id": hers.pk}
        with pytest.raises(NotYours):
            carrying.carry_sent(**about)
        with pytest.raises(NotYours):
            say_helped(**about, helped=True)
        if name != "sam":
            door = reverse("remark_said", args=[sheet.pk, hers.pk])
            assert client_for(person).post(door, {"do": "helped"}).status_code == 404
    for name in [*STRANGERS, "asha"]:
        with pytest.raises(NotYours):
            carrying.carry_unsent(by=getattr(world, name), entry_id=waiting.pk, remark_id=mine.pk)
    with pytest.raises(NotYours):  # that remark is on another page
        carrying.carry_unsent(by=world.ekdal, entry_id=sheet.pk, remark_id=mine.pk)
    # Of a remark that was not sent the student knows nothing; of another page's neither.
    for remark, entry in ((mine, waiting), (hers, waiting)):
        with pytest.raises(NotYours):
            say_helped(by=world.asha, entry_id=entry.pk, remark_id=remark.pk, helped=True)
        with pytest.raises(NotYours):
            carrying.carry_sent(by=world.asha, entry_id=entry.pk, remark_id=remark.pk)
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    with pytest.raises(NotYours):
        carrying.carry_unsent(by=world.ekdal, entry_id=waiting.pk, remark_id=mine.pk)
    assert (Remark.objects.count(), Helped.objects.count()) == before
