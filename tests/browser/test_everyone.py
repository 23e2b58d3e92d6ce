"""Everyone can use it: magnified, far apart, from right to left, in another language.

The figures are WCAG 2.2's: 1.4.4 (200 %), 1.4.10 (400 % is a window 320 wide), 1.4.12 (spacing).
What no test can hear is in docs/accessibility.md, to be gone through by hand.
"""

import pytest
from django.urls import reverse

from tests import make
from tests.browser.looks import DESK, PHONE, findings
from tests.rehearsals import rooms as playing

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# What a browser shows of a window 1280 wide at 200 % and at 400 %.
TWICE = {"width": 640, "height": 450}
FOUR_TIMES = {"width": 320, "height": 256}
# Words or controls that stick out of the page, or whose text is cut off.
CUT = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  const shown = (e) => e.getClientRects().length && getComputedStyle(e).visibility !== "hidden";
  const cut = [...document.querySelectorAll("a, button, label, h1, h2, h3, p, dt, dd, legend")]
    .filter((e) => shown(e) && getComputedStyle(e).clipPath === "none")
    .filter((e) => ["hidden", "clip"].includes(getComputedStyle(e).overflowX)
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 2));
  return [wide > 0 ? `${wide} px too wide` : "", ...cut.map((e) => e.outerHTML.slice(0, 90))]
    .filter(Boolean);
}"""
# What a reader’s own style sheet may set: 1.4.12, to the letter.
OWN_STYLE = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""


def rooms(world):
    """Return the rooms of three people: who, and the addresses."""
    entry, draft = world.entries["answered"].pk, world.entries["draft"].pk
    module = world.release.version.module
    lesson = world.release.version.lessons.first()
    phone = reverse("rehearsal", args=[world.room.pk])
    return {
        "asha": [
            reverse("home"),
            reverse("journal"),
            reverse("entry", args=[entry]),
            reverse("entry_write", args=[draft]),
            reverse("entry_submit", args=[draft]),
            f"/modules/{module.slug}/",
            f"/modules/{module.slug}/{lesson.slug}/",
            reverse("profile"),
            reverse("help"),
            reverse("entry_share", args=[draft]),
            reverse("scenario_list"),
            reverse("practice", args=["the-bench"]),
            phone,
        ],
        "ekdal": [reverse("queue"), reverse("desk", args=[world.entries["unread"].pk])],
        "hana": [
            reverse("cohort_list"),
            reverse("cohort_progress", args=[world.juniper.slug]),
            reverse("admin:curriculum_module_change", args=[module.pk]),
        ],
        "farid": [phone],
    }


@pytest.fixture
def played(built):
    """Return the cast with a practice to try, and a role-play in the middle of being played."""
    make.encounter(course=built.release.version.module.course, slug="the-bench")
    in_it = [built.asha, built.ben, *playing.students(built, 1)]
    built.room = playing.opened(built, *in_it)
    playing.cast(built, built.room, student=built.asha, calder=built.ben, watcher=in_it[2])
    playing.lead_to(built, built.room, "play")
    return built


@pytest.fixture
def go_through(played, open_as, base_url):
    """Return a function that opens the rooms (of those named) and says what is wrong where."""

    def walk(*who, cookies=(), axe=False, look="", first="() => {}", **options):
        wrong = []
        for name, paths in rooms(played).items():
            if who and name not in who:
                continue
            page = open_as(played.people[name], "/healthz", **options)
            page.context.add_cookies([{"url": base_url, **cookie} for cookie in cookies])
            for path in paths:
                page.goto(base_url + path, wait_until="load")
                page.evaluate(first)
                found = page.evaluate(CUT) + (findings(page) if axe else [])
                if look and not page.evaluate(look):
                    found.append(f"not {look}")
                wrong += [(path, found)] if found else []
        return wrong

    return walk


def test_magnified_everything_is_there_and_nothing_is_cut(go_through):
    assert go_through(viewport=TWICE) == []
    assert go_through("asha", viewport=FOUR_TIMES) == []


def test_letters_and_lines_far_apart(go_through):
    wide = [{"name": "spacing", "value": "wide"}]
    far_apart = "parseFloat(getComputedStyle(document.body).letterSpacing) > 0"
    assert go_through(viewport=PHONE, cookies=wide, look=far_apart) == []
    assert go_through(viewport=PHONE, first=OWN_STYLE, look=far_apart) == []


@pytest.mark.long
def test_from_right_to_left(go_through, built, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]
    for person in built.people.values():
        person.language = "ar"
        person.save(update_fields=["language"])
    mirrored = "document.dir === 'rtl' && document.documentElement.lang === 'ar'"
    assert go_through(viewport=PHONE, axe=True, look=mirrored) == []
    assert go_through("ekdal", viewport=DESK, look=mirrored) == []


def test_in_colours_of_her_own_marks_stay_filled_and_nothing_gets_a_frame(played, open_as):
    """Windows draws borders that have no colour, and empties what is filled."""
    release = played.release
    first, here, *_ = release.version.lessons.all()
    make.completion(person=played.asha, release=release, lesson=first)
    address = f"/modules/{release.version.module.slug}/{here.slug}/"
    page = open_as(played.asha, address, viewport=DESK, forced_colors="active")
    ask = "([what, of, side]) => getComputedStyle(document.querySelector(what), of)[side]"
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for what, of, side, is_seen in (
        (".btn-link", None, "borderTopColor", False),
        (".rooms a:not([aria-current])", None, "borderBottomColor", False),
        (".rooms [aria-current]", None, "borderBottomColor", True),
        (".thread > .done", "::before", "backgroundColor", True),
        (".thread > .now", "::before", "backgroundColor", True),
        (".thread > .ahead", "::before", "backgroundColor", False),
    ):
        assert (page.evaluate(ask, [what, of, side]) != paper) == is_seen, what
