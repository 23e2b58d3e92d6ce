"""Asking for one page, and letting it be read, as the tests of this folder do."""

from django.urls import reverse

from reflections.actions import granting
from reflections.models import Entry
from tests import make

WORDS = "WORDS-submitted of Asha"


def fresh(client):
    """Show that it is she who sits there."""
    client.post(reverse("account_reauthenticate"), {"password": make.PASSWORD})
    return client


def asked(w, entry=None, **said):
    asked_for = entry.pk if isinstance(entry, Entry) else entry or w.entries["submitted"].pk
    base = {"asked_for": asked_for, "ground": "law", "reason": "A court asks."}
    return granting.ask(by=w.ivo, **(base | said))


def approved(w, entry=None, **said):
    return granting.decide(by=w.tuva, grant=asked(w, entry), approve=True, **said)


def page(name, grant, *, do=None):
    return reverse(name, args=[grant.pk])
