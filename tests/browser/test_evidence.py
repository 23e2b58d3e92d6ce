"""The evidence page on a phone: nine items folded, opened by their links, and whole on paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import PHONE, findings
from tests.reflections.evidence import school

pytestmark = pytest.mark.browser


def test_items_are_folded_and_a_link_or_paper_opens_them(transactional_db, open_as):
    led = school.led()
    for student in led.students:
        led.answer(led.write(student, led.release.due_at), school.LONG, 9)
    page = open_as(led.lead, "/evidence/", viewport=PHONE)
    folds, shut = page.locator("details[data-fold]"), page.locator("details[data-fold]:not([open])")
    expect(folds).to_have_count(10)
    expect(shut).to_have_count(9)
    feedback = page.get_by_role("table", name="Narrative feedback")
    expect(feedback).to_be_hidden()
    link = page.get_by_role("link", name="Narrative feedback")
    for _again in range(2):
        link.click()
        expect(feedback).to_be_visible()
        expect(page).to_have_url(re.compile("#item-2$"))
        # Folded by hand, its link opens it once more, though the address is the same.
        page.get_by_text("What it counts, and the figures: Narrative feedback").click()
        expect(feedback).to_be_hidden()
    page.reload()
    expect(feedback).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(shut).to_have_count(0)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert findings(page) == []
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(shut).to_have_count(8)
