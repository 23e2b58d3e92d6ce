"""Markdown to HTML and back: nothing faculty can write is lost on the way."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Refused
from curriculum import richtext
from curriculum.package.markdown import html_of, markdown_of, tidy
from tests.curriculum.packages import starter

# ------------------------------------------------------------------ anything the editor can make
words = st.text(
    st.sampled_from("ab Zé0#-+*_`[]()<>&|\\!~=.:\n\t\xa0“”{}$\"'1"), min_size=1, max_size=12
)


def wrap(tag):
    return lambda inside: f"<{tag}>{inside}</{tag}>"


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


plain = words.map(escaped)
inline = st.recursive(
    st.one_of(plain, st.just("<br>")),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        *(inner.map(wrap(tag)) for tag in ("strong", "em", "s", "u", "sub", "sup")),
        inner.map(lambda text: f'<a href="https://example.org/?a=1&amp;b=(2)">{text}</a>'),
    ),
    max_leaves=5,
)
cells = st.lists(inline, min_size=2, max_size=2)


def row(tag):
    return lambda texts: "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"


tables = st.tuples(cells.map(row("th")), st.lists(cells.map(row("td")), max_size=2)).map(
    lambda parts: f"<table><tbody>{parts[0]}{''.join(parts[1])}</tbody></table>"
)
blocks = st.recursive(
    st.one_of(
        *(inline.map(wrap(tag)) for tag in ("p", "p", "h2", "h3", "h4")), st.just("<hr>"), tables
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=2).map("".join).map(wrap("blockquote")),
        *(
            st.lists(
                st.lists(inner, min_size=1, max_size=2).map("".join).map(wrap("li")),
                min_size=1,
                max_size=3,
            )
            .map("".join)
            .map(wrap(tag))
            for tag in ("ul", "ol", 'ol start="7"')
        ),
    ),
    max_leaves=5,
)
bodies = st.lists(blocks, min_size=1, max_size=4).map("".join)
calmly = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


@calmly
@given(bodies)
def test_every_body_comes_back_or_is_said_to_have_no_markdown(html):
    body = tidy(richtext.clean(html))
    # The one form is stable: tidied and cleaned again it stays what it is.
    assert tidy(body) == body
    assert richtext.clean(body) == body
    markdown = markdown_of(body)
    if markdown is not None:
        assert html_of(markdown) == body
        assert markdown_of(html_of(markdown)) == markdown


@calmly
@given(st.text(st.sampled_from("ab \n\n#*_->`1.[]()|\\!~<&é"), max_size=80))
def test_any_markdown_gives_html_that_comes_back(text):
    body = html_of(text)
    assert tidy(richtext.clean(body)) == body
    markdown = markdown_of(body)
    assert markdown is None or html_of(markdown) == body


# ------------------------------------------------------------------ what people really write
@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a <strong>b </strong>c</p>", "a **b** c"),
        ("<p>one</p><p></p><p>two<br>three</p>", "one\n\ntwo\\\nthree"),
        ("<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul>",
         "- a\n- b\n  - c"),
        ("<ol start=\"3\"><li>a</li><li><p>b</p><p>c</p></li></ol>", "3. a\n\n4. b\n\n   c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b"),
        ("<blockquote><p>q</p><p>r</p></blockquote><hr><h3>X</h3>", "> q\n>\n> r\n\n---\n\n### X"),
        (("<table><tbody><tr><th><p>A|</p></th><th colspan=\"1\"><p>B</p></th></tr>"
         "<tr><td><p>1</p></td><td></td></tr></tbody></table>"),
         "| A\\| | B |\n| --- | --- |\n| 1 |  |"),
        ("<p># no</p><p>1. no</p><p>- no</p><p>* [x](y) a_b</p>",
         "\\# no\n\n1\\. no\n\n\\- no\n\n\\* \\[x\\](y) a_b"),
        ("<p><strong><em>x</em> y</strong></p>", "***x* y**"),
        ("loose <em>words</em>", "loose *words*"),
        ("<p>see <a href=\"https://x.org/a b\" title='t\"q'>it</a></p>",
         'see [it](https://x.org/a%20b "t\\"q")'),
        ("<p></p>", ""),
    ],
)  # fmt: skip
def test_what_faculty_write_is_plain_markdown(html, markdown):
    body = tidy(richtext.clean(html))
    if "a b" in html:  # an address with a blank is written as browsers send it
        body = body.replace("a b", "a%20b")
    assert markdown_of(body) == markdown
    assert html_of(markdown) == body


@pytest.mark.parametrize(
    "html",
    ["<p>CO<sub>2</sub></p>", "<p><u>x</u></p>", "<p>x<sup>2</sup></p>",
     '<table><tr><th colspan="2">A</th></tr><tr><td>1</td><td>2</td></tr></table>',
     "<p>a<em>“b”</em>c</p>"],
)  # fmt: skip
def test_what_markdown_cannot_say_is_left_to_html(html):
    assert markdown_of(tidy(richtext.clean(html))) is None


def test_the_whole_starter_course_is_markdown():
    read = starter()
    texts = [lesson.body for module in read.modules for lesson in module.lessons]
    texts += [lesson.facilitator_notes for module in read.modules for lesson in module.lessons]
    assert len(texts) > 100
    assert all(html_of(markdown_of(text)) == text for text in texts)


def test_html_inside_markdown_stays_text_and_strange_links_are_no_links():
    assert html_of("a <b>b</b> [x](javascript:alert(1))") == (
        "<p>a &lt;b&gt;b&lt;/b&gt; [x](javascript:alert(1))</p>"
    )
    assert html_of("") == ""
    with pytest.raises(Refused, match="too long"):
        html_of("a" * 130_000)
