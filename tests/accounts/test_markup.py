"""What is written in one go says, escaped, what Django's own templates and functions would say."""

import re

import pytest
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import AdminForm
from django.contrib.auth.models import Group
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy

from accounts.markup import joined, markup

VALUES = ["<b>&\"'</b>", mark_safe("<i>x</i>"), gettext_lazy("Today"), 1234567, None, True]
PLAIN = "<p>{}, {}, {}, {}, {}, {}</p>"


def test_it_says_what_django_says():
    said = markup(PLAIN, *VALUES)
    assert said == format_html(PLAIN, *VALUES)
    assert isinstance(said, SafeString)
    assert markup("<a {of}>", of=VALUES[0]) == format_html("<a {of}>", of=VALUES[0])
    for between in ("<br>", mark_safe("<br>")):
        parts = format_html_join(between, "{}", ((value,) for value in VALUES))
        assert joined(between, VALUES) == parts


class OddForm(forms.ModelForm):
    """A field of every sort: wrong, hidden, ticked, with help and with what it began as, two on a
    line.
    """

    tick = forms.BooleanField(label="Tick <b>", help_text="More of it")
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)
    beside = forms.CharField(required=False, help_text=gettext_lazy("Today"))
    other = forms.IntegerField()
    begun = forms.CharField(initial="then", show_hidden_initial=True)

    class Meta:
        model = Group
        fields = ("name",)


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [None, {"name": "", "other": "<x>", "tick": "1"}])
def test_lines_of_a_form_are_djangos(sent):
    fieldsets = [
        ("Names & words", {"fields": ["tick", "hidden", ("name", "beside", "other"), "pk"]}),
        (None, {"fields": ["begun", "other"], "classes": ["collapse"]}),
    ]
    page = admin.ModelAdmin(Group, admin.site)
    form = OddForm(sent, instance=Group(pk=7, name="<i>"))
    for number, one in enumerate(AdminForm(form, fieldsets, {}, ["pk"], page)):
        facts = {"fieldset": one, "number": number}
        djangos = facts | {"prefix": "fieldset", "id_prefix": 0, "id_suffix": number}
        theirs = render_to_string("admin/includes/fieldset.html", djangos)
        assert _tight(render_to_string("admin/fieldset.html", facts)) == _tight(theirs)


def _tight(html):
    return re.sub(r"\s+", " ", re.sub(r"\s*(</?[a-z][^>]*>)\s*", r"\1", html)).strip()
