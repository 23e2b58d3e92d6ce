"""The mentor's queue in a browser: three answers in five page loads, and one word in one tap."""

import re

import pytest
from allauth.account.models import EmailAddress
from playwright.sync_api import expect

from accounts.models import Notice
from reflections.models import Acknowledgement, ReplyText
from tests import make
from tests.browser.desk_room import reply_field
from tests.browser.looks import DESK, PHONE, findings

pytestmark = pytest.mark.browser


def test_from_signing_in_to_three_answers_in_five_page_loads(world, waiting, new_context):
    EmailAddress.objects.create(
        user=world.ekdal, email=world.ekdal.email, verified=True, primary=True
    )
    page = new_context(viewport=DESK).new_page()
    page.goto("/accounts/login/?next=/mentoring/")
    page.wait_for_load_state()
    page.locator('input[name="login"]').fill(world.ekdal.email)
    page.locator('input[name="password"]').fill(make.PASSWORD)
    # From here on everything counts: what is loaded as a page, pressed, and asked for.
    documents, asked, clicks = [], [], 2
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "response",
        lambda r: (
            documents.append(r.url)
            if r.request.is_navigation_request() and r.status == 200
            else None
        ),
    )
    page.get_by_role("button", name=re.compile("^Sign in$")).click()
    page.get_by_role("link", name="Sixty seconds").click()
    for name, following in (("Jonas", "Kieran"), ("Kieran", "Mira"), ("Mira", "")):
        # Before its script has run, the page would rightly show the preview as a page of its own.
        reply_field(page).wait_for()
        page.wait_for_load_state()
        reply_field(page).fill(f"Thank you, {name}.")
        page.get_by_role("button", name="Send reply").click()
        said = f"As {name} will see it. Nothing is sent yet."
        expect(page.locator("#main").get_by_text(said)).to_be_visible()
        assert not ReplyText.objects.filter(body=f"Thank you, {name}.").exists()
        label = f"Send, and open {following}’s" if following else "Send"
        page.get_by_role("button", name=label, exact=True).click()
        clicks += 2
        expect(page.get_by_text(f"Your reply to {name} is sent.")).to_be_visible()
    assert ReplyText.objects.filter(body__startswith="Thank you").count() == 3
    assert Notice.objects.filter(kind="reply").count() == 3
    # The queue, three desks, and the third one again, answered.
    assert len(documents) == 5, documents
    assert clicks <= 9
    # A file of ours is asked for once: where the portal runs it is kept, unchanged, by its name.
    files = {url for url in asked if "/static/" in url}
    pages = [url for url in asked if "/static/" not in url and url.startswith("http")]
    assert len(files) + len(pages) <= 60, (len(files), pages)
    page.goto("/mentoring/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody is waiting. Go and eat.")


def test_one_tap_tells_a_student_and_can_be_taken_back(world, waiting, new_context, sign_in):
    context = new_context(viewport=PHONE)
    sign_in(context, world.ekdal)
    page = context.new_page()
    page.goto("/mentoring/")
    page.get_by_role("button", name=re.compile("^Read and acknowledge.*Kieran")).click()
    # What she says she has read is before her.
    expect(
        page.get_by_text("Kieran is told: “Read – thank you. I’ll write back by")
    ).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="On listening")).to_be_visible()
    assert Acknowledgement.objects.get().version.entry == waiting["Kieran"]
    page.goto("/mentoring/")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert findings(page) == []
    page.get_by_role("button", name=re.compile("^Take that back.*Kieran")).click()
    expect(page.get_by_text("Taken back. It is not on the page any more.")).to_be_visible()
    # Opened by now, so that it stays in the list.
    page.get_by_role("button", name=re.compile("^Acknowledge.*Kieran")).click()
    expect(page.get_by_text("You said you would write by")).to_be_visible()
    student = new_context(viewport=PHONE)
    sign_in(student, waiting["Kieran"].author)
    hers = student.new_page()
    hers.goto(f"/journal/{waiting['Kieran'].pk}/")
    expect(hers.get_by_text("Dr Ekdal: “Read – thank you. I’ll write back by")).to_be_visible()
