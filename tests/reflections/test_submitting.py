"""Submitting: frozen words, exactly the named readers, once."""

import threading
import uuid

import pytest
from django.db import connection

from accounts import saving
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent, Cohort, Mentoring, Notice
from accounts.policy import audience
from curriculum.models import Release
from reflections.actions import reading_answers, submitting
from reflections.models import Entry, Reader, Reading, Version
from reflections.readers import readers_for
from tests import make


def keys(w, cohort=None):
    return [reader.key for reader in readers_for(w.asha, cohort or w.juniper)]


def submit(w, entry=None, **facts):
    entry = entry or w.entries["draft"]
    base = {"revision": entry.draft.revision, "named": keys(w), "attested": True}
    return submitting.submit(entry=entry, by=w.asha, **(base | facts))


def told(kind):
    return {notice.to.name for notice in Notice.objects.filter(kind=kind).select_related("to")}


def test_the_words_and_the_readers_are_frozen(world):
    w = world
    version = submit(w)
    assert version.text.body == "WORDS-draft of Asha"
    assert version.text.title == "TITLE-draft"
    assert (version.number, version.revision, version.cohort) == (1, 1, w.juniper)
    assert not version.is_late
    assert set(version.readers.values_list("via", flat=True)) == {"mentor", "cover"}
    assert set(audience(version)) == {w.asha, w.ekdal, w.noma}
    assert told("something_to_read") == {"Dr Ekdal", "Dr Noma"}
    event = AuditEvent.objects.get(verb="entry.submitted")
    assert event.by == str(w.asha.pk)
    assert "TITLE" not in str(event.facts)


def test_a_wish_to_be_contacted_is_told_as_such(world):
    w = world
    Cohort.objects.filter(pk=w.juniper.pk).update(lead_reads=True)
    cohort = Cohort.objects.get(pk=w.juniper.pk)
    submit(w, named=keys(w, cohort), wants_contact=True)
    assert told("asked_to_contact") == {"Dr Ekdal", "Dr Noma"}
    assert told("something_to_read") == {"Prof Hana"}


def test_the_audit_trail_does_not_tell_administrators_who_asked_to_be_contacted(world):
    submit(world, wants_contact=True)
    facts = AuditEvent.objects.get(verb="entry.submitted").facts
    assert set(facts) == {"version", "number"}


def test_the_same_revision_makes_one_version(world):
    assert submit(world) == submit(world)
    assert Version.objects.filter(entry=world.entries["draft"]).count() == 1
    assert Notice.objects.filter(kind="something_to_read").count() == 2


def test_another_mentor_than_the_one_named_stops_it(world):
    w = world
    named = keys(w)
    Mentoring.objects.filter(mentor=w.ekdal, student=w.asha).update(ends_at=make.ago(hours=1))
    make.mentoring(mentor=w.fox, student=w.asha, cohort=w.juniper, starts_at=make.ago(minutes=1))
    with pytest.raises(NotNow) as refusal:
        submit(w, named=named)
    assert refusal.value.sentence == submitting.OTHERS
    assert not Version.objects.filter(entry=w.entries["draft"]).exists()


@pytest.mark.parametrize("named", [[], ["mentor:x"]])
def test_fewer_or_other_names_stop_it(world, named):
    with pytest.raises(NotNow):
        submit(world, named=named)


def test_without_a_mentor_it_is_submitted_to_nobody_yet(world):
    w = world
    Mentoring.objects.filter(student=w.asha, ends_at=None).update(ends_at=make.ago(hours=1))
    version = submit(w, named=[])
    assert set(audience(version)) == {w.asha}
    assert version.cohort == w.juniper


def test_an_empty_page_is_refused_beside_the_field(world):
    entry = make.entry(author=world.asha, body=" \n ", title="A title")
    with pytest.raises(Refused) as refusal:
        submit(world, entry)
    assert refusal.value.field == "body"


@pytest.mark.parametrize("revision", [0, 2, -1])
def test_words_that_moved_on_are_looked_at_again(world, revision):
    with pytest.raises(NotNow) as refusal:
        submit(world, revision=revision)
    assert refusal.value.sentence == submitting.NEWER


def test_late_is_said_and_accepted(world):
    Release.objects.filter(pk=world.release.pk).update(due_at=make.ago(hours=1))
    assert submit(world).is_late


def test_a_closed_release_refuses_and_the_draft_stays(world):
    w = world
    Release.objects.filter(pk=w.release.pk).update(
        due_at=make.ago(hours=2), closes_at=make.ago(hours=1)
    )
    with pytest.raises(NotNow) as refusal:
        submit(w)
    assert refusal.value.sentence == submitting.CLOSED
    assert w.entries["draft"].draft.texts.count() == 1


def test_nobody_submits_for_another(world):
    w = world
    with pytest.raises(NotYours):
        submitting.submit(entry=w.entries["draft"], by=w.ekdal, revision=1, named=[], attested=True)


def test_writing_anew_makes_a_second_version_with_its_own_readers(world):
    w = world
    entry = w.entries["former"]
    draft = entry.draft
    saving.save(draft=draft, by=w.asha, save=saving.Save(uuid.uuid4(), 1, "", "Anew"))
    entry.refresh_from_db()
    entry.draft.refresh_from_db()
    version = submit(w, entry, revision=2)
    assert version.number == 2
    assert {r.person for r in version.readers.all()} == {w.ekdal, w.noma}
    first = entry.versions.get(number=1)
    assert {r.person for r in first.readers.all()} == {w.gita}
    assert first.text.body == "WORDS-former of Asha"


