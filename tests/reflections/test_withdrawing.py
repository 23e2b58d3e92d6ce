"""Taking a submitted version back, until somebody has read it."""

import re
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts import notices, saving
from accounts.errors import NotNow, NotYours
from accounts.models import AuditEvent
from accounts.policy import audience
from reflections.actions import desk, submitting, withdrawing
from reflections.models import Entry, Piece, Reading, Withdrawal
from reflections.readers import readers_for
from tests import make


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def url(entry):
    return reverse("entry_withdraw", args=[entry.pk])


def submit(w, entry):
    draft = Entry.objects.get(pk=entry.pk).draft
    return submitting.submit(
        entry=entry, by=w.asha, revision=draft.revision, attested=True,
        named=[reader.key for reader in readers_for(w.asha, w.juniper)],
    )  # fmt: skip


def test_unread_it_becomes_a_draft_again_and_may_be_sent_again(standing_world, client_for):
    w, asha = standing_world, client_for(standing_world.asha)
    entry = w.entries["draft"]
    version = submit(w, entry)
    Piece.objects.create(author=w.asha, entry=entry, version=version, position=1)
    asked = text_of(asha.get(url(entry)))
    assert "Dr Ekdal and Dr Noma . Nobody has opened it." in asked
    back = asha.post(url(entry), follow=True)
    assert back.redirect_chain[-1][0] == reverse("entry_write", args=[entry.pk])
    assert "Only you can read this draft." in text_of(back)
    assert audience(entry).get() == w.asha
    assert not entry.versions.exists()
    assert Piece.objects.get().version is None
    desk, never = (
        client_for(w.ekdal).get(reverse("desk", args=[pk]))
        for pk in (entry.pk, "2f0a1d1e-1111-4111-8111-111111111111")
    )
    assert desk.status_code == 404
    assert desk.content == never.content
    assert "TITLE-draft" not in client_for(w.ekdal).get(reverse("queue")).content.decode()
    event = AuditEvent.objects.get(verb="entry.withdrawn")
    assert (event.by, event.facts) == (str(w.asha.pk), {"number": 1})
    assert "TITLE-draft" in text_of(asha.get(reverse("readings")))
    assert "TITLE-draft" not in text_of(client_for(w.ekdal).get(reverse("readings")))
    # What was in the post is not sent: there is nothing it is about any more.
    assert notices.deliver()["sent"] == 0
    assert submit(w, entry).number == 1
    assert w.ekdal in audience(entry)


def test_once_read_the_page_says_why_not_and_what_one_may_do(standing_world, client_for):
    w, entry = standing_world, standing_world.entries["submitted"]
    desk.open_entry(by=w.ekdal, entry_id=entry.pk)
    client = client_for(w.asha)
    said = text_of(client.get(url(entry)))
    assert "It has been read." in said
    assert "Dr Ekdal opened it today at" in said
    assert "Write it anew" in said
    answer = client.post(url(entry), follow=True)
    assert "It was opened before you pressed" in text_of(answer)
    assert entry.versions.exists()
    assert not Withdrawal.objects.exists()
    # The newest version was opened by nobody, and the one before it stays where it was read.
    draft = entry.draft
    saving.save(draft=draft, by=w.asha, save=saving.Save(uuid.uuid4(), 1, "", "WORDS-new"))
    submit(w, entry)
    withdrawing.withdraw(entry=entry, by=w.asha)
    assert [one.number for one in entry.versions.all()] == [1]
    submit(w, entry)
    # The same sitting, but another version in it: that is a reading of its own.
    desk.open_entry(by=w.ekdal, entry_id=entry.pk)
    with pytest.raises(NotNow):
        withdrawing.withdraw(entry=entry, by=w.asha)


@pytest.mark.parametrize("door", ["desk", "page", "glass", "share"])
def test_what_counts_as_reading_it(standing_world, client_for, door):
    """Also a line from before versions were named in the log; not one of what was shared."""
    w, entry = standing_world, standing_world.entries["unread"]
    Reading.objects.create(entry=entry, person=w.ekdal, door=door, at=make.ago(days=1))
    Reading.objects.create(entry=entry, person=w.ekdal, door="desk", at=make.ago(days=30))
    may = door == "share"
    assert ("Take it back?" in text_of(client_for(w.asha).get(url(entry)))) is may
    if may:
        withdrawing.withdraw(entry=entry, by=w.asha)
    else:
        with pytest.raises(NotNow):
            withdrawing.withdraw(entry=entry, by=w.asha)


def test_what_was_shared_stays_shared_and_what_was_answered_stays(standing_world):
    w, entry = standing_world, standing_world.entries["unread"]
    make.share(entry=entry, cohort=w.juniper, readers=[w.ben])
    withdrawing.withdraw(entry=entry, by=w.asha)
    assert w.ben in audience(entry.shares.get())
    with pytest.raises(NotNow):
        withdrawing.withdraw(entry=w.entries["answered"], by=w.asha)
    with pytest.raises(NotNow):
        withdrawing.withdraw(entry=w.entries["draft"], by=w.asha)
    for other in (w.ben, w.ekdal, w.root):
        with pytest.raises(NotYours):
            withdrawing.withdraw(entry=w.entries["submitted"], by=other)


def test_a_break_glass_told_of_later_does_not_give_itself_away(standing_world):
    w, entry = standing_world, standing_world.entries["unread"]
    version = entry.versions.get()
    later = make.ago(days=-30)
    Reading.objects.create(
        entry=entry, version=version, person=w.ivo, door="glass", shown_from=later
    )
    withdrawing.withdraw(entry=entry, by=w.asha)
    assert Reading.objects.get().version is None


def test_a_reading_of_a_version_that_is_gone_is_refused_by_the_database(standing_world):
    """What the race above may not happen to meet: the reader looked before it was taken back."""
    w, entry = standing_world, standing_world.entries["unread"]
    versions = desk.mentor_queries.versions_to_answer(w.ekdal, entry.pk)
    withdrawing.withdraw(entry=entry, by=w.asha)
    seen, desk.mentor_queries.versions_to_answer = (
        desk.mentor_queries.versions_to_answer, lambda *_who: versions,
    )  # fmt: skip
    try:
        desk.open_entry(by=w.ekdal, entry_id=entry.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            connection.check_constraints()
    finally:
        desk.mentor_queries.versions_to_answer = seen
    Reading.objects.all().delete()
