"""Reading a reply and taking it back at the same moment, in two connections."""

import threading
import uuid

from django.db import OperationalError, connections
from django.test import Client
from django.urls import reverse

from accounts import saving
from accounts.errors import NotNow
from reflections.actions import changing_reply, replying
from reflections.models import Reply, ReplyText
from tests import world

STATES = ("submitted", "unread", "covered", "lead_named")


def _send(w, entry) -> None:
    save = saving.Save(uuid.uuid4(), 0, "", "SAID-once")
    replying.save_reply(by=w.ekdal, entry_id=entry.pk, save=save)
    about = {"by": w.ekdal, "entry_id": entry.pk, "version_id": entry.versions.get().pk}
    replying.send_reply(**about, revision=1)


def test_reading_and_taking_back_at_once(transactional_db: None) -> None:
    """Either she has read it and it stays, or it is gone and she never saw a word of it."""
    w = world.build()
    client = Client()
    client.force_login(w.asha)
    for state in STATES:
        entry, done = w.entries[state], {}
        _send(w, entry)
        gate = threading.Barrier(2)

        def read(entry=entry, done=done, gate=gate) -> None:
            gate.wait()
            try:
                page = client.get(reverse("entry", args=[entry.pk]))
                done["read"] = "SAID-once" in page.content.decode()
            finally:
                connections.close_all()

        def take_back(entry=entry, done=done, gate=gate) -> None:
            gate.wait()
            try:
                changing_reply.recall(by=w.ekdal, entry_id=entry.pk)
                done["gone"] = True
            except (NotNow, OperationalError):
                done["gone"] = False
            finally:
                connections.close_all()

        threads = [threading.Thread(target=act) for act in (read, take_back)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert done["read"] is not done["gone"], (state, done)
        reply = Reply.objects.get(version__entry=entry)
        assert (reply.sent_at is None) == done["gone"]
        assert (reply.seen_at is not None) == done["read"]
        assert ReplyText.objects.filter(reply=reply).exists() == done["read"]
