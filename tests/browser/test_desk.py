"""The mentor's desk in a browser: from signing in to answered entries, by hand and by key."""

import re
from itertools import pairwise

import pytest
from allauth.account.models import EmailAddress
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import DraftText, Mentoring, Notice
from reflections.models import Reading, Remark, Reply, ReplyText
from tests import make

pytestmark = pytest.mark.browser

LINE = "[data-save-line]"
SAVED = re.compile(r"^Saved \d\d:\d\d$")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
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


@pytest.fixture
def waiting(world):
    """Only Jonas, Kieran and Mira wait for Dr Ekdal, the oldest first."""
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


@pytest.fixture
def sign_in(base_url):
    """Return a function that gives a browser context the session of a person."""

    def enter(context, person):
        client = Client()
        client.force_login(person)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": base_url}]
        )

    return enter


@pytest.fixture
def page(world, waiting, new_context, sign_in):
    context = new_context(viewport=DESK)
    sign_in(context, world.ekdal)
    return context.new_page()


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


# ------------------------------------------------------------------ the whole way
def test_from_signing_in_to_three_answers_in_five_documents(world, waiting, new_context):
    EmailAddress.objects.create(
        user=world.ekdal, email=world.ekdal.email, verified=True, primary=True
    )
    page = new_context(viewport=DESK).new_page()
    documents, clicks = [], 0
    page.on(
        "response",
        lambda r: (
            documents.append(r.url)
            if r.request.is_navigation_request() and r.status == 200
            else None
        ),
    )
    page.goto("/accounts/login/?next=/mentoring/")
    page.locator('input[name="login"]').fill(world.ekdal.email)
    page.locator('input[name="password"]').fill(make.PASSWORD)
    page.get_by_role("button", name=re.compile("^Sign in$")).click()
    page.get_by_role("link", name="Sixty seconds").click()
    clicks += 2
    for name, following in (("Jonas", "Kieran"), ("Kieran", "Mira"), ("Mira", "")):
        # Before its script has run, the page would rightly show the preview as a page of its own.
        reply_field(page).wait_for()
        page.wait_for_load_state()
        reply_field(page).fill(f"Thank you, {name}.")
        page.get_by_role("button", name="Send reply").click()
        expect(page.get_by_text(f"As {name} will see it. Nothing is sent yet.")).to_be_visible()
        assert not ReplyText.objects.filter(body=f"Thank you, {name}.").exists()
        label = f"Send, and open {following}’s" if following else "Send"
        page.get_by_role("button", name=label, exact=True).click()
        clicks += 2
        expect(page.get_by_text(f"Your reply to {name} is sent.")).to_be_visible()
    assert ReplyText.objects.filter(body__startswith="Thank you").count() == 3
    assert Notice.objects.filter(kind="reply").count() == 3
    # After the sign-in page: the queue, three desks, and the third one again, answered.
    assert (len(documents[1:]), clicks) == (5, 8), documents
    page.goto("/mentoring/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody is waiting. Go and eat.")


# ------------------------------------------------------------------ remarks
def test_a_remark_on_selected_words(page, waiting):
    version = version_of(waiting["Jonas"])
    page.goto(desk(waiting["Jonas"]))
    expect(page.locator("[data-remark-here]")).to_be_hidden()
    select(page, "moved the tissues")
    page.get_by_role("button", name="Remark", exact=False).first.click()
    expect(page.locator("[data-chosen]")).to_have_text("moved the tissues")
    remark_field(page).fill("You saw it. 🫀")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#w1")).to_have_text("moved the tissues")
    expect(page.locator("#r1 .said-there")).to_have_text("You saw it. 🫀")
    expect(page.locator("#r1 .num")).to_be_focused()
    expect(page.locator("[data-desk-says]")).to_contain_text("Only you can see it")
    expect(page.locator("[data-remarks]")).to_have_text("one remark")
    remark = version.remarks.get()
    assert version.text.body[remark.start : remark.end] == "moved the tissues"


@pytest.mark.parametrize(
    ("first", "last", "quote"),
    [
        ("🫀", "", "🫀"),
        ("As him 🫀: I", "", "As him 🫀: I"),
        ("👩🏽‍⚕️ wept", "", "👩🏽‍⚕️ wept"),
        ("and I did", "", "and I did"),
        (" moves tissues ", "", "moves tissues"),
        ("for gallstones.", "As me: I said", "for gallstones.\n\nAs me: I said"),
        ("gallstones", "sitting down.", BODY[BODY.index("gallstones") :]),
    ],
)
def test_selections_are_counted_in_code_points(page, waiting, first, last, quote):
    version = version_of(waiting["Jonas"])
    page.goto(desk(waiting["Jonas"]))
    select(page, first, last)
    page.locator("[data-remark-here]").click()
    remark_field(page).fill("x")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#r1 .num")).to_be_focused()
    remark = version.remarks.get()
    assert (remark.start, remark.text.quote) == (BODY.index(quote), quote)


