"""Text comes back code point for code point."""

import html
import re

import pytest
from django.urls import reverse

from tests.reflections.writing_room import named, newest, put

ODD = [
    'plain',
    ' leading',
    'trailing ',
    '\ttabs\there\t',
    '\n\nblank lines first',
    'blank lines last\n\n',
    '\n one',
    'a\n\n\n\nb',
    'a\n \t \nb',
    '  an\n    indented\n  poem  ',
    'é é',
    '\U0001f9d1\u200d\u2695\ufe0f \U0001f469\U0001f3fd\u200d\U0001f52c',
    '\U0001f3f3\ufe0f\u200d\U0001f308',
    'שלום, עולם',
    '\u0645\u0631\u062d\u0628\u0627 \u202bRTL\u202c',
    '\u200b\u200d\u2060\ufeff',
    '日本語\u3000全角',
    '\U0001f468\u200d',
    '<b>bold</b> & <script>alert(1)</script>',
    '&amp; &lt; &#39;',
    '{{ body }} {% now %}',
    '\'"`´‘’“”',
    '\\n \\u0000',
    '%s %(x)s',
    'C:\\path',
    '</textarea>',
    '</p><p>',
    '<!-- -->',
    ']]>',
    'a\xa0b',
    'a\u2028b\u2029c',
    '\x0b\x0c\x1c\x1f',
    '\x7f\x85',
    'Ω ≠ Ω',
    'ﬁ ﬀ',
    'İıŞğ',
    'ß ẞ',
    'Zalgờ̷̢̭',
    '𝔘𝔫𝔦',
    'क्षि',
    'ไม่มีช่องว่าง',
    'ᚠᛇᚻ',
    '\ufffd \ufffe',
    '0',
    'null',
    'None',
    '-',
    '…',
    "a" * 3000,
    "🙂" * 500,
    '<sigh> I felt small',
    'one\n\ntwo\n\nthree\n',
]  # fmt: skip


assert len(ODD) > 50


def textarea(page):
    raw = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1]
    # An HTML parser drops one line end right after the tag.
    return html.unescape(raw.removeprefix("\n"))


def shown(page):
    group = re.search(r'<div class="page-text.*?</div>', page, re.DOTALL)[0]
    paragraphs = re.findall(r"<p data-row[^>]*>(.*?)</p>", group, re.DOTALL)
    return html.unescape(re.sub(r"<[^>]+>", "", "".join(paragraphs)))


@pytest.mark.parametrize("body", ODD)
def test_text_comes_back_exactly(standing_world, asha, body):
    w, entry = standing_world, standing_world.entries["submitted"]
    assert put(asha, entry.pk, w.asha, body=body).status_code == 200
    page = asha.get(reverse("entry_write", args=[entry.pk])).content.decode()
    assert textarea(page) == body
    url = reverse("entry_submit", args=[entry.pk])
    if body.strip():
        assert asha.post(url, {"revision": 2, "named": named(w), "attest": "on"}).status_code == 302
        assert shown(asha.get(reverse("entry", args=[entry.pk])).content.decode()) == body
        assert entry.versions.get(number=2).text.body == body


@pytest.mark.parametrize("body", ["a\r\nb", "a\rb", "\r\n\r\na"])
def test_line_ends_are_made_one_kind(standing_world, asha, body):
    w, entry = standing_world, standing_world.entries["draft"]
    put(asha, entry.pk, w.asha, body=body)
    assert newest(entry.pk).body == body.replace("\r\n", "\n").replace("\r", "\n")
