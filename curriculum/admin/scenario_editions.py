"""The pages of a scenario about its editions: publish one, look at one, edit it again; reviews."""

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PolicyAdmin
from accounts.errors import Refused
from curriculum.actions import scenarios
from curriculum.models import FacilitatorGuide, Scenario
from curriculum.package.scenarios import NAMED
from curriculum.queries import scenarios as queries
from curriculum.scenario_document import Document, from_json


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What is new, in one line"),
        required=False,
        max_length=200,
        help_text=_("For those who run it; they find it beside the edition."),
        widget=forms.TextInput(
            attrs={"class": "vTextField", "aria-describedby": "id_note_helptext"}
        ),
    )


def differing(one: Document, other: Document) -> list[str]:
    """Return what two documents differ in, as the page calls it; never what it says there."""
    return [
        capfirst(_called(part.name))
        for part in fields(Document)
        if getattr(one, part.name) != getattr(other, part.name)
    ]


def _called(name: str) -> str:
    if name == "guide":
        return say("facilitator guide")
    if name in {"roles", "safety", "checklist", "steps", "debrief", "variations", "rounds"}:
        model = Scenario._meta.get_field(name).related_model
        return str(model._meta.verbose_name_plural)
    return str(Scenario._meta.get_field(NAMED.get(name, name)).verbose_name)


def _guide(document: Document) -> list[tuple[str, str]]:
    """Return what the guide says, each part under its name."""
    said = asdict(document.guide)
    return [
        (str(FacilitatorGuide._meta.get_field(name).verbose_name), text)
        for name, text in said.items()
        if text
    ]


class EditionPages(PolicyAdmin):
    """Mixed into the admin of scenarios; a row is found there by whoever may change it."""

    # Types are silenced where it calls what the admin it is mixed into has.

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        pages = (
            ("<int:pk>/publish/", self.publish_view, "publish"),
            ("<int:pk>/reviewed/", self.reviewed_view, "reviewed"),
            ("<int:pk>/editions/<int:number>/", self.edition_view, "edition"),
        )
        own = [
            path(route, view(page), name=f"curriculum_scenario_{name}")
            for route, page, name in pages
        ]
        return [*own, *super().get_urls()]

    def _scenario(self, request: HttpRequest, pk: int) -> Scenario:
        scenario: Scenario = self.row_or_404(request, str(pk))
        return scenario

    def _page(
        self, request: HttpRequest, name: str, scenario: Scenario, status: int = 200, **facts: Any
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {"opts": self.opts} | facts
        template = f"admin/curriculum/scenario/{name}.html"
        facts = context | {"scenario": scenario}
        return TemplateResponse(request, template, facts, status=status)

    def _back(self, scenario: Scenario) -> HttpResponse:
        return redirect("admin:curriculum_scenario_change", scenario.pk)

    # ---------------------------------------------------------------- publish
    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what publishing does and what is still missing; do it on POST, with a note."""
        scenario = self._scenario(request, pk)
        form = NoteForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            try:
                edition = scenarios.publish(
                    scenario=scenario, by=request.user, note=form.cleaned_data["note"]
                )
            except Refused as refused:
                form.add_error(None, str(refused.sentence))
            else:
                said = say("Edition %(number)d is published. It is what is played from now on.")
                messages.success(request, said % {"number": edition.number})
                return self._back(scenario)
        document = queries.document_of(queries.whole(Scenario.objects.filter(pk=pk)).get())
        last = queries.newest_edition(scenario)
        return self._page(
            request,
            "publish",
            scenario,
            status=422 if form.errors else 200,
            title=say("Publish “%(title)s”") % {"title": scenario.title},
            form=form,
            last=last,
            wanting=queries.wanting(document),
            changed=differing(from_json(last.document), document) if last else [],
            is_ahead=queries.is_ahead(last, document),
        )

    # ---------------------------------------------------------------- editions
    def edition_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show an edition whole; on POST put its words back into what is being edited."""
        scenario = self._scenario(request, pk)
        editions = scenario.editions.select_related("published_by")
        edition = editions.filter(number=number).first()
        if edition is None:
            raise Http404
        refusal = ""
        if request.method == "POST":
            may_go = request.POST.get("discard") == "on"
            try:
                scenarios.edit_again(edition=edition, by=request.user, discard=may_go)
            except Refused as refused:
                refusal = str(refused.sentence)
            else:
                said = say("You are editing the words of edition %(number)d now.")
                messages.success(request, said % {"number": number})
                return self._back(scenario)
        now = queries.document_of(queries.whole(Scenario.objects.filter(pk=pk)).get())
        document = from_json(edition.document)
        title = say("%(title)s, edition %(number)d") % {"title": scenario.title, "number": number}
        return self._page(
            request,
            "edition",
            scenario,
            status=422 if refusal else 200,
            refusal=refusal,
            is_unkept=queries.is_unkept(scenario, now),
            title=title,
            edition=edition,
            document=document,
            guide=_guide(document),
            differs=differing(document, now),
        )

    # ---------------------------------------------------------------- reviews
    def reviewed_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note that it was reviewed today; the next review is a year from now."""
        scenario = self._scenario(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405)
        scenarios.note_review(scenario=scenario, by=request.user)
        day = date_format(scenario.review_due_on, "DATE_FORMAT")
        said = say("Reviewed today. The next review is due on %(day)s; another day can be chosen.")
        messages.success(request, said % {"day": day})
        return self._back(scenario)

    # ---------------------------------------------------------------- its own page
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        scenario = self.row_or_404(request, object_id)
        prefetch_related_objects([scenario], *queries.PARTS)
        editions = queries.editions_of(request.user, scenario)
        last = editions[0] if editions else None
        own = {
            "editions": editions,
            "last": last,
            "is_ahead": queries.is_ahead(last, queries.document_of(scenario)),
            "review_is_due": scenario.is_due(timezone.localdate()),
        }
        return super().change_view(request, object_id, form_url, own | (extra_context or {}))
