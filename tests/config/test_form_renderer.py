"""Controls written without templates are, byte for byte, what Django's templates would give."""

from datetime import date

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.test import override_settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from config.form_renderer import WRITTEN, PlainRenderer

WORDS = """<b>"bold" & 'brave'</b>\n\n"""
ATTRS = {"id": "x", "class": 'a "b"', "required": True, "disabled": False, "data-n": 1234567}
CHOICES = [
    ("", "---"),
    (1, "one & only"),
    (2500, 2500),
    ("group", [("a", gettext_lazy("Today")), ("b", mark_safe("<i>b</i>"))]),
]
CASES = [
    (forms.TextInput(), WORDS),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.TextInput(), mark_safe("&amp;")),
    (forms.NumberInput(), 1234567),
    (forms.EmailInput(), "asha@example.org"),
    (forms.URLInput(), "https://example.org/?a=1&b=2"),
    (forms.PasswordInput(render_value=True), "'"),
    (forms.HiddenInput(), WORDS),
    (forms.DateInput(attrs={"type": "date"}), date(2026, 11, 22)),
    (forms.TimeInput(), None),
    (forms.FileInput(), None),
    (forms.CheckboxInput(), True),
    (forms.CheckboxInput(), "yes"),
    (forms.CheckboxInput(), False),
    (forms.Textarea(), WORDS),
    (forms.Textarea(), None),
    (forms.Select(choices=CHOICES), "1"),
    (forms.Select(choices=CHOICES), "b"),
    (forms.Select(), None),
    (forms.SelectMultiple(choices=CHOICES), ["1", "a"]),
    (forms.NullBooleanSelect(), True),
    (forms.RadioSelect(choices=CHOICES[:3]), "1"),
    (forms.SplitDateTimeWidget(), None),
]


@pytest.mark.parametrize("thousands", [False, True])
@pytest.mark.parametrize(("widget", "value"), CASES)
def test_a_control_is_what_djangos_templates_give(widget, value, thousands):
    with override_settings(USE_THOUSAND_SEPARATOR=thousands):
        ours, theirs = (
            widget.render('na"me', value, attrs=ATTRS, renderer=renderer)
            for renderer in (PlainRenderer(), TemplatesSetting())
        )
    assert str(ours) == str(theirs)
    assert hasattr(ours, "__html__")


def test_no_control_is_written_that_django_draws_otherwise():
    names = {type(widget).template_name for widget, _value in CASES}
    assert {"django/forms/widgets/select.html", "django/forms/widgets/text.html"} <= names
    for name in WRITTEN:
        context = {
            "widget": {"name": "n", "type": "text", "value": 'a"', "attrs": {}, "optgroups": []}
        }
        assert PlainRenderer().render(name, context) == TemplatesSetting().render(name, context)


class Drawn(forms.Select):
    option_template_name = "django/forms/widgets/radio_option.html"


def test_a_list_with_options_of_its_own_goes_the_usual_way():
    widget = Drawn(choices=CHOICES[:2])
    renderers = PlainRenderer(), TemplatesSetting()
    ours, theirs = (widget.render("n", "1", renderer=renderer) for renderer in renderers)
    assert ours == theirs
    assert "<label>" in ours


@pytest.mark.parametrize("errors", [[], ["One <thing>.", "Another."]])
def test_errors_are_listed_as_django_lists_them(errors):
    ours, theirs = (ErrorList(errors, renderer=r) for r in (PlainRenderer(), TemplatesSetting()))
    assert ours.render() == theirs.render()
    assert ours.as_ul() == theirs.as_ul()


def test_a_label_is_what_djangos_template_gives():
    attrs = {"class": 'a "b"', "for": "id_x", "hidden": True, "data-no": False, "data-n": 1234567}
    for label in ("Where & when:", mark_safe("<i>When</i>:"), gettext_lazy("Today")):
        for use_tag, tag in ((True, "label"), (True, "legend"), (False, "label")):
            said = {"label": label, "attrs": attrs, "use_tag": use_tag, "tag": tag}
            ours, theirs = (
                renderer.render("django/forms/label.html", said)
                for renderer in (PlainRenderer(), TemplatesSetting())
            )
            assert str(ours) == str(theirs)
            assert hasattr(ours, "__html__")
