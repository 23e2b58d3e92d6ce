"""Her tags: on a page, all of them, and the pages under one."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotYours, Refused
from reflections import queries
from reflections.actions import tagging
from reflections.forms_own import TagForm
from reflections.views.own import own_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def entry_tags(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show the tags on a page of hers; ``do`` is add or remove."""
    entry = own_or_404(request, entry_id)
    if request.method != "POST":
        return _on_page(request, entry, TagForm())
    form = TagForm(request.POST)
    try:
        if request.POST.get("do") == "remove":
            tag_id = _uuid(request.POST.get("tag", ""))
            name = tagging.take_off(by=request.user, entry_id=entry_id, tag_id=tag_id)
            messages.success(request, _("Off this page: %(name)s.") % {"name": name})
        else:
            form.is_valid()
            typed = form.cleaned_data.get("name", "")
            tag = tagging.put_on(by=request.user, entry_id=entry_id, name=typed)
            messages.success(request, _("On this page: %(name)s.") % {"name": tag.name})
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        form.add_error("name", str(refusal.sentence))
        return _on_page(request, entry, form, status=422)
    return redirect("entry_tags", entry_id)


def _uuid(said: str) -> UUID:
    try:
        return uuid.UUID(said)
    except ValueError as error:
        raise Http404 from error


def _on_page(request: HttpRequest, entry: Any, form: TagForm, status: int = 200) -> HttpResponse:
    on = list(queries.tags_on(request.user, entry))
    known = {tag.pk for tag in on}
    facts = {
        "entry": entry,
        "heading": queries.heading(request.user, entry.pk),
        "tags": on,
        "others": [tag for tag in queries.tags(request.user) if tag.pk not in known],
        "form": form,
        "piece": queries.piece_of(request.user, entry.pk),
    }
    return render(request, "reflections/entry_tags.html", facts, status=status)


@require_safe
def tag_list(request: HttpRequest) -> HttpResponse:
    """List her tags with how many pages each is on."""
    return render(request, "reflections/tag_list.html", {"tags": queries.tags(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
def tag(request: HttpRequest, tag_id: UUID) -> HttpResponse:
    """Show the pages under a tag of hers; ``do`` is rename or delete."""
    found = queries.tag_of(request.user, tag_id)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _pages(request, found, TagForm(initial={"name": found.name}))
    form = TagForm(request.POST)
    try:
        if request.POST.get("do") == "delete":
            name = tagging.delete(by=request.user, tag_id=tag_id)
            messages.success(request, _("Deleted: %(name)s. The pages stay.") % {"name": name})
            return redirect("tag_list")
        form.is_valid()
        tagging.rename(by=request.user, tag_id=tag_id, name=form.cleaned_data.get("name", ""))
    except NotYours as error:
        raise Http404 from error
    except Refused as refusal:
        form.add_error("name", str(refusal.sentence))
        return _pages(request, found, form, status=422)
    messages.success(request, _("Renamed on every page."))
    return redirect("tag", tag_id)


def _pages(request: HttpRequest, found: Any, form: TagForm, status: int = 200) -> HttpResponse:
    page, lines = queries.tagged_pages(request.user, found, request.GET.get("page", 1))
    facts = {"tag": found, "page": page, "lines": lines, "form": form}
    return render(request, "reflections/tag.html", facts, status=status)
