"""Finding and keeping one's own pages, with a mouse and by keyboard."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def test_pieces_are_dragged_or_moved_by_keyboard_and_found_again(world, asha_page):
    for place in (1, 2, 3):
        make.piece(entry=make.entry(author=world.asha, title=f"Piece {place}"), position=place)
    page = asha_page
    page.goto(reverse("portfolio"))

    def order():
        return [one.strip()[-1] for one in page.locator(".pieces .name").all_inner_texts()]

    assert order() == ["1", "2", "3"]
    grip = page.locator(".grip").first.bounding_box()
    last = page.locator("[data-piece]").nth(2).bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, last["y"] + last["height"] - 2, steps=8)
    page.mouse.up()
    page.get_by_text("Moved.").wait_for(state="attached")
    assert order() == ["2", "3", "1"]
    page.reload()
    assert order() == ["2", "3", "1"]
    with page.expect_navigation():
        page.get_by_role("button", name="Move up: Piece 1").press("Enter")
    assert order() == ["2", "1", "3"]
    with page.expect_navigation():
        page.get_by_role("button", name="Take out: Piece 1").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Put it back").click()
    assert order() == ["2", "1", "3"]
    # What is looked for is found, and going back to it asks nothing.
    page.goto(reverse("journal"))
    page.get_by_label("Words on your pages").fill("piece")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "piece" not in page.url
    assert page.locator("mark").count() >= 1
    with page.expect_navigation():
        page.locator(".writings .name a").first.click()
    page.go_back()
    expect(page.locator("mark").first).to_be_attached()