def test_a_failed_audit_undoes_everything(world, monkeypatch):
    w = world

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("accounts.audit.AuditEvent.save", fail)
    with pytest.raises(RuntimeError):
        submit(w)
    assert not Version.objects.filter(entry=w.entries["draft"]).exists()
    assert not Notice.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_version(world):
    w, made, gate = world, [], threading.Barrier(2)
    named = keys(w)

    def press():
        try:
            entry = Entry.objects.get(pk=w.entries["draft"].pk)
            gate.wait()
            made.append(
                submitting.submit(entry=entry, by=w.asha, revision=1, named=named, attested=True).pk
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 2
    assert len(set(made)) == 1
    assert Version.objects.filter(entry=w.entries["draft"]).count() == 1


# ------------------------------------------------------------------ letting a new mentor read
def test_the_author_lets_her_new_mentor_read(world):
    w, entry = world, world.entries["former"]
    submitting.let_read(entry=entry, by=w.asha, mentor=w.ekdal.pk)
    submitting.let_read(entry=entry, by=w.asha, mentor=str(w.ekdal.pk))
    version = entry.versions.get()
    assert w.ekdal in audience(version)
    assert Reader.objects.filter(version=version, person=w.ekdal).count() == 1
    assert AuditEvent.objects.filter(verb="entry.reader_added").count() == 1
    assert told("something_to_read") == {"Dr Ekdal"}


@pytest.mark.parametrize("who", ["gita", "fox", "ben", "root", "hana"])
def test_only_the_current_mentor_can_be_let_in(world, who):
    w = world
    with pytest.raises(NotNow):
        submitting.let_read(entry=w.entries["former"], by=w.asha, mentor=getattr(w, who).pk)
    assert Reader.objects.filter(version__entry=w.entries["former"]).count() == 1


def test_nobody_else_lets_anybody_in(world):
    w = world
    with pytest.raises(NotYours):
        submitting.let_read(entry=w.entries["former"], by=w.ekdal, mentor=w.ekdal.pk)
    with pytest.raises(NotYours):
        submitting.let_read(entry=w.entries["draft"], by=w.asha, mentor=w.ekdal.pk)
    with pytest.raises(NotNow):
        submitting.let_read(entry=w.entries["answered"], by=w.asha, mentor=w.ekdal.pk)


# ------------------------------------------------------------------ reading the answer
def test_a_reply_is_seen_once(world):
    w = world
    version = w.entries["answered"].versions.get()
    assert not reading_answers.mark_seen(version=version, by=w.ekdal)
    assert version.replies.get().seen_at is None
    assert reading_answers.mark_seen(version=version, by=w.asha)
    assert version.replies.get().seen_at is not None
    assert not reading_answers.mark_seen(version=version, by=w.asha)


def test_an_unsent_reply_cannot_be_seen(world):
    version = world.entries["being_answered"].versions.get()
    assert not reading_answers.mark_seen(version=version, by=world.asha)
    assert version.replies.get().seen_at is None


def test_the_reading_log(world):
    w, entry = world, world.entries["submitted"]
    reading_answers.record_reading(version=entry.versions.last(), by=w.asha, door="page")
    assert not Reading.objects.exists()
    reading_answers.record_reading(version=entry.versions.last(), by=w.ekdal, door="page")
    assert Reading.objects.get().person == w.ekdal
    with pytest.raises(NotYours):
        reading_answers.record_reading(version=entry.versions.last(), by=w.ben, door="page")


def test_writing_back_sends_once(world):
    w = world
    version, send_id = w.entries["answered"].versions.get(), uuid.uuid4()
    one = reading_answers.write_back(version=version, by=w.asha, body=" a\r\nb ", send_id=send_id)
    two = reading_answers.write_back(version=version, by=w.asha, body="c", send_id=send_id)
    assert one == two
    assert one.text.body == " a\nb "
    assert told("wrote_back") == {"Dr Ekdal"}
    reading_answers.write_back(version=version, by=w.ekdal, body="Thank you.", send_id=uuid.uuid4())
    assert told("wrote_back") == {"Dr Ekdal", "Asha"}


@pytest.mark.parametrize("who", ["ben", "fox", "hana", "root", "gita"])
def test_strangers_write_nothing_back(world, who):
    version = world.entries["answered"].versions.get()
    with pytest.raises(NotYours):
        reading_answers.write_back(
            version=version, by=getattr(world, who), body="x", send_id=uuid.uuid4()
        )


def test_a_send_id_of_somebody_else_tells_nothing(world):
    w, version = world, world.entries["answered"].versions.get()
    send_id = uuid.uuid4()
    reading_answers.write_back(version=version, by=w.asha, body="Mine", send_id=send_id)
    with pytest.raises(NotYours):
        reading_answers.write_back(version=version, by=w.ekdal, body="x", send_id=send_id)


def test_an_empty_message_is_refused(world):
    with pytest.raises(Refused):
        reading_answers.write_back(
            version=world.entries["answered"].versions.get(),
            by=world.asha,
            body=" \n",
            send_id=uuid.uuid4(),
        )
