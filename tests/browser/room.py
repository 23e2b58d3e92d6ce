"""What the tests of the writing room share: its words, its texts, what a browser has put by."""

import re
import time
from typing import Any

from accounts.models import Draft, DraftText
from reflections.models import Entry

SAVED = re.compile(r"^Saved \d\d:\d\d$")
LINE = "[data-save-line]"
# Every record of the device buffer, as it lies in the browser: bytes become text of one byte each.
RECORDS = """() => new Promise((resolve) => {
  const asked = indexedDB.open("heartbeat");
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onerror = () => resolve([]);
  asked.onsuccess = () => {
    const all = asked.result.transaction("unsent").objectStore("unsent").getAll();
    all.onsuccess = () => {
      asked.result.close();
      const latin = (bytes) => new TextDecoder("latin1").decode(bytes);
      resolve(all.result.map((one) => ({ ...one, iv: latin(one.iv), sealed: latin(one.sealed) })));
    };
  };
})"""


def write_url(entry: Entry) -> str:
    return f"/journal/{entry.pk}/write/"


def newest(entry: Entry) -> str:
    """Return the words the server holds."""
    draft = Draft.objects.get(entry=entry)
    return DraftText.objects.get(draft=draft, revision=draft.revision).body


def records(page: Any) -> list[dict[str, str]]:
    """Return what this browser has put by, whoever it belongs to, exactly as it lies there."""
    return page.evaluate(RECORDS)


def wait_for_records(page: Any, number: int) -> list[dict[str, str]]:
    """Wait until this browser has put by so many records."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = records(page)
        if len(found) == number:
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(found)} records, not {number}")


def put_in(page: Any, text: str) -> None:
    """Set the words at once: typing this many takes the browser minutes."""
    page.evaluate(
        "text => { const b = document.querySelector('#body'); b.value = text;"
        " b.dispatchEvent(new Event('input', {bubbles: true})); }",
        text,
    )