def test_a_second_remark_counts_past_the_numbers_of_the_first(page, world, waiting):
    version = version_of(waiting["Jonas"])
    make.remark(version=version, author=world.ekdal, quote="As him 🫀", sent=False)
    page.goto(desk(waiting["Jonas"]))
    select(page, "the tissues")
    page.locator("[data-remark-here]").click()
    remark_field(page).fill("x")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#w2")).to_have_text("the tissues")
    assert version.remarks.order_by("start").last().text.quote == "the tissues"


def test_remark_change_and_take_away_by_keyboard_alone(page, waiting):
    version = version_of(waiting["Jonas"])
    page.goto(desk(waiting["Jonas"]))
    page.keyboard.press("r")
    expect(page.get_by_label("Which sentence?")).to_be_focused()
    page.keyboard.press("n")  # a letter finds the sentence that begins with it
    page.keyboard.press("Tab")
    page.keyboard.type("rjk is no command here")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#r1 .num")).to_be_focused()
    assert version.remarks.get().text.quote == "Nobody moves tissues for gallstones."
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("Other words")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#r1 .said-there")).to_have_text("Other words")
    page.get_by_role("button", name="Take away remark 1").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#r1")).to_have_count(0)
    assert not version.remarks.exists()


def test_escape_leaves_the_words_and_what_was_typed(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    select(page, "moved the tissues")
    page.wait_for_selector("[data-remark-here]:not([hidden])")
    page.keyboard.press("r")
    page.keyboard.type("half a thought")
    page.keyboard.press("Escape")
    expect(remark_field(page)).to_be_hidden()
    page.keyboard.press("r")
    expect(remark_field(page)).to_have_value("half a thought")
    assert not Remark.objects.filter(version__entry=waiting["Jonas"]).exists()


def test_an_empty_remark_is_refused_beside_its_field(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    select(page, "moved the tissues")
    page.locator("[data-remark-here]").click()
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.get_by_text("There is nothing in this remark yet.")).to_be_visible()
    expect(remark_field(page)).to_be_focused()
    remark_field(page).fill("Now there is.")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#w1")).to_have_text("moved the tissues")


def test_a_remark_that_does_not_arrive_stays_in_its_field(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    select(page, "moved the tissues")
    page.locator("[data-remark-here]").click()
    remark_field(page).fill("Kept here")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.get_by_text("That was not kept")).to_be_visible()
    expect(remark_field(page)).to_have_value("Kept here")
    page.context.set_offline(False)
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#r1 .said-there")).to_have_text("Kept here")


# ------------------------------------------------------------------ the reply
def test_the_reply_saves_itself_and_survives_a_reload(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).type("I heard 🫀 you.\n\nAll of it.")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("[data-count]")).to_have_text("6")
    page.reload()
    assert reply_field(page).input_value() == "I heard 🫀 you.\n\nAll of it."
    expect(page.locator(LINE)).to_contain_text("only you can see it")
    assert not ReplyText.objects.filter(reply__version__entry=waiting["Jonas"]).exists()


def test_another_window_was_faster(page, world, waiting):
    page.goto(desk(waiting["Jonas"]))
    other = page.context.new_page()
    other.goto(desk(waiting["Jonas"]))
    other.locator("#reply").fill("From the other window")
    expect(other.locator(LINE)).to_have_text(SAVED, timeout=8000)
    reply_field(page).fill("From this one")
    expect(page.locator(LINE)).to_contain_text("Both texts are safe", timeout=8000)
    page.get_by_role("button", name="Look at both").click()
    expect(reply_field(page)).to_have_value("From this one")
    expect(page.get_by_text("From the other window")).to_be_visible()


def test_the_pairing_ends_while_she_writes(page, world, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("Before")
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=8000)
    expect(page.locator("main")).to_contain_text("What I would keep: sitting down.")
    Mentoring.objects.filter(mentor=world.ekdal).update(ends_at=timezone.now())
    reply_field(page).fill("Before and after")
    expect(page.locator(LINE)).to_contain_text("Copy your words", timeout=8000)
    # His words leave the open tab as well; her own stay.
    expect(page.locator("main")).not_to_contain_text("What I would keep")
    expect(page.locator("main")).not_to_contain_text("Sixty seconds")
    assert reply_field(page).input_value() == "Before and after"
    assert not DraftText.objects.filter(body="Before and after").exists()


def test_somebody_else_signs_in_at_this_computer(page, world, waiting, sign_in):
    page.goto(desk(waiting["Jonas"]))
    sign_in(page.context, world.fox)
    reply_field(page).fill("Mine, not hers")
    expect(page.locator(LINE)).to_contain_text("Someone else has signed in", timeout=8000)
    expect(page.locator("[data-page-text]")).to_be_hidden()
    expect(reply_field(page)).to_be_hidden()
    assert not Reply.objects.filter(author=world.fox).exists()
    sign_in(page.context, world.ekdal)
    expect(page.locator(LINE)).to_have_text(SAVED, timeout=12000)
    expect(reply_field(page)).to_have_value("Mine, not hers")


