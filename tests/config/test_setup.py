"""Which Python is taken (.ci/setup), and pip as the one wheel that is known (.ci/fetch_pip.py)."""

import hashlib
import os
import runpy
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

CI = Path(__file__).resolve().parents[2] / ".ci"
SCRIPT = CI / "fetch_pip.py"
PAGE = '<a href="../files/{0}.metadata">no</a> <a href="../files/{0}?a=1&amp;b=2#sha256=x">yes</a>'


class Index(BaseHTTPRequestHandler):
    """An index with one wheel; ``files`` gives what stands at each address."""

    files: dict[str, bytes] = {}

    def do_GET(self) -> None:
        found = self.files.get(self.path)
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, *_said: Any) -> None:
        """Keep quiet."""


@pytest.fixture
def index(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, bytes]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Index)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setattr(Index, "files", {})
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{server.server_port}/simple/")
    monkeypatch.delenv("PIP_CERT", raising=False)
    yield Index.files
    server.shutdown()
    server.server_close()


@pytest.fixture
def script() -> dict[str, Any]:
    return runpy.run_path(str(SCRIPT))


def test_the_wheel_we_know_is_taken(index, script) -> None:
    name, wheel = script["WHEEL"], b"a wheel"
    index["/simple/pip/"] = PAGE.format(name).encode()
    index[f"/simple/files/{name}?a=1&b=2"] = wheel
    script["wheel"].__globals__["SHA256"] = hashlib.sha256(wheel).hexdigest()
    assert script["wheel"]() == wheel


def test_another_file_under_its_name_is_refused(index, script, tmp_path) -> None:
    name = script["WHEEL"]
    index["/simple/pip/"] = PAGE.format(name).encode()
    index[f"/simple/files/{name}?a=1&b=2"] = b"another"
    with pytest.raises(SystemExit, match="another file than the one we know"):
        script["main"](str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_an_index_without_it_or_without_an_answer_is_named(index, script, tmp_path) -> None:
    with pytest.raises(SystemExit, match=r"could not be fetched: .*404"):
        script["main"](str(tmp_path))
    index["/simple/pip/"] = b"<html></html>"
    with pytest.raises(SystemExit, match=r"pip-[\d.]+-py3-none-any\.whl is not in http"):
        script["main"](str(tmp_path))


def _python(place: Path, name: str, *, lacks: tuple[str, ...] = ()) -> None:
    """Put a Python there that says no whenever it is asked for what it lacks."""
    says_no = "".join(f'case "$2" in *"{word}"*) exit 1 ;; esac\n' for word in lacks)
    (place / name).write_text(f"#!/bin/sh\n{says_no}exit 0\n", encoding="utf-8")
    (place / name).chmod(0o755)


def _taken(place: Path, names: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        ["/bin/sh", CI / "setup", "python"],
        env={"PATH": f"{place}{os.pathsep}/usr/bin", "PYTHON": names},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_first_python_that_can_make_an_environment_is_taken(tmp_path) -> None:
    _python(tmp_path, "old", lacks=("3, 11",))
    _python(tmp_path, "bare", lacks=("ensurepip",))
    _python(tmp_path, "whole")
    _python(tmp_path, "other")
    names = "nowhere old bare whole other"
    assert _taken(tmp_path, names).stdout == f"{tmp_path}/whole\n"
    # For the other one pip would be fetched.
    assert _taken(tmp_path, "old bare").stdout == f"{tmp_path}/bare\n"


def test_where_no_python_will_do_what_was_looked_for_is_said(tmp_path) -> None:
    _python(tmp_path, "old", lacks=("3, 11",))
    said = _taken(tmp_path, "nowhere old")
    assert (said.returncode, said.stdout) == (1, "")
    assert "needs Python 3.11 or later; looked for: nowhere old." in said.stderr
    assert "make setup PYTHON=" in said.stderr
