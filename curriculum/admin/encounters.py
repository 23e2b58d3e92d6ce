"""Practices alone: written moment by moment beside a map, agreed to, published."""

from typing import Any, ClassVar

from adminsortable2.admin import SortableAdminBase
from django import forms
from django.contrib import admin, messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from accounts import people
from accounts.admin.base import PolicyAdmin, RefusedForm
from accounts.admin.filters import related_filter
from accounts.errors import Refused
from curriculum import encounter_document as document
from curriculum import encounter_map
from curriculum.actions import encounters as acting
from curriculum.admin.editor import OrderedInline
from curriculum.admin.stories import Stories
from curriculum.models import Course, Encounter, EncounterChoice, EncounterNode
from curriculum.queries import encounters
from curriculum.views.practice import play

Groups = list[tuple[Any, list[tuple[str, Any]]]]
SKILLS: Groups = [(_("Skills"), list(document.SKILLS.items()))]
TAGS: Groups = [*SKILLS, (_("Traps"), list(document.TRAPS.items()))]


class TagBoxes(forms.CheckboxSelectMultiple):
    """Boxes that fold away behind what is ticked: three dozen of them would hide the words."""

    template_name = "admin/curriculum/encounter/tags.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = set(value or ())
        context["ticked"] = [label for tag, label in document.TAGS.items() if tag in known]
        return context


class TagsField(forms.MultipleChoiceField):
    """Skills and traps, kept as words with spaces between."""

    widget = TagBoxes

    def prepare_value(self, value: Any) -> Any:
        return value.split() if isinstance(value, str) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial) or [], data)

    def clean(self, value: Any) -> Any:
        return " ".join(super().clean(value))