# ------------------------------------------------------------------ preview and keys
def test_the_preview_and_back_without_leaving_the_desk(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    page.evaluate("window.sameDocument = true")
    reply_field(page).fill("I heard you.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    assert page.url.endswith("/send/")
    assert page.title() == "As Jonas will see it · Heartbeat"
    page.get_by_role("link", name="Not yet").click()
    expect(reply_field(page)).to_be_focused()
    expect(reply_field(page)).to_have_value("I heard you.")
    assert page.evaluate("window.sameDocument")
    reply_field(page).press("End")
    reply_field(page).type(" Truly.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("I heard you. Truly.")).to_be_visible()
    page.go_back()
    expect(reply_field(page)).to_have_value("I heard you. Truly.")


def test_an_empty_reply_is_not_sent(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("There is nothing to send yet")).to_be_visible()


def test_a_double_click_sends_once(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("Once.")
    page.get_by_role("button", name="Send reply").click()
    page.get_by_role("button", name="Send", exact=True).dblclick()
    expect(page.get_by_text("You replied").first).to_be_visible()
    assert ReplyText.objects.filter(body="Once.").count() == 1
    assert Notice.objects.filter(kind="reply").count() == 1


def test_letters_turn_the_pages_but_never_while_typing(page, waiting):
    page.goto(desk(waiting["Jonas"]))
    reply_field(page).fill("")
    reply_field(page).type("jkr")
    assert page.url.endswith(desk(waiting["Jonas"]))
    page.locator("h1").focus()
    page.keyboard.press("j")
    page.wait_for_url(f"**{desk(waiting['Kieran'])}")
    page.keyboard.press("k")
    page.wait_for_url(f"**{desk(waiting['Jonas'])}")
    assert reply_field(page).input_value() == "jkr"
    page.get_by_role("button", name="Turn the letters off").click()
    page.locator("h1").focus()
    page.keyboard.press("j")
    page.keyboard.press("r")
    expect(page.get_by_label("Which sentence?")).to_be_hidden()
    assert page.url.endswith(desk(waiting["Jonas"]))


def test_without_a_script_everything_works(world, waiting, new_context, sign_in):
    context = new_context(viewport=DESK, java_script_enabled=False)
    sign_in(context, world.ekdal)
    page = context.new_page()
    page.goto(desk(waiting["Jonas"]))
    page.get_by_text("Remark on a sentence").click()
    page.get_by_label("Which sentence?").select_option("As me: I said seven sentences after it.")
    remark_field(page).fill("Seven. I’ve done nine.")
    page.get_by_role("button", name="Keep this remark").click()
    expect(page.locator("#w1")).to_have_text("As me: I said seven sentences after it.")
    page.locator("#reply").fill("I heard you.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#reply")).to_have_value("I heard you.")
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("As Jonas will see it. Nothing is sent yet.")).to_be_visible()
    page.get_by_role("button", name="Send, and open Kieran’s").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("On listening")
    assert Reading.objects.filter(person=world.ekdal).count() == 2


# ------------------------------------------------------------------ for everybody's eyes
def test_many_remarks_never_cover_each_other_nor_the_foot_of_the_page(page, world, waiting):
    version = version_of(waiting["Jonas"])
    for start in range(0, 44, 4):
        remark = make.remark(
            version=version, author=world.ekdal, quote=BODY[start : start + 12], sent=False
        )
        Remark.objects.filter(pk=remark.pk).update(start=start, end=start + 12)
        remark.text.body = "A longer remark that takes a few lines of the margin. " * 3
        remark.text.save()
    page.goto(desk(waiting["Jonas"]))
    boxes = [one.bounding_box() for one in page.locator(".remark, .moves, .colophon").all()]
    assert len(boxes) == 13
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"] + 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["390", "1280"])
def test_axe_finds_nothing(world, waiting, new_context, sign_in, theme, viewport):
    entry = waiting["Jonas"]
    version = version_of(entry)
    for quote in ("moved the tissues", "the tissues. Nobody", "I did nothing"):
        make.remark(version=version, author=world.ekdal, quote=quote, sent=False)
    make.reply(version=version, author=world.ekdal, sent=False)
    ring = make.version(
        entry=make.entry(author=entry.author, title="Dear me"),
        cohort=world.juniper,
        readers={"mentor": world.ekdal},
        wants_contact=True,
    )
    answered = version_of(waiting["Kieran"])
    make.reply(version=answered, author=world.ekdal)
    make.message(version=answered, author=answered.entry.author)
    context = new_context(viewport=viewport, color_scheme=theme)
    sign_in(context, world.ekdal)
    page = context.new_page()
    for url in (
        "/mentoring/",
        "/mentoring/students/",
        desk(entry),
        f"{desk(entry)}send/",
        desk(ring.entry),
        desk(answered.entry),
    ):
        page.goto(url)
        if url == desk(entry):
            page.locator(".change summary").first.click()
            select(page, "sitting down")
            page.locator("[data-remark-here]").click()
        found = Axe().run(page)
        assert found.violations_count == 0, f"{url}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), url
