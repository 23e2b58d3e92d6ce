"""What faculty may write as HTML, and what it costs to look at it."""

import time

import pytest

from accounts.errors import Refused
from curriculum import richtext
from curriculum.admin.editor import EXTENSIONS
from tests import make


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>I sat with <strong>her</strong>.</p>", "<p>I sat with <strong>her</strong>.</p>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ("<p onclick='x()' style='color:red' class='x'>a</p>", "<p>a</p>"),
        ("<p>a<img src='https://elsewhere.example/pixel'>b</p>", "<p>ab</p>"),
        ("<iframe src='https://elsewhere.example'></iframe><p>a</p>", "<p>a</p>"),
        ("<p>x<!-- note --></p>", "<p>x</p>"),
        ("<style>p{}</style><p>a</p>", "<p>a</p>"),
        ("<p></p>", ""),
        ("<p><br></p>", ""),
        ("", ""),
    ],
)
def test_only_what_is_allowed_is_kept(typed, kept):
    assert richtext.clean(typed) == kept


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_leads_only_where_links_may(href):
    assert "href" not in richtext.clean(f'<p><a href="{href}">l</a></p>')


def test_a_link_does_not_say_where_one_came_from():
    kept = richtext.clean('<p><a href="https://who.example" target="_blank">l</a></p>')
    assert kept == '<p><a href="https://who.example" rel="noopener noreferrer">l</a></p>'


def test_cleaning_twice_changes_nothing():
    once = richtext.clean("<h2>A &amp; B</h2><ul><li><p>x < y</p></li></ul><a href='mailto:a@b.c'>")
    assert richtext.clean(once) == once


HOSTILE = {
    "nested": "<div>" * 20_000,
    "lists": "<ul><li>" * 10_000,
    "closed in an attribute": '<div title="</div>">' * 5_000,
    "hidden by a stray quote": '<p "' + "<div>" * 10_000 + '"></p>',
    "closed in one reading, open in the other": "<i ' ><i title=\"' ></i></i></i>\">" * 3_000,
    "comments": "<!--" * 29_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_depth_is_refused_before_it_costs_time(name):
    began = time.perf_counter()
    with pytest.raises(Refused):
        richtext.clean(HOSTILE[name])
    # nh3 alone takes seconds for these; the check is linear.
    assert time.perf_counter() - began < 1


def test_a_text_that_is_too_long_is_refused():
    with pytest.raises(Refused, match="too long"):
        richtext.clean("a" * (richtext.MOST_CHARACTERS + 1))
    assert richtext.clean("a" * richtext.MOST_CHARACTERS)


def test_ordinary_depth_passes():
    html = "<ul><li><p>" * 10 + "x" + "</p></li></ul>" * 10
    assert richtext.depth(html) == 30
    assert "x" in richtext.clean(html)


@pytest.mark.django_db
def test_no_caller_gets_around_it():
    version = make.module_version(
        module=make.module(course=make.course()),
        number=None,
        facilitator_notes="<p>a<script>x</script></p>",
    )
    lesson = make.lesson(
        version=version, body="<p>b<script>x</script></p>", facilitator_notes="<p onclick=x>c</p>"
    )
    version.refresh_from_db()
    lesson.refresh_from_db()
    assert version.facilitator_notes == "<p>a</p>"
    assert (lesson.body, lesson.facilitator_notes) == ("<p>b</p>", "<p>c</p>")


def test_the_editor_writes_nothing_that_would_be_taken_out():
    """Every mark of the toolbar survives: a teacher does not lose what she saw."""
    written = (
        "<h2>a</h2><h3>b</h3><h4>c</h4><p><strong>d</strong><em>e</em><u>f</u><s>g</s>"
        "<sub>h</sub><sup>i</sup><br>j</p><ul><li><p>k</p></li></ul><ol><li><p>l</p></li></ol>"
        "<blockquote><p>m</p></blockquote><hr>"
        "<table><tbody><tr><th>n</th><td>o</td></tr></tbody></table>"
    )
    assert richtext.clean(written) == written
    assert set(EXTENSIONS["Link"]["protocols"]) == richtext.SCHEMES