@admin.register(Encounter)
class EncounterAdmin(Stories, PolicyAdmin):
    """What a practice says before it begins; its map, and the way to each of its moments."""

    change_form_template = "admin/curriculum/encounter/change_form.html"
    list_display = ("title", "focus", "minutes", "is_published")
    list_filter = (related_filter("course", Course, _("course")),)
    search_fields = ("title", "focus")
    search_help_text = _("Title or line")
    ordering = ("course__title", "position", "pk")
    identity = ("course", "slug")
    choice_actions: ClassVar[dict[str, str]] = {"course": "build"}
    fieldsets = (
        (None, {"fields": ("course", "title", "slug", "focus", ("setting", "minutes"))}),
        (_("Before it begins"), {"fields": ("content_note", "you_are")}),
        (_("How it works"), {"fields": ("start", "needs_sign_off", "position")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("course", "signed_off_by")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {"slug": ("title",)} if obj is None else {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None:
            return self.fieldsets
        last = (_("How it works"), {"fields": ("needs_sign_off",)})
        return (*self.fieldsets[:-1], last)

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            acting.change_encounter(encounter=obj, by=request.user, **self.values(form))
        else:
            acting.add_encounter(encounter=obj, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        acting.remove_encounter(encounter=obj, by=request.user)

    def why_it_stays(self, obj: Any) -> str:
        return acting.why_it_stays(obj)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> Any:
        messages.success(request, say("The practice is there. Now write its first moment."))
        return redirect(self.url("change", obj.pk))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(self.url("change", obj.pk))

    # ---------------------------------------------------------------- its page
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.row_or_404(request, object_id)
        prefetch_related_objects([row], "nodes__choices")
        written = encounters.document_of(row)
        found = document.problems(written)
        known: dict[str, list[str]] = {}
        for problem in found:
            known.setdefault(problem.node, []).append(problem.said)
        drawn = encounter_map.draw(written)
        by_id = written.by_id
        order = [box.key for box in drawn.boxes if box.node] if drawn else list(by_id)
        pks = {node.key: node.pk for node in encounters.whole(row)}
        may_change = self.may(request, "change", row)
        context = {
            "drawn": drawn,
            "boxes": [(box, _leads_to(row, box, pks, may_change)) for box in drawn.boxes]
            if drawn
            else [],
            "moments": [(by_id[key], pks[key], known.get(key, [])) for key in order],
            "missing": [box.key for box in drawn.boxes if not box.node] if drawn else [],
            "with_problems": set(known),
            "pks": pks,
            "found": found,
            "of_the_whole": known.get("", []),
            "ratings": document.RATINGS,
            "longest": 0 if found else document.longest(written),
            "sha256": written.sha256,
            "is_signed_off": row.signed_off_sha256 == written.sha256,
            "is_as_played": acting.played_of(row) == written.sha256,
            "may_change": may_change,
            "may_sign_off": self.may(request, "sign_off", row),
            "contacts": people.support_lines() if row.needs_sign_off else [],
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/publish/", view(self.publish_view), name="curriculum_encounter_publish"),
            path("<int:pk>/back/", view(self.back_view), name="curriculum_encounter_back"),
            path("<int:pk>/agree/", view(self.agree_view), name="curriculum_encounter_agree"),
            path("<int:pk>/try/", view(self.try_view), name="curriculum_encounter_try"),
        ]
        return [*own, *super().get_urls()]

    def _do(self, request: HttpRequest, pk: int, action: Any, done: str, **facts: Any) -> Any:
        if request.method != "POST":
            return HttpResponse(status=405)
        row = self.row_or_404(request, str(pk))
        try:
            action(encounter=row, by=request.user, **facts)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, done)
        return redirect(self.url("change", pk))

    def publish_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let everybody play it as it stands."""
        done = say("It is published: everybody in the programme can practise it.")
        return self._do(request, pk, acting.publish, done)

    def back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let nobody play it any more."""
        return self._do(request, pk, acting.take_back, say("It is taken back. Nothing is lost."))

    def agree_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Agree to its words as the wellbeing lead read them."""
        done = say("You agreed to these words. It can be published now.")
        sha256 = request.POST.get("sha256", "")
        return self._do(request, pk, acting.sign_off, done, sha256=sha256)

    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Play it as it is being written."""
        row = self.row_or_404(request, str(pk))
        written = encounters.document_of(row)
        if document.problems(written):
            messages.error(request, say("Mend what is listed first: it cannot be played yet."))
            return redirect(self.url("change", pk))
        facts = {
            "is_trial": True,
            "trial_url": self.url("try", pk),
            "back_url": self.url("change", pk),
        }
        return play(request, written, facts)


class ChoiceForm(RefusedForm):
    tags = TagsField(label=_("skills and traps"), choices=TAGS, required=False)

    class Meta:
        model = EncounterChoice
        fields = ("text", "rating", "tags", "next", "feedback")
        widgets: ClassVar[dict[str, Any]] = {
            "text": forms.Textarea(attrs={"rows": 4}),
            "feedback": forms.Textarea(attrs={"rows": 4}),
            "next": forms.TextInput(attrs={"list": "moments", "size": 10, "autocomplete": "off"}),
        }


class ChoiceInline(OrderedInline):
    """What one may say or do at a moment, in the order in which it is offered."""

    model = EncounterChoice
    form = ChoiceForm
    fields = ("text", "rating", "tags", "next", "feedback")
    ordering = ("position", "pk")
    extra = 0
    max_num = document.MOST_CHOICES

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        made = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "rating":
            made.choices = [("", "–"), *document.RATINGS.items()]
        return made


class NodeForm(RefusedForm):
    recap = TagsField(label=_("skills it was about"), choices=SKILLS, required=False)

    class Meta:
        model = EncounterNode
        fields = ("encounter", *acting.NODE_FIELDS)


@admin.register(EncounterNode)
class NodeAdmin(SortableAdminBase, PolicyAdmin):
    """One moment and its choices. Reached from its practice; it has no list of its own."""

    form = NodeForm
    change_form_template = "admin/curriculum/encounternode/change_form.html"
    inlines = (ChoiceInline,)
    identity = ("encounter",)
    fieldsets = (
        (None, {"fields": ("encounter", "key")}),
        (_("What happens"), {"fields": ("narration", "speaker", "says")}),
        (
            _("If it ends here"),
            {"fields": ("ending", "recap", "reflect"), "classes": ("collapse",)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("encounter__course")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:curriculum_encounter_changelist")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the form for a moment of the practice that the address names."""
        named = request.GET.get("encounter", "") or request.POST.get("encounter", "")
        rows = Encounter.objects.visible_to(request.user, "change")
        is_number = named.isascii() and named.isdecimal() and len(named) < 10
        of = rows.filter(pk=int(named)).first() if is_number else None
        if of is None:
            raise Http404
        return super().add_view(request, form_url, self._about(of) | (extra_context or {}))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        node = self.row_or_404(request, object_id)
        found = document.problems(encounters.document_of(node.encounter))
        context = self._about(node.encounter) | {
            "of_this": [problem.said for problem in found if problem.node == node.key]
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def _about(self, encounter: Encounter) -> dict[str, Any]:
        return {
            "encounter": encounter,
            "encounter_url": link_to(encounter.pk),
            "keys": list(encounter.nodes.values_list("key", flat=True)),
            # It would lose which practice it is of.
            "show_save_and_add_another": False,
        }

    def keep(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        acting.keep_node(node=obj, by=request.user)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)
        kept = [*(row for row, _changed in formset.changed_objects), *formset.new_objects]
        gone = formset.deleted_objects
        if kept or gone:
            acting.keep_choices(node=form.instance, kept=kept, gone=gone, by=request.user)

    def remove(self, request: HttpRequest, obj: Any) -> None:
        request._deleted_from = link_to(obj.encounter_id)
        acting.remove_node(node=obj, by=request.user)

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(link_to(obj.encounter_id))

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return redirect(link_to(obj.encounter_id))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        messages.success(request, say("The moment is gone from this practice."))
        return redirect(request._deleted_from)


def _leads_to(row: Encounter, box: Any, pks: dict[str, int], may_change: bool) -> str:
    """Return where a box of the map leads: to the moment's page, or to its row in the table."""
    if not may_change:
        return f"#moment-{box.key}" if box.node else ""
    if box.node:
        return reverse("admin:curriculum_encounternode_change", args=[pks[box.key]])
    words = urlencode({"encounter": row.pk, "key": box.key})
    return f"{reverse('admin:curriculum_encounternode_add')}?{words}"


def link_to(pk: int) -> str:
    """Return the address of a practice's page, at its map."""
    return reverse("admin:curriculum_encounter_change", args=[pk]) + "#map"
