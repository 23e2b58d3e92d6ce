"""A page that two people may have open: who is there, words not saved yet, and saves that meet."""

import html
import json
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import differences, save_json
from accounts.admin.base import RefusedForm
from accounts.errors import NotYours, Refused
from accounts.saving import Overtaken
from curriculum import merging
from curriculum.actions import editing
from curriculum.admin import sent
from curriculum.merging import Meeting
from curriculum.queries.editing import Place, Words, last_saved, others_at, own_words

_BLOCK_ENDS = re.compile(r"</(?:p|h[2-4]|li|tr|blockquote)>|<br\s*/?>|<hr\s*/?>", re.IGNORECASE)


class KeptForm(RefusedForm):
    """A form that can be shown with words its author typed earlier and never saved."""

    words: Words | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.words is not None and not self.is_bound:
            self.initial |= {n: v for n, v in self.words.fields.items() if n in self.fields}


class Together:
    """Mixed into the page of a lesson and of a module version."""

    # The long fields whose words are kept while they are typed.
    kept_fields: ClassVar[tuple[str, ...]] = ()
    # Each of the two says which page a row is edited on.
    place_of: Callable[[Any], Place]

    # ---------------------------------------------------------------- a save
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            row = self.row_or_404(request, object_id)
            if self.has_change_permission(request, row):
                editing.hold(version=self.place_of(row).version)
                # Asked again: what was read before the version was held may be old by now.
                with suppress(row.DoesNotExist):  # then it is gone, and the page says so
                    row.refresh_from_db()
                    self._meet(request, row)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _meet(self, request: HttpRequest, row: Any) -> None:
        """Put into what was sent whatever somebody else changed since, and she did not."""
        was = sent.marks(request.POST.get("was", ""))
        if was is None:
            return
        parts = sent.Parts(self, request, row)
        stored = parts.stored()
        merged = merging.merge(was, parts.sent(), stored, request.POST.getlist("take"))
        if merged.taken or merged.meetings:
            request.POST = parts.rewritten(merged, stored)
            request._met, request._parts = merged, parts
            request._was_now = stored.marks()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        met = getattr(request, "_met", None)
        place = self.place_of(obj)
        if met and met.meetings:
            raise Refused(_("Not saved yet: somebody saved this page while you had it open."))
        who = self._last(request, place) if met else None
        super().save_model(request, obj, form, change)
        editing.leave(by=request.user, place=place)
        if met and who:
            labels = ", ".join(str(request._parts.label(name)) for name in met.taken)
            said = _("What %(who)s saved meanwhile is kept as well: %(labels)s.")
            messages.info(request, said % {"who": who["name"], "labels": labels})

    def _last(self, request: HttpRequest, place: Place) -> dict[str, Any]:
        found = last_saved(place)
        name = found[0].name if found and found[0] else _("somebody else")
        return {"name": name, "at": found[1] if found else None}

    # ---------------------------------------------------------------- the page
    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made = super().get_form(request, obj, **kwargs)
        made.words = getattr(request, "_words_taken", None)
        return made

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.row_or_404(request, object_id)
        place = self.place_of(row)
        if place.is_open and self.has_change_permission(request, row):
            words = own_words(request.user, place)
            if request.method == "GET" and request.GET.get("words") == "take" and words.fields:
                request._words_taken = words
            extra_context = {"together": self._facts(request, row, place, words)} | (
                extra_context or {}
            )
        return super().change_view(request, object_id, form_url, extra_context)

    def _facts(self, request: HttpRequest, row: Any, place: Place, words: Words) -> dict[str, Any]:
        is_taken = hasattr(request, "_words_taken")
        is_other = any(
            merging.mark(value) != merging.mark(merging.plain(getattr(row, name, "")))
            for name, value in words.fields.items()
        )
        return {
            "url": self.url("words", row.pk),
            "others": others_sentence(others_at(request.user, place)),
            "words": words,
            "is_offered": is_other and not is_taken and request.method == "GET",
            "is_taken": is_taken,
            "kept": " ".join(self.kept_fields),
            "place": place,
        }

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        facts = context.get("together")
        if facts:
            facts["was"] = json.dumps(self._was(request, context), separators=(",", ":"))
            met = getattr(request, "_met", None)
            if met and met.meetings:
                facts["who"] = self._last(request, facts["place"])
                facts["meetings"] = [shown(one, request._parts) for one in met.meetings]
        return super().render_change_form(request, context, *args, **kwargs)

    def _was(self, request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
        """Return the marks of what this page was made from."""
        if hasattr(request, "_was_now"):
            return request._was_now
        if request.method == "POST":
            return sent.marks(request.POST.get("was", "")) or {}
        if hasattr(request, "_words_taken"):
            return request._words_taken.was
        formsets = [one.formset for one in context["inline_admin_formsets"]]
        return sent.stored(context["adminform"].form, formsets).marks()

    # ---------------------------------------------------------------- words, and being there
    def get_urls(self) -> list[Any]:
        label = f"{self.opts.app_label}_{self.opts.model_name}_words"
        return [path("<int:pk>/words/", self.words_view, name=label), *super().get_urls()]

    @login_not_required
    def words_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep words (PUT), say that the page is open, or leave the words (POST)."""
        if not request.user.is_authenticated:
            if request.method == "PUT" or "do" not in request.POST:
                return JsonResponse({"state": "login-needed"}, status=401)
            return redirect_to_login(self.url("change", pk))
        if not self.admin_site.has_permission(request):
            raise Http404
        place = self.place_of(self.row_or_404(request, str(pk)))
        try:
            if request.method == "PUT":
                return self._keep_words(request, place)
            if request.method != "POST":
                return HttpResponse(status=405)
            if request.POST.get("do") == "leave":
                editing.leave(by=request.user, place=place)
                return redirect(self.url("change", pk))
            return self._be_at(request, place)
        except NotYours:
            raise Http404 from None

    def _keep_words(self, request: HttpRequest, place: Place) -> HttpResponse:
        try:
            read = save_json.read(request.body)
            check_words(read.save.body, self.kept_fields)
        except ValueError as error:
            return JsonResponse({"state": "invalid", "message": str(error)}, status=400)
        if read.author != request.user.pk:
            return JsonResponse({"state": "wrong-user"}, status=409)
        if not place.is_open:
            return JsonResponse({"state": "not-found"}, status=404)
        try:
            kept = editing.keep_words(by=request.user, place=place, save=read.save)
        except ValidationError as error:
            return save_json.refused(error)
        if isinstance(kept, Overtaken):
            return JsonResponse({"state": "conflict", "revision": kept.revision}, status=409)
        return save_json.kept(kept)

    def _be_at(self, request: HttpRequest, place: Place) -> HttpResponse:
        if request.POST.get("author") != str(request.user.pk):
            return JsonResponse({"state": "wrong-user"}, status=409)
        editing.be_at(by=request.user, place=place)
        return JsonResponse({"others": others_sentence(others_at(request.user, place))})


def check_words(body: str, names: tuple[str, ...]) -> None:
    """ValueError unless ``body`` holds kept fields as texts, and the marks they were typed onto."""
    try:
        said = json.loads(body)
        fields, was = said["fields"], said["was"]
        good = isinstance(was, dict) and set(fields) <= set(names)
        if not good or not all(isinstance(value, str) for value in fields.values()):
            raise TypeError
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise ValueError(str(save_json.NOT_READ)) from None


def others_sentence(rows: list[Any]) -> str:
    """Return who else is at a page, and since when; empty when nobody is."""
    said = []
    for row in rows:
        minutes = int((timezone.now() - row.opened_at).total_seconds() // 60)
        if minutes < 1:
            said.append(_("%(name)s opened this just now.") % {"name": row.person.name})
            continue
        words = ngettext(
            "%(name)s opened this %(minutes)d minute ago.",
            "%(name)s opened this %(minutes)d minutes ago.",
            minutes,
        )
        said.append(words % {"name": row.person.name, "minutes": minutes})
    return " ".join(said)


def shown(meeting: Meeting, parts: Any) -> dict[str, Any]:
    """Return one thing both changed, as two texts with what differs marked."""
    fields = parts.fields_of(meeting.name)
    hers, theirs = (_lines(values, fields) for values in (meeting.hers, meeting.theirs))
    mine, other = differences.compare(hers, theirs)
    return {
        "label": parts.label(meeting.name),
        "mine": mine,
        "theirs": other,
        "choice": meeting.choice,
    }


def _lines(values: Any, fields: dict[str, forms.Field]) -> str:
    """Return values as people read them: HTML as its text, choices as their names."""
    lines = []
    for name, value in values.items():
        choices = {
            str(key): str(said) for key, said in getattr(fields[name], "choices", None) or ()
        }
        many = value if isinstance(value, list) else [value]
        text = ", ".join(choices.get(one, one) for one in many)
        if name in {"body", "facilitator_notes"}:
            text = html.unescape(strip_tags(_BLOCK_ENDS.sub("\n\n", text))).strip()
        label = capfirst(str(fields[name].label or name))
        lines.append(f"{label}: {text}" if len(values) > 1 else text)
    return "\n".join(lines)
