"""Put pip into a virtual environment that was made without it: ``fetch_pip.py DIR``.

Debian keeps what would bring it (ensurepip) in a package of its own, python3-venv. Where that is
missing, the one wheel of this hash is fetched from the index that PIP_INDEX_URL names, or pip’s own
settings, or from PyPI; another is not run. A failure ends with status 1 and a line that says why.
"""

import configparser
import hashlib
import os
import re
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

WHEEL = "pip-25.3-py3-none-any.whl"
SHA256 = "9655943313a94722b7774661c21049070f6bbb0a1516bf02f7c8d5d9201514cd"
PYPI = "https://pypi.org/simple"
# Where pip itself looks for its settings on a Debian machine, the last one first.
SETTINGS = ("~/.config/pip/pip.conf", "~/.pip/pip.conf", "/etc/pip.conf")
SECONDS = 60


def setting(name: str) -> str | None:
    """Return what the environment or a file of settings tells pip by this name."""
    if said := os.environ.get(f"PIP_{name.upper().replace('-', '_')}"):
        return said
    for file in SETTINGS:
        parsed = configparser.RawConfigParser()
        parsed.read(Path(file).expanduser())
        if said := parsed.get("global", name, fallback=None):
            return said
    return None


def fetch(url: str) -> bytes:
    trusted = ssl.create_default_context(cafile=setting("cert"))
    opened = urllib.request.urlopen(url, timeout=SECONDS, context=trusted)  # noqa: S310 - the owner’s index
    with opened as answer:
        return answer.read()


def _names_it(link: str) -> bool:
    return urlsplit(unescape(link)).path.rpartition("/")[2] == WHEEL


def wheel() -> bytes:
    """Return the wheel; OSError where it cannot be fetched, ValueError where it is another."""
    index = (setting("index-url") or PYPI).rstrip("/") + "/pip/"
    links = re.findall(r'href="([^"]+)"', fetch(index).decode("utf-8", "replace"))
    link = next((unescape(one) for one in links if _names_it(one)), None)
    if link is None:
        raise ValueError(f"{WHEEL} is not in {index}")
    found = fetch(urljoin(index, link))
    if hashlib.sha256(found).hexdigest() != SHA256:
        raise ValueError(f"{WHEEL} from {index} is another file than the one we know")
    return found


def main(directory: str) -> None:
    try:
        found = wheel()
    except (OSError, ValueError) as problem:
        sys.exit(f"pip could not be fetched: {problem}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, WHEEL)
        file.write_bytes(found)
        pip = [str(Path(directory, "bin", "python")), str(file / "pip"), "--quiet"]
        subprocess.run([*pip, "install", "--no-index", str(file)], check=True)  # noqa: S603 - our own arguments


if __name__ == "__main__":
    main(sys.argv[1])
