"""What faculty type is not lost: sessions that end, two people at one page, leaving, pictures."""

import base64

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import DraftText
from curriculum.models import Editing, Lesson
from tests import make
from tests.browser.looks import editor, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "Text for students"


@pytest.fixture
def lesson(built):
    return built.edited.lessons.get(kind="reading")


def url(lesson):
    return reverse("admin:curriculum_lesson_change", args=[lesson.pk])


def write(page, words):
    editor(page, BODY).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def sign_in_again(page, person, base_url):
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": base_url}])


def test_words_survive_an_expired_session_and_a_closed_window(
    built,
    lesson,
    open_as,
    base_url,
):
    page = open_as(built.hana, url(lesson))
    write(page, " Kept on the train.")
    expect(page.locator("[data-save-line]")).to_contain_text("Kept for you")
    Session.objects.all().delete()
    write(page, " Typed when signed out.")
    page.locator("#id_minutes").fill("12")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-save-line]")).to_contain_text("You have been signed out")
    expect(editor(page, BODY)).to_contain_text("Typed when signed out.")
    assert findings(page) == []
    # She closes the window: what was kept before is offered when she comes back.
    sign_in_again(page, built.hana, base_url)
    other = page.context.new_page()
    other.goto(base_url + url(lesson))
    offer = other.locator("[data-offer]")
    expect(offer).to_contain_text("that were not saved")
    offer.get_by_role("link", name="Take them").click()
    expect(editor(other, BODY)).to_contain_text("Kept on the train.")
    other.close(run_before_unload=False)
    # In the first window she presses save again, and everything she typed is there.
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("changed successfully")
    lesson.refresh_from_db()
    assert "Kept on the train. Typed when signed out." in lesson.body
    assert lesson.minutes == 12
    assert not DraftText.objects.filter(body__contains="train").exists()


def test_two_at_one_lesson_are_told_and_the_second_chooses(
    built,
    lesson,
    open_as,
):
    hana, cleo = open_as(built.hana, url(lesson)), open_as(built.cleo, url(lesson))
    expect(cleo.locator("[data-others]")).to_contain_text("Prof Hana opened this just now.")
    write(hana, " By Hana.")
    write(cleo, " By Cleo.")
    hana.get_by_role("button", name="Save", exact=True).click()
    expect(hana.get_by_role("status").first).to_contain_text("changed successfully")
    cleo.get_by_role("button", name="Save", exact=True).click()
    both = cleo.locator(".meetings")
    expect(both).to_be_focused()
    expect(both).to_contain_text("Prof Hana saved this while you had it open")
    expect(both.locator("mark")).to_have_text(["Cleo.", "Hana."])
    expect(editor(cleo, BODY)).to_contain_text("By Cleo.")
    assert findings(cleo) == []
    both.get_by_label("Take this one").check()
    cleo.get_by_role("button", name="Save", exact=True).click()
    expect(cleo.get_by_role("status").first).to_contain_text("changed successfully")
    lesson.refresh_from_db()
    assert "By Hana." in lesson.body
    assert not Editing.objects.filter(lesson_key=lesson.key).exists()


def test_leaving_asks_only_while_something_is_unsaved(
    built,
    lesson,
    open_as,
):
    asked = []
    page = open_as(built.hana, reverse("admin:accounts_cohort_change", args=[built.juniper.pk]))
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.wait_for_load_state("networkidle")
    page.get_by_role("link", name="History").click()
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert asked == []
    page.get_by_label("Name", exact=False).first.fill("Juniper, renamed")
    page.get_by_role("link", name="History").click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("changed successfully")
    assert asked == ["beforeunload"]


PASTE = """([selector, kind, data, type]) => {
  const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
  const transfer = new DataTransfer();
  transfer.items.add(new File([bytes], "field.png", { type }));
  const options = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...options, clipboardData: transfer })
    : new DragEvent("drop", { ...options, dataTransfer: transfer });
  document.querySelector(selector).dispatchEvent(event);
}"""


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_comes_by_hand_and_its_description_is_asked_for(
    built,
    open_as,
    settings,
    tmp_path,
    way,
):
    settings.MEDIA_ROOT = tmp_path
    art = built.edited.lessons.get(kind="art")
    data = base64.b64encode(make.picture_file().read()).decode()
    page = open_as(built.hana, url(art))
    said = page.locator("[data-picture-said]")
    expect(editor(page, BODY)).to_be_visible()
    page.evaluate(PASTE, [".ProseMirror", way, data, "image/png"])
    expect(said).to_contain_text("A text cannot hold a picture.")
    page.evaluate(PASTE, ["#content h1", way, data, "text/plain"])
    if way == "drop":
        expect(said).to_contain_text("Only JPEG, PNG and WebP")
    page.evaluate(PASTE, ["#content h1", way, data, "image/png"])
    expect(page.locator(".field-image_description .errorlist")).to_contain_text(
        "Now describe it in full"
    )
    expect(page.get_by_alt_text("Chosen, not saved yet: field.png")).to_be_visible()
    expect(page.get_by_label("Description of the image")).to_be_focused()
    page.get_by_label("Title").focus()
    page.get_by_role("button", name="Save and stay").click()
    # Not sent: the page that came back refused would have forgotten the picture.
    expect(page.get_by_label("Description of the image")).to_be_focused()
    page.keyboard.type("A field in October.")
    page.get_by_role("button", name="Save and stay").click()
    expect(page.locator("img.picture-now")).to_be_visible()
    assert Lesson.objects.get(pk=art.pk).image.startswith("lesson/")
