"""The pages about endings say what is hers, and nothing of anybody else's or untold."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import invitations
from accounts.models import DeletionRequest, Forewarning, LegalHold
from accounts.periods import Key
from tests import make

pytestmark = pytest.mark.django_db


def seen(client, name="kept"):
    return client.get(reverse(name)).content.decode()


def test_only_what_is_hers(standing_world, client_for):
    w = standing_world
    page = make.entry(author=w.asha, title="TITLE hers")
    goes_at = timezone.now() + timedelta(days=9)
    facts = {"rule": Key.UNSHARED_WRITTEN, "goes_at": goes_at, "things": [str(page.pk)]}
    # A warning of another's that names her page is none of hers.
    warned = Forewarning.objects.create(person=w.ben, **facts)
    asked = DeletionRequest.objects.create(person=w.ben, kind="reflections.entry", thing="1")
    for person in (w.asha, w.ivo):
        said = seen(client_for(person))
        assert "TITLE hers" not in said
        assert str(asked.pk)[:8] not in said
    assert str(asked.pk)[:8] in seen(client_for(w.ben))
    Forewarning.objects.filter(pk=warned.pk).update(person=w.asha)
    assert "TITLE hers" in seen(client_for(w.asha))


def test_a_hold_the_law_forbids_telling_of_is_told_nowhere(standing_world):
    w = standing_world
    held = make.person(name="Held", email="held@example.org")
    held.set_password(make.PASSWORD)
    held.save()
    invitations.confirm_address(held)
    client = Client()
    client.post(reverse("account_login"), {"login": held.email, "password": make.PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    hold = LegalHold.objects.create(person=held, reference="1", is_told=False)
    # Nor one of somebody else's, though an office sees both.
    LegalHold.objects.create(person=w.asha, reference="2")
    make.appointment(person=held)
    for is_told in (False, True):
        LegalHold.objects.filter(pk=hold.pk).update(is_told=is_told)
        for name in ("kept", "close_account"):
            assert ("a legal hold" in seen(client, name)) is is_told, name
