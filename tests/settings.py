"""The real settings, with the few differences a test run needs.

DATABASE_URL chooses the database: empty means SQLite in a directory of this process's own, which
is removed at the end. TEST_DB_SUFFIX names the PostgreSQL test database, so that several runs can
share one server.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# The settings of whoever runs the tests must not leak into them.
for _name in ("DEBUG", "ALLOWED_HOSTS", "SITE_URL", "EMAIL_URL", "TIME_ZONE", "ADMINS"):
    os.environ.pop(_name, None)


def _quick_place() -> str | None:
    """Return a folder in memory where there is room: SQLite's every commit waits for the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of its own in it
    has_room = memory.is_dir() and shutil.disk_usage(memory).free > 512 * 1024**2
    return str(memory) if has_room and os.access(memory, os.W_OK) else None


SCRATCH = Path(tempfile.mkdtemp(prefix="heartbeat-tests-", dir=_quick_place()))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)
(SCRATCH / "static").mkdir()  # whitenoise warns when its folder is missing

os.environ |= {
    "DEPLOYMENT": "test",
    "SECRET_KEY": "a key for tests only, long enough to pass and secret to nobody",
    "MEDIA_ROOT": str(SCRATCH / "media"),
    "STATIC_ROOT": str(SCRATCH / "static"),
    "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{SCRATCH}/portal.sqlite3",
}

from config.settings import *  # noqa: E402 - the environment must be ready before

# A file, not memory: the browser tests' server has its own connection, as in life. Only whoever
# asks for memory gets it (tests/mutants.py forks, and each fork must have a database of its own).
if DATABASES["default"]["NAME"] == ":memory:":
    DATABASES["default"]["TEST"] = {"NAME": None}
elif DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "tests.sqlite3")}
else:
    DATABASES["default"]["TEST"] = {
        "NAME": f"test_heartbeat_{os.environ.get('TEST_DB_SUFFIX') or os.getpid()}"
    }
    # The tests' few rows are found at once however they are looked for, so that planning is most
    # of what PostgreSQL does here: no search for the best order, and one plan for all values.
    DATABASES["default"]["OPTIONS"]["options"] += (
        " -c join_collapse_limit=1 -c from_collapse_limit=1 -c plan_cache_mode=force_generic_plan"
    )

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Look for a static file when one is asked for: every test's client would list them all anew.
WHITENOISE_AUTOREFRESH = True

# Every page a test asks for fails when it loads the same relation row by row.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
# allauth's own loops over one person's few addresses and sessions, which are not ours to change.
ZEAL_ALLOWLIST = [
    {"model": "account.EmailAddress", "field": "*"},
    {"model": "sessions.Session", "field": "get()"},
    {"model": "accounts.Person", "field": "get()"},
]
