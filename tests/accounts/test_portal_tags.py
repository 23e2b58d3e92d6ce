"""The tag library: icons, moments, plain text and one field, each alone."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from accounts.templatetags import portal

NOW = datetime(2026, 3, 3, 21, 14, tzinfo=UTC)  # a Tuesday


@pytest.fixture(autouse=True)
def _this_evening(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def shown(source: str, **context) -> str:
    return Template("{% load portal %}" + source).render(Context(context)).strip()


# ------------------------------------------------------------------ icons
def test_an_icon_is_hidden_from_screen_readers_and_carries_its_path():
    svg = shown('{% icon "check" %}')
    assert 'aria-hidden="true"' in svg
    assert portal.ICONS["check"] in svg


def test_an_unknown_icon_is_a_mistake_that_names_the_known_ones():
    with pytest.raises(TemplateSyntaxError, match="two-texts"):
        shown('{% icon "unicorn" %}')


def test_templates_ask_only_for_icons_that_exist():
    wanted = re.compile(r'{% icon "([^"]+)"')
    pages = Path(settings.BASE_DIR, "templates").rglob("*.html")
    assert {name for page in pages for name in wanted.findall(page.read_text())} <= set(
        portal.ICONS
    )


# ------------------------------------------------------------------ moments
@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "today"),
        (datetime(2026, 3, 2, 0, 1, tzinfo=UTC), "yesterday"),
        (date(2026, 3, 4), "tomorrow"),
        (date(2026, 3, 1), "Sunday 1 March"),
        (date(2026, 12, 24), "Thursday 24 December"),
        (date(2025, 3, 3), "Monday 3 March 2025"),
        (None, ""),
    ],
)
def test_a_day_is_said_as_people_say_it(moment, words):
    assert portal.day(moment) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "today"),
        (datetime(2026, 3, 2, 0, 1, tzinfo=UTC), "yesterday"),
        (date(2026, 3, 1), "on Sunday 1 March"),
        (None, ""),
    ],
)
def test_a_day_stands_in_a_sentence(moment, words):
    assert portal.on_day(moment) == words


def test_day_and_minute_are_the_readers_own():
    with timezone.override(ZoneInfo("Asia/Tokyo")):  # there it is Wednesday morning already
        assert portal.minute(NOW) == "06:14"
        assert portal.day(datetime(2026, 3, 3, 14, 59, tzinfo=UTC)) == "yesterday"
        assert shown("{% when now %}", now=NOW) == (
            '<time datetime="2026-03-04T06:14+09:00">today, 06:14</time>'
        )


def test_when_can_show_one_half_and_says_nothing_of_nothing():
    sunday = datetime(2026, 3, 1, 7, 5, tzinfo=UTC)
    assert shown('{% when at "day" %}', at=sunday).endswith(">Sunday 1 March</time>")
    assert shown('{% when at "on" %}', at=sunday).endswith(">on Sunday 1 March</time>")
    assert shown('{% when at "minute" %}', at=sunday).endswith(">07:05</time>")
    assert shown("{% when at %}", at=date(2026, 3, 1)) == (
        '<time datetime="2026-03-01">Sunday 1 March</time>'
    )
    assert shown("{% when at %}", at=None) == ""
    assert portal.minute(None) == ""


# ------------------------------------------------------------------ plain text
@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("One\r\nline\rmore", "<p>One<br>line<br>more</p>"),
        ("\n\nOne.\n \t\n\n  Two, set in.\n", "<p>One.</p>\n<p>  Two, set in.</p>"),
        ("", ""),
        (" \n\n ", ""),
        (None, ""),
        ("<script>a()</script> & <b>b</b>\n'c'", None),
    ],
)
def test_paragraphs(text, html):
    made = portal.paragraphs(text)
    if html is None:
        html = "<p>&lt;script&gt;a()&lt;/script&gt; &amp; &lt;b&gt;b&lt;/b&gt;<br>&#x27;c&#x27;</p>"
    assert made == html
    assert shown("{{ text|paragraphs }}", text=text) == html.strip()


# ------------------------------------------------------------------ one field
class Form(forms.Form):
    email = forms.EmailField(
        help_text="We write there.",
        widget=forms.EmailInput(attrs={"placeholder": "Email address", "class": "own"}),
    )
    zone = forms.ChoiceField(choices=[("a", "A")])
    ring = forms.BooleanField()
    way = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)


def test_a_field_is_shown_with_the_words_of_its_page():
    html = shown(
        '{% field form.email label="E-mail" aside="Forgotten?" aside_url="/x/"'
        ' inputmode="email" %}',
        form=Form(),
    )
    assert '<label for="id_email" class="form-label">E-mail</label>' in html
    assert '<a class="meta" href="/x/">Forgotten?</a>' in html
    assert 'class="own form-control"' in html
    assert 'inputmode="email"' in html
    assert "placeholder" not in html
    assert 'id="id_email_helptext"' in html
    assert 'aria-describedby="id_email_helptext"' in html


def test_help_can_be_left_out_without_a_dangling_reference():
    assert "helptext" not in shown('{% field form.email help_text="" %}', form=Form())


def test_a_wrong_field_says_so_and_points_to_its_sentence():
    html = shown("{% field form.email %}{% field form.zone %}", form=Form({"email": "<i>"}))
    assert 'class="own form-control is-invalid"' in html
    assert 'class="form-select is-invalid"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'aria-describedby="id_email_helptext id_email_error"', html)
    assert 'id="id_email_error" class="invalid-feedback"' in html
    assert 'value="&lt;i&gt;"' in html


def test_one_goes_on_at_the_first_wrong_field_or_at_what_is_wrong_with_them_all():
    form = Form({"zone": "a"})
    html = shown("{% field form.email %}{% field form.ring %}", form=form)
    assert html.count("autofocus") == 1
    assert "autofocus" in html[: html.index('id="id_email_error"')]
    form.add_error(None, "These do not belong together.")
    html = shown('{% field form.email %}{% include "parts/form_says.html" %}', form=form)
    assert html.index("autofocus") > html.index('id="id_email_error"')
    assert "autofocus" not in shown("{% field form.email %}", form=Form())


def test_a_box_stands_before_its_label():
    html = shown("{% field form.ring %}", form=Form())
    assert html.index('type="checkbox"') < html.index('class="form-check-label"')


def test_a_group_of_choices_is_left_to_crispy():
    with pytest.raises(TemplateSyntaxError, match="crispy"):
        shown("{% field form.way %}", form=Form())


# ------------------------------------------------------------------ browsers
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Safari/537.36", "Chrome on Android"),
        ("curl/8", "A browser we do not know"),
        ("", "A browser we do not know"),
        (None, "A browser we do not know"),
    ],
)
def test_a_browser_is_named_in_two_words(said, words):
    assert portal.browser(said) == words


# ------------------------------------------------------------------ what everybody sees alike
def test_a_fixed_part_is_rendered_once_and_hears_nothing_of_the_reader():
    inside = "{% url 'help' %} {% translate 'Help' %}{% include 'parts/form_says.html' %}"
    page = Template("{% load i18n portal %}{{ name }} {% fixed %}" + inside + "{% endfixed %}")
    about_her = {"name": "Asha", "form": {"non_field_errors": ["Asha wrote this."]}}
    assert page.render(Context(about_her)).split() == ["Asha", "/help/", "Help"]
    assert page.render(Context({"name": "Noor"})).split() == ["Noor", "/help/", "Help"]


def test_a_fixed_part_is_kept_for_each_language():
    page = Template("{% load i18n portal %}{% fixed %}{% translate 'Yes' %}{% endfixed %}")
    with translation.override("de"):
        assert page.render(Context()) == "Ja"
    with translation.override("en-gb"):
        assert page.render(Context()) == "Yes"


@pytest.mark.parametrize(
    "inside",
    [
        "{{ name }}",
        "{% csrf_token %}",
        "{% block name %}{% endblock %}",
        "{% if name %}a{% endif %}",
        "{% for one in name %}a{% endfor %}",
        "{% blocktranslate %}For {{ name }}{% endblocktranslate %}",
        "{% blocktranslate with to=name %}For {{ to }}{% endblocktranslate %}",
        "{% with a=1 %}{{ a }}{% endwith %}",
    ],
)
def test_a_fixed_part_may_hold_nothing_that_differs_between_readers(inside):
    with pytest.raises(TemplateSyntaxError, match="not the same for everybody"):
        Template("{% load i18n portal %}{% fixed %}" + inside + "{% endfixed %}")


def test_a_fixed_part_may_hold_words_filled_with_words():
    said = "{% blocktranslate with at='{time}' %}Saved {{ at }}{% endblocktranslate %}"
    page = Template("{% load i18n portal %}{% fixed %}" + said + "{% endfixed %}")
    assert page.render(Context({"at": "21:14"})) == "Saved {time}"
