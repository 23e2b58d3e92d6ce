"""Reading and withdrawing at the same moment, in two connections."""

import threading

from django.db import connections

from accounts.errors import NotNow, NotYours
from reflections.actions import desk, withdrawing
from reflections.models import Reading, Version
from tests import world


def test_reading_and_withdrawing_at_once(transactional_db: None) -> None:
    """Whoever comes second is told: never is it both read and taken back."""
    w = world.build()
    outcomes = set()
    for state in ("submitted", "unread", "covered", "lead_named"):
        entry, done = w.entries[state], []
        gate = threading.Barrier(2)

        def read(entry=entry, done=done, gate=gate) -> None:
            gate.wait()
            try:
                desk.open_entry(by=w.ekdal, entry_id=entry.pk)
                done.append("read")
            except NotYours:
                pass
            finally:
                connections.close_all()

        def withdraw(entry=entry, done=done, gate=gate) -> None:
            gate.wait()
            try:
                withdrawing.withdraw(entry=entry, by=w.asha)
                done.append("withdrawn")
            except NotNow:
                pass
            finally:
                connections.close_all()

        threads = [threading.Thread(target=act) for act in (read, withdraw)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(done) == 1, done
        outcomes.add(done[0])
        assert Version.objects.filter(entry=entry).exists() == (done == ["read"])
        assert Reading.objects.filter(entry=entry).exists() == (done == ["read"])
    assert outcomes
