"""The quiet panel in the writing room: the page looks for itself; nothing but a save is sent."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.help_phrases import speaks_of_self_harm
from tests import make
from tests.accounts.test_help_phrases import LEAVES, OPENS

pytestmark = pytest.mark.browser

LISTS = """async (lines) => {
  const script = document.querySelector("script[src*=help_panel]").src;
  const { speaker } = await import(script);
  const { helpPhrases } = document.querySelector("[data-help-panel]").dataset;
  const speaks = speaker(await (await fetch(helpPhrases)).json());
  return lines.map((line) => speaks(line));
}"""


def test_it_opens_for_her_alone_and_stays_closed(world, open_as) -> None:
    make.help_contact(name="Night line", is_urgent=True, phone="020 5550 0111")
    entry = make.entry(author=world.asha, body="An ordinary day.")
    page = open_as(world.asha, reverse("entry_write", args=[entry.pk]))
    panel = page.locator("[data-help-panel]")
    expect(panel.locator("[href^=tel]")).to_have_count(2)
    expect(panel).to_be_hidden()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    body = page.locator("#body")
    body.press("End")
    body.press_sequentially(" We were killing time with a dying patient.")
    body.press_sequentially(" I wish I was dead.")
    expect(panel).to_be_visible()
    expect(body).to_be_focused()
    expect(panel.get_by_role("link", name="020 5550 0111")).to_have_attribute(
        "href", "tel:02055500111"
    )
    own = (reverse("entry_draft", args=[entry.pk]), reverse("entry_check", args=[entry.pk]))
    assert [url for url in sent if not url.endswith(own)] == []
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()
    body.press_sequentially(" I wish I was dead.")
    expect(page.locator(".save-state.saved")).to_be_visible()
    expect(panel).to_be_hidden()
    assert [url for url in sent if not url.endswith(own)] == []
    lines = [*OPENS, *LEAVES]
    assert page.evaluate(LISTS, lines) == [speaks_of_self_harm(line) for line in lines]
