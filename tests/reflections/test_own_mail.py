"""Mail about pages and answers: a link and not a word."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts import notices
from accounts.models import Membership
from reflections.models import Version
from tests import make


def page(entry):
    return reverse("entry", args=[entry.pk])


def version_of(w, state):
    return w.entries[state].versions.get()


@pytest.mark.parametrize("kind", ["something_to_read", "asked_to_contact", "reply", "wrote_back"])
def test_mail_carries_a_link_and_not_a_word(standing_world, kind):
    w = standing_world
    version = version_of(w, "answered")
    about = {"reply": version.replies.get(), "wrote_back": version.messages.get()}
    to = w.asha if kind == "reply" else w.ekdal
    notices.tell(kind, to=to, about=about.get(kind, version))
    assert notices.deliver()["sent"] == 1
    sent = mail.outbox[0]
    whole = f"{sent.subject}\n{sent.message()}"
    for words in ("Asha", "Ekdal", "TITLE", "WORDS", "REPLY", "MESSAGE"):
        assert words not in whole
    link = reverse("entry" if to == w.asha else "desk", args=[version.entry_id])
    assert link in sent.body


@pytest.mark.parametrize("kind", ["something_to_read", "asked_to_contact", "wrote_back"])
def test_a_mentor_who_left_is_told_nothing_more(standing_world, kind):
    w = standing_world
    version = version_of(w, "answered")
    about = version.messages.get() if kind == "wrote_back" else version
    notices.tell(kind, to=w.ekdal, about=about)
    Membership.objects.filter(person=w.ekdal).update(ends_at=make.ago(minutes=1))
    assert notices.deliver()["dropped"] == 1
    assert not mail.outbox


def test_a_reply_she_has_read_needs_no_mail(standing_world, asha):
    w = standing_world
    reply = version_of(w, "answered").replies.get()
    notices.tell("reply", to=w.asha, about=reply)
    asha.get(page(w.entries["answered"]))
    assert notices.deliver()["dropped"] == 1


def test_a_lead_is_led_to_the_page(standing_world):
    w = standing_world
    type(w.juniper).objects.filter(pk=w.juniper.pk).update(lead_reads=True)
    version = Version.objects.get(pk=version_of(w, "lead_named").pk)
    notices.tell("something_to_read", to=w.hana, about=version)
    notices.deliver()
    assert reverse("entry", args=[version.entry_id]) in mail.outbox[0].body
