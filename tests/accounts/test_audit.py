"""The audit trail: ids and verbs, in the act's own transaction, never changed afterwards."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from accounts import audit
from accounts.actions import invitations
from accounts.models import AuditEvent, Notice
from tests import make


def test_a_row_says_who_what_and_about_what(db):
    ivo, cohort = make.person(), make.cohort()
    event = audit.record("cohort.changed", by=ivo, about=cohort, field="time_zone", count=2)
    event.refresh_from_db()
    assert (event.verb, event.by) == ("cohort.changed", str(ivo.pk))
    assert (event.about_kind, event.about) == ("accounts.cohort", str(cohort.pk))
    assert event.facts == {"field": "time_zone", "count": 2}
    assert ivo.name not in str(event)


def test_the_portal_itself_has_no_name(db):
    assert audit.record("school.opened", by=None).by == ""


@pytest.mark.parametrize(
    "fact", ["two words", "asha@example.org", "a" * 65, "line\nline", "“quoted”", "<b>"]
)
def test_a_fact_that_could_carry_words_is_refused(db, fact):
    with pytest.raises(ValueError, match="could carry words"):
        audit.record("cohort.changed", by=None, fact=fact)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("fact", [None, True, 7, uuid.UUID(int=1), "2026-11-22T09:00:00+00:00"])
def test_ids_numbers_and_moments_are_facts(db, fact):
    kept = audit.record("cohort.changed", by=None, fact=fact).facts["fact"]
    assert kept == (fact if fact is None or isinstance(fact, bool | int) else str(fact))


def test_an_unknown_verb_is_refused(db):
    with pytest.raises(KeyError):
        audit.record("cohort.burnt", by=None)


def test_every_verb_has_a_sentence_and_is_registered_once():
    assert all(str(sentence) for sentence in audit.verbs().values())
    with pytest.raises(ValueError, match="already"):
        audit.register("person.joined", "again")


def test_without_its_audit_row_the_act_does_not_happen(db, monkeypatch):
    ivo = make.person()
    make.appointment(person=ivo)
    noor = make.person(joined_at=None)

    def full_disk(*args, **kwargs):
        raise OSError

    monkeypatch.setattr(AuditEvent, "save", full_disk)
    with pytest.raises(OSError):  # noqa: PT011 - any failure at all
        invitations.invite(person=noor, by=ivo)
    assert not Notice.objects.exists()


def test_a_row_cannot_be_saved_again_or_deleted_through_the_model(db):
    event = audit.record("school.opened", by=None)
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_the_database_itself_refuses_a_change(db):
    audit.record("school.opened", by=None)
    with (
        pytest.raises(DatabaseError, match="written once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_auditevent SET verb = 'x'")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        AuditEvent.objects.update(verb="cohort.added")
    assert AuditEvent.objects.get().verb == "school.opened"


def test_rows_are_not_deleted_in_bulk_either(db):
    audit.record("school.opened", by=None)
    with pytest.raises(TypeError):
        AuditEvent.objects.all().delete()
    assert AuditEvent.objects.exists()
