"""The cluster of ``.ci/postgres --durable``: it waits for its disk, and is ours to stop."""

import os
import subprocess
import time

import psycopg

BIN, DATA, LOG = "HEARTBEAT_PG_BIN", "HEARTBEAT_PG_DATA", "HEARTBEAT_PG_LOG"


class NotOurs(Exception):
    """This server may belong to somebody: nobody restarts it."""


def check() -> None:
    """Raise NotOurs unless the cluster was made to be stopped hard."""
    if DATA not in os.environ:
        raise NotOurs("PostgreSQL only through: .ci/postgres --durable --as-default COMMAND")


def restart(conninfo: str) -> None:
    """Stop the cluster in immediate mode, as a crash would, start it, and wait until it answers."""
    check()
    place = os.environ[DATA]
    command = [f"{os.environ[BIN]}/pg_ctl", "-D", place, "-m", "immediate", "-w",
               "-l", os.environ[LOG], "restart"]  # fmt: skip
    owner = os.stat(place).st_uid
    subprocess.run(  # noqa: S603 - PostgreSQL's own program
        command, check=True, capture_output=True, cwd="/",
        user=owner if owner != os.getuid() else None,
    )  # fmt: skip
    give_up = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(conninfo).close()
        except psycopg.OperationalError:
            if time.monotonic() > give_up:
                raise
            time.sleep(0.05)
        else:
            return
