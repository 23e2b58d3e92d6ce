"""The one base of every page in the admin: who may, what is offered, what is kept.

Django's admin trusts a person who may list a model with every row, every lookup and every related
name of it (security.md, LB1 to LB3). Here each of those doors asks the policies instead, saving
goes through actions, and refusals come back beside the field.
"""

import json
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.contrib.admin.options import ShowFacets
from django.contrib.admin.utils import construct_change_message, unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.forms.utils import ErrorList
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from js_asset import Media as NonceMedia

from accounts import words
from accounts.admin.history import AuditHistory
from accounts.admin.narrowed import Narrowed
from accounts.admin.read_only import ReadOnlyField
from accounts.errors import Refused
from accounts.rights import could

# A line of a form makes what it only shows of what has this name there; no setting says which.
helpers.AdminReadonlyField = ReadOnlyField


class RefusedForm(forms.ModelForm):
    """A form that can show, beside its field, why an action refused what it was asked to keep."""

    refusal: Refused | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_class = ErrorList
        # A field that is one control is described by its help and by what is wrong with it, which
        # Django links; one of several controls (a day and an hour) has its help linked here.
        for name, field in self.fields.items():
            if field.help_text and field.widget.use_fieldset:
                field.widget.attrs.setdefault("aria-describedby", f"id_{name}_helptext")

    def _post_clean(self) -> None:
        super()._post_clean()
        if self.refusal is not None:
            field = self.refusal.field if self.refusal.field in self.fields else None
            self.add_error(field, str(self.refusal.sentence))


def _with_own_line_ends(posted: QueryDict) -> QueryDict:
    """Return what was posted with the line ends we keep. A browser sends others, and a list of
    references nobody touched would be called changed in the history and beside its last version.
    """
    kept = posted.copy()
    for name, values in posted.lists():
        kept.setlist(name, [words.normalise(value) for value in values])
    return kept


class PolicyAdmin(AuditHistory, Narrowed, admin.ModelAdmin):
    """The base of every registered model. ``PortalAdminSite`` registers nothing else."""

    form = RefusedForm
    view_on_site = False
    show_facets = ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    save_on_top = False
    # Fields that say who and where a row is about: chosen once, shown afterwards.
    identity: ClassVar[tuple[str, ...]] = ()
    # Query-string lookups that are let through, beside the names of our own filters.
    lookups: ClassVar[frozenset[str]] = frozenset()

    # ---------------------------------------------------------------- who may
    def has_add_permission(self, request: HttpRequest) -> bool:
        return could(request.user, "add", self.model)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Let through what is listed only: any field could be searched letter by letter."""
        own = {f.parameter_name for f in self.list_filter}
        return lookup in own | self.lookups

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.opts.pk.name

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = self.identity if obj is not None else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, *args: Any) -> HttpResponse:
        raise Http404

    # ---------------------------------------------------------------- what is kept
    def keep(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Call the action that keeps ``obj``. An admin without one of its own keeps nothing."""
        raise PermissionDenied

    def remove(self, request: HttpRequest, obj: Any) -> None:
        """Call the action that takes ``obj`` away. An admin without one takes nothing away."""
        raise PermissionDenied

    def why_it_stays(self, obj: Any) -> str | Promise:
        """Return why the action would not take ``obj`` away; empty when it would."""
        return ""

    def values(self, form: forms.ModelForm) -> dict[str, Any]:
        """Return the cleaned values of the form's own model fields."""
        names = {f.name for f in self.opts.concrete_fields}
        return {n: v for n, v in form.cleaned_data.items() if n in names}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.keep(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.remove(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        raise PermissionDenied

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or keep the form; what an action refuses is shown in it, with all that was typed."""
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        request.POST = _with_own_line_ends(request.POST)
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            request._admin_refusal = refused
            request.__dict__.pop("_admin_rights", None)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[forms.ModelForm]:
        made = super().get_form(request, obj, change=change, **kwargs)
        made.refusal = getattr(request, "_admin_refusal", None)
        made.may_open = staticmethod(lambda row: self._may_open(request, row))
        return made

    def _may_open(self, request: HttpRequest, row: models.Model) -> bool:
        """Say whether this person may open the page of a row that is named on this one."""
        pages = self.admin_site._registry.get(type(row))
        return pages is not None and pages.has_view_permission(request, row)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().delete_view(request, object_id, extra_context)
        except Refused as refused:
            messages.error(request, str(refused.sentence))
            return redirect(self.url("change", object_id))

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        context["why_it_stays"] = self.why_it_stays(context["object"])
        return super().render_delete_form(request, context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """Name only the rows themselves: what stands on them may be private (LB3)."""
        rows = list(objs)
        return [str(row) for row in rows], {self.opts.verbose_name_plural: len(rows)}, set(), []

    # ---------------------------------------------------------------- what is written down
    def bare(self, obj: models.Model) -> str:
        """Return what Django's own log may call a row: its kind and id, no name, no word."""
        return f"{obj._meta.model_name} {obj.pk}"

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        return construct_change_message(form, [], add)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._log(request, obj, admin.models.ADDITION, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._log(request, obj, admin.models.CHANGE, message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        for row in queryset:
            self._log(request, row, admin.models.DELETION, "")

    def _log(self, request: HttpRequest, obj: Any, flag: int, message: Any) -> Any:
        return admin.models.LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=admin.options.get_content_type_for_model(obj),
            object_id=str(obj.pk),
            object_repr=self.bare(obj),
            action_flag=flag,
            change_message=_json(message),
        )

    # ---------------------------------------------------------------- how it looks
    def row_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """Return a row of this person's own; unknown, foreign and nonsense ids are the same 404."""
        asked: dict[Any, Any] = request.__dict__.setdefault("_admin_rows", {})
        key = (self.opts.label, str(object_id))
        if key not in asked:
            asked[key] = self.get_object(request, unquote(str(object_id)))
        if asked[key] is None:
            raise Http404
        return asked[key]

    def url(self, name: str, *args: Any) -> str:
        """Return the address of one of this model's own pages."""
        label = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return reverse(f"admin:{label}", args=args)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, title | (extra_context or {}))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # The import map of the editor is an inline script; the nonce lets exactly it through.
        context["media"] = NonceMedia.from_media(context["media"], nonce=str(request.csp_nonce))
        context.setdefault("panels", [])
        context["csrf_cookie_name"] = settings.CSRF_COOKIE_NAME
        if context.get("original") is not None:
            context["title"] = Truncator(str(context["original"])).chars(100)
        return super().render_change_form(request, context, *args, **kwargs)


def _json(message: Any) -> str:
    return json.dumps(message) if isinstance(message, list) else str(message)


class ReadOnlyAdmin(PolicyAdmin):
    """A list and its rows, to be read."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Panel:
    """Rows that belong to the page's subject, as links to their own pages."""

    def __init__(
        self, title: str, rows: list[dict[str, Any]], *, add_url: str = "", add: str = ""
    ) -> None:
        self.title, self.rows, self.add_url, self.add = title, rows, add_url, add
