"""A mentor's desk with three who wait, for the tests that drive it."""

import re

from django.utils import timezone

from accounts.models import Mentoring
from tests import make

LINE = "form[data-reply] [data-save-line]"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
BODY = (
    "As him 🫀: I knew when the young one moved the tissues. Nobody moves tissues for gallstones.\n"
    "\n"
    "As me: I said seven sentences after it. 👩🏽‍⚕️ wept, and I did nothing.\n"
    "\n"
    "What I would keep: sitting down."
)
# Selects words of the page as a hand would: from the first to the last occurrence given.
SELECT = """([from, to]) => {
  const texts = [...document.querySelectorAll("[data-page-text] p")].flatMap((p) => {
    const walker = document.createTreeWalker(p, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) nodes.push(walker.currentNode);
    return nodes;
  });
  const first = texts.find((node) => node.data.includes(from));
  const last = texts.find((node) => node.data.includes(to));
  const range = document.createRange();
  range.setStart(first, first.data.indexOf(from));
  range.setEnd(last, last.data.indexOf(to) + to.length);
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
}"""


def three(world):
    """Let only Jonas, Kieran and Mira wait for Dr Ekdal, the oldest first; return their pages."""
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    found = {}
    for days, name, title in (
        (6, "Jonas Beck", "Sixty seconds"),
        (3, "Kieran Moss", "On listening"),
        (1, "Mira Lind", "The badge"),
    ):
        one = make.person(name=name)
        make.membership(person=one, cohort=world.juniper)
        make.mentoring(mentor=world.ekdal, student=one, cohort=world.juniper)
        entry = make.entry(author=one, title=title, body=BODY, release=world.release)
        make.version(
            entry=entry,
            cohort=world.juniper,
            readers={"mentor": world.ekdal},
            submitted_at=make.ago(days=days),
        )
        found[name.split()[0]] = entry
    return found


def desk(entry):
    return f"/mentoring/{entry.pk}/"


def version_of(entry):
    return entry.versions.get()


def select(page, first, last=""):
    page.evaluate(SELECT, [first, last or first])


def reply_field(page):
    return page.locator("#reply")


def remark_field(page):
    return page.locator("#id_remark_body")
