"""A short run of the harness, and that it would notice: on the database the tests run on."""

import json
import os
import subprocess
import sys
import uuid

import pytest
from django.db import connection

from config import databases
from tests.durability import kept
from tests.durability.harness import Figures
from tests.durability.kept import Row
from tests.live.place import ROOT, Account
from tests.live.scratch import migrated
from tests.live.writer import Kept, Page, fingerprint


@pytest.mark.long
def test_no_acknowledged_save_is_lost_when_everything_is_killed(db):
    """SIGKILL under sixteen writers, twice; on PostgreSQL once, and an immediate restart."""
    is_cluster = connection.vendor == "postgresql"
    runs = 1 if is_cluster else 2
    command = [sys.executable, "-m", "tests.durability", f"--runs={runs}", "--saves=40", "--json"]
    environment = os.environ | {"DATABASE_URL": ""}
    if is_cluster:
        environment.pop("DATABASE_URL")
        command = [str(ROOT / ".ci/postgres"), "--as-default", "--durable", *command]
    done = subprocess.run(  # noqa: S603 - our own programs
        [*command, "--like", migrated()],
        env=environment, cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout)
    assert found["kills"] == runs
    assert found["restarts"] == (1 if is_cluster else 0)
    assert found["acknowledged"] >= 32
    assert found["faults"] == found["lost"] == found["disorder"] == found["strange"] == []
    if found["syncs_per_save"] is not None:
        assert 1 <= found["syncs_per_save"] < 2


@pytest.fixture
def page():
    """Return a page whose author was told of three saves, and sent a fourth."""
    page = Page(0, Account("somebody", ""))
    page.heard.kept = [Kept(n, fingerprint(f"Night {n}", f"{n}\nwords")) for n in (1, 2, 3)]
    page.pending = {"save_id": str(uuid.uuid4())}
    return page


def _rows(page, count=3, **changed):
    rows = [
        Row(page.id.replace("-", ""), n, f"save{n}", fingerprint(f"Night {n}", f"{n}\nwords"),
            f"Night {n}", f"{n}\nwords", count)
        for n in range(1, count + 1)
    ]  # fmt: skip
    return [*rows[:1], rows[1]._replace(**changed), *rows[2:]]


def test_the_harness_would_notice(page):
    """Each kind of harm, done to rows that were right."""
    whole = kept.compare([page], _rows(page))
    assert (whole.lost, whole.disorder, whole.unanswered) == ([], [], [])
    late = _rows(page, 4)
    late[3] = late[3]._replace(save=page.pending["save_id"].replace("-", ""))
    assert kept.compare([page], late).unanswered == [late[3].save]
    assert kept.compare([page], late).disorder == []
    assert kept.compare([page], _rows(page, 4)).disorder  # a text nobody sent
    assert kept.compare([page], _rows(page)[:2]).lost
    assert kept.compare([page], []).lost
    for changed in (
        {"sha256": "0" * 64}, {"body": "2\nother"}, {"body": "1\nwords"}, {"revision": 3},
        {"newest": 2}, {"title": "Day"}, {"draft": "0" * 32},
    ):  # fmt: skip
        verdict = kept.compare([page], _rows(page, **changed))
        assert verdict.lost or verdict.disorder, changed


def test_a_run_with_any_fault_fails():
    good = Figures("SQLite", 16, kills=2, acknowledged=40, syncs_per_save=1.02)
    assert good.faults == []
    for bad in (
        Figures("SQLite", 16, kills=2, acknowledged=40, lost=["one"]),
        Figures("SQLite", 16, kills=2, acknowledged=40, disorder=["one"]),
        Figures("SQLite", 16, kills=2, acknowledged=40, strange=["500"]),
        Figures("SQLite", 16, kills=2, acknowledged=1),
        Figures("SQLite", 16, kills=2, acknowledged=40, syncs_per_save=0.98),
    ):
        assert bad.faults
        assert bad.faults[0] in bad.as_text()


def test_a_connection_to_sqlite_is_kept_open_where_pools_are(tmp_path):
    """When the last one closes, SQLite folds its journal away: five waits a save, not one."""
    url = f"sqlite:///{tmp_path}/portal.sqlite3"
    assert databases.from_url(url, fallback=tmp_path, pool_size=8)["CONN_MAX_AGE"] is None
    assert databases.from_url(url, fallback=tmp_path).get("CONN_MAX_AGE", 0) == 0
