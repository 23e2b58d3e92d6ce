"""The pages of a module about its versions: publish, give to cohorts, compare, copy."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.validators import validate_slug
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.narrowed import offered
from accounts.errors import Refused
from curriculum import queries
from curriculum.actions import copying, publishing, repinning
from curriculum.comparing import comparison
from curriculum.models import Course, Module, ModuleVersion
from curriculum.queries import Holder


class GiveForm(forms.Form):
    """Which releases get the version, and the one line their students read."""

    release = forms.MultipleChoiceField(
        label=_("Cohorts"), required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("What changed, in one line"),
        required=False,
        max_length=200,
        help_text=_("Students of these cohorts read it above the lessons for a month."),
        widget=forms.TextInput(
            attrs={"class": "vTextField", "aria-describedby": "id_note_helptext"}
        ),
    )

    load_reason = forms.CharField(
        label=_("Why a third reflection in three weeks"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, holders: list[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.releases = {str(one.release.pk): one.release for one in holders}
        self.fields["release"].choices = [(key, key) for key in self.releases]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("release") and not said.get("note", "").strip():
            self.add_error("note", say("Say in one line what changed; students read it."))
        return said

    @property
    def chosen(self) -> list[Any]:
        return [self.releases[key] for key in self.cleaned_data["release"]]

    @property
    def ticked(self) -> list[str]:
        """Return what was ticked when the form came back."""
        return self.data.getlist("release") if self.is_bound else []


class CopyForm(forms.Form):
    """What the new module is called, where it goes, and of which version it is made."""

    version = forms.ModelChoiceField(label=_("Copy"), queryset=None, empty_label=None)
    title = forms.CharField(label=_("Title"), max_length=120)
    slug = forms.CharField(
        label=_("Address"),
        max_length=80,
        validators=[validate_slug],
        help_text=_("The last part of the new module’s web address: small letters and hyphens."),
    )
    course = forms.ModelChoiceField(label=_("Into the course"), queryset=None, empty_label=None)

    def __init__(self, *args: Any, module: Module, courses: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = module.versions.order_by(
            models.F("number").desc(nulls_last=True)
        )
        self.fields["course"].queryset = courses
        self.fields["slug"].widget.attrs["aria-describedby"] = "id_slug_helptext"


def able(holders: list[Holder], version: ModuleVersion) -> tuple[list[Holder], list[Any]]:
    """Return who can be given ``version`` by this person, and whom she must ask or leave.

    Of the others each comes with the sentence that says why.
    """
    have = {(h.release.cohort_id, h.release.block) for h in holders if h.number == version.number}
    if version.number is None:
        have = set()
    can, cannot = [], []
    for one in holders:
        release = one.release
        if version.number is not None and one.number == version.number:
            continue
        if release.is_closed:
            cannot.append((one, str(repinning.CLOSED)))
        elif release.cohort.archived_at is not None:
            cannot.append((one, str(repinning.ARCHIVED)))
        elif (release.cohort_id, release.block) in have:
            cannot.append((one, str(repinning.TAKEN)))
        elif not one.may_change:
            cannot.append((one, _ask(one)))
        else:
            can.append(one)
    return can, cannot


def _ask(holder: Holder) -> str:
    names = ", ".join(holder.leads) or say("the programme administrator")
    return say("Ask %(names)s.") % {"names": names}


class VersionPages:
    """Mixed into the admin of modules; each page asks for the right to build the module."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        pages = (
            ("<int:pk>/publish/", self.publish_view, "publish"),
            ("<int:pk>/give/<int:number>/", self.give_view, "give"),
            ("<int:pk>/compare/", self.compare_view, "compare"),
            ("<int:pk>/copy/", self.copy_view, "copy"),
        )
        return [
            *(path(route, view(page), name=f"curriculum_module_{name}")
              for route, page, name in pages),
            *super().get_urls(),
        ]  # fmt: skip

    def _page(
        self, request: HttpRequest, name: str, status: int = 200, **facts: Any
    ) -> TemplateResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts} | facts
        template = f"admin/curriculum/module/{name}.html"
        return TemplateResponse(request, template, context, status=status)

    # ---------------------------------------------------------------- publish, give
    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say what publishing will do, offer it to cohorts, and do it."""
        module = self.row_or_404(request, str(pk))
        version = module.versions.filter(number=None).first()
        if version is None:
            raise Http404
        missing = publishing.missing(version)
        holders = queries.holders(request.user, module)
        can, cannot = able(holders, version)
        form = GiveForm(_posted(request), holders=can)
        if request.method == "POST" and form.is_valid():
            try:
                made = repinning.publish_to(
                    module=module,
                    releases=form.chosen,
                    note=form.cleaned_data["note"],
                    load_reason=form.cleaned_data["load_reason"],
                    by=request.user,
                )
            except publishing.Incomplete as incomplete:
                missing = incomplete.missing
            except Refused as refused:
                _beside(form, refused)
            else:
                done = say("Version %(number)d is published.") % {"number": made.number}
                messages.success(request, f"{done} {_given(len(form.chosen))}")
                return redirect("admin:curriculum_moduleversion_change", made.pk)
        return self._page(
            request,
            "publish",
            status=422 if request.method == "POST" else 200,
            title=say("Publish “%(title)s”") % {"title": version.title},
            module=module,
            version=version,
            missing=missing,
            holders=holders,
            form=form,
            can=can,
            cannot=cannot,
            before=module.versions.exclude(number=None).order_by("-number").first(),
        )

    def give_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Give a published version to cohorts that have another one."""
        module = self.row_or_404(request, str(pk))
        version = module.versions.filter(number=number).first()
        if version is None:
            raise Http404
        can, cannot = able(queries.holders(request.user, module), version)
        form = GiveForm(_posted(request), holders=can)
        if request.method == "POST" and form.is_valid():
            try:
                self._give(request, version, form)
            except Refused as refused:
                _beside(form, refused)
            else:
                messages.success(request, _given(len(form.chosen)))
                return redirect("admin:curriculum_moduleversion_change", version.pk)
        return self._page(
            request,
            "give",
            status=422 if request.method == "POST" else 200,
            title=say("Give version %(number)d to cohorts") % {"number": number},
            module=module,
            version=version,
            form=form,
            can=can,
            cannot=cannot,
        )

    @transaction.atomic
    def _give(self, request: HttpRequest, version: ModuleVersion, form: GiveForm) -> None:
        for release in form.chosen:
            repinning.repin(
                release=release,
                version=version,
                note=form.cleaned_data["note"],
                load_reason=form.cleaned_data["load_reason"],
                by=request.user,
            )

    # ---------------------------------------------------------------- compare
    def compare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show two versions side by side; without a choice the two newest."""
        module = self.row_or_404(request, str(pk))
        newest_first = models.F("number").desc(nulls_first=True)
        versions = list(module.versions.only("number", "title", "module").order_by(newest_first))
        known = {str(row.pk): row for row in versions}
        default = [str(row.pk) for row in versions[:2]][::-1]
        asked = [request.GET.get("one"), request.GET.get("other")]
        chosen = [known.get(key or "") for key in (asked if any(asked) else default)]
        if any(asked) and None in chosen:
            raise Http404
        found = None
        if len(chosen) == 2:
            full = queries.with_parts(module, [row.pk for row in chosen])
            found = comparison(full[chosen[0].pk], full[chosen[1].pk])
        return self._page(
            request,
            "compare",
            title=say("Compare versions of “%(title)s”") % {"title": versions[0].title},
            module=module,
            versions=versions,
            names=[(row.pk, _called(row)) for row in versions],
            one=chosen[0],
            other=chosen[-1],
            one_name=_called(chosen[0]),
            other_name=_called(chosen[-1]),
            found=found,
        )

    # ---------------------------------------------------------------- copy
    def copy_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Make another module of one version of this one."""
        module = self.row_or_404(request, str(pk))
        courses = offered(request, Course).filter(archived_at=None).order_by("title")
        if not courses.exists():
            raise Http404
        newest = module.versions.order_by(models.F("number").desc(nulls_last=True)).first()
        start = {
            "version": newest,
            "course": module.course_id,
            "title": say("%(title)s (copy)") % {"title": newest.title[:110]},
            "slug": f"{module.slug[:75]}-copy",
        }
        form = CopyForm(_posted(request), module=module, courses=courses, initial=start)
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                made = copying.copy_module(
                    source=said["version"],
                    course=said["course"],
                    slug=said["slug"],
                    title=said["title"],
                    by=request.user,
                )
            except Refused as refused:
                _beside(form, refused)
            else:
                messages.success(request, say("The copy is there. Nobody sees it yet."))
                return redirect("admin:curriculum_moduleversion_change", made.pk)
        return self._page(
            request,
            "copy",
            status=422 if request.method == "POST" else 200,
            title=say("Copy “%(title)s”") % {"title": newest.title},
            module=module,
            version=newest,
            form=form,
        )


def _called(version: ModuleVersion) -> str:
    if version.number is None:
        return say("The version being edited")
    return say("Version %(number)d") % {"number": version.number}


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _beside(form: forms.Form, refused: Refused) -> None:
    """Show a refusal beside the field it is about, or above them all."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, str(refused.sentence))


def _given(number: int) -> str:
    if not number:
        return say("Cohorts keep what they have.")
    said = ngettext(
        "%(number)d cohort has it now; its students are told in one line.",
        "%(number)d cohorts have it now; their students are told in one line.",
        number,
    )
    return said % {"number": number}
