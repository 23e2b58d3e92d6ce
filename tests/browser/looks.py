"""What browser tests share: two windows, and what axe finds on a page."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def findings(page: Any) -> list[Any]:
    """Return what axe finds: rule and the first places."""
    # Without preload: axe would fetch style sheets into inline styles, which our policy forbids.
    # And only what is wrong comes back: all that passes is a list as long as the page.
    page.evaluate(Axe().axe_script)
    found = page.evaluate(
        "axe.run({preload: false, resultTypes: ['violations']}).then((said) => said.violations)"
    )
    return [(one["id"], [node["html"][:120] for node in one["nodes"][:2]]) for one in found]


def editor(page, name):
    """Return the editor of this name, once it stands over its textarea (which has the name too)."""
    return page.locator(f'[contenteditable="true"][aria-label="{name}"]')
