"""One's own profile, and everybody's picture."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import pairing_queries, people, uploads
from accounts.actions import conflicts, feeds, leaves
from accounts.actions import profile as actions
from accounts.errors import Refused
from accounts.forms import (
    APPEARANCE,
    ApartForm,
    AppearanceForm,
    LeaveForm,
    PictureForm,
    ProfileForm,
)
from accounts.models import FeedToken, Leave, Person

YEAR = 60 * 60 * 24 * 365


def _page(request: HttpRequest, **forms: Any) -> HttpResponse:
    return _show(request, 422 if forms else 200, **forms)


def _show(request: HttpRequest, status: int, **said: Any) -> HttpResponse:
    me = Person.objects.get(pk=request.user.pk)  # as kept, whatever a refused form wanted
    facts = {"form": ProfileForm(instance=me), "picture_form": PictureForm(), "me": me}
    facts["calendar"] = FeedToken.objects.visible_to(me).filter(revoked_at=None).first()
    facts["is_mentor"] = people.roles_of(request.user).is_mentor
    if facts["is_mentor"]:
        ahead = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
        facts["leaves"] = Leave.objects.visible_to(me).filter(ahead, person=me)
        facts["leave_form"] = LeaveForm(initial={"first_day": timezone.localdate()})
    facts["apart"] = pairing_queries.own_conflicts(me)
    facts["apart_form"] = ApartForm(people=pairing_queries.fellows(me))
    return render(request, "accounts/profile.html", facts | said, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show one's own profile; a POST keeps what one says of oneself."""
    if request.method != "POST":
        return _page(request)
    me = Person.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST, instance=me)
    if not form.is_valid():
        return _page(request, form=form)
    said = {field: form.cleaned_data[field] for field in actions.FIELDS}
    actions.change(person=request.user, by=request.user, **said)
    # Said in the language she may have chosen just now.
    with translation.override(said["language"] or translation.get_language()):
        messages.success(request, _("Your profile is saved."))
    return redirect("profile")


@require_POST
def picture_change(request: HttpRequest) -> HttpResponse:
    """Take a new picture, or with ``remove`` none."""
    if "remove" in request.POST:
        _replace(request, "")
        messages.success(request, _("Your picture is gone."))
        return redirect(reverse("profile") + "#picture")
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            name = uploads.store(form.cleaned_data["picture"], kind="person")
        except Refused as refused:
            form.add_error("picture", str(refused.sentence))
    if not form.is_valid():
        return _page(request, picture_form=form)
    _replace(request, name)
    messages.success(request, _("Your picture is saved."))
    return redirect(reverse("profile") + "#picture")


def _replace(request: HttpRequest, name: str) -> None:
    before = actions.set_picture(person=request.user, by=request.user, picture=name)
    if before:
        uploads.remove(before)


@require_POST
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Make a new calendar address and show it this once, or with ``stop`` end the one there is."""
    if "stop" in request.POST:
        feeds.revoke(by=request.user)
        messages.success(request, _("Your calendar’s address opens nothing any more."))
        return redirect(reverse("profile") + "#calendar")
    token = feeds.make(by=request.user)
    address = request.build_absolute_uri(reverse("calendar", args=[token]))
    return _show(request, 200, calendar_address=address)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Keep when a mentor says she is away, or with ``back`` (a leave's id) that she is back."""
    if "back" in request.POST:
        mine = Leave.objects.visible_to(request.user, "change").filter(person=request.user)
        found = get_object_or_404(mine, pk=_number(request.POST["back"]))
        try:
            leaves.end(leave=found, by=request.user)
        except Refused as refused:
            messages.error(request, refused.sentence)
        return redirect(reverse("profile") + "#leave")
    form = LeaveForm(request.POST)
    if form.is_valid():
        try:
            leaves.add(leave=Leave(person=request.user, **form.moments()), by=request.user)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
    if not form.is_valid():
        return _page(request, leave_form=form)
    messages.success(request, _("It is noted. Whoever leads your cohorts can find a cover."))
    return redirect(reverse("profile") + "#leave")


@require_POST
def conflict(request: HttpRequest) -> HttpResponse:
    """Keep with whom one must not be matched, or with ``back`` (its id) take that back."""
    if "back" in request.POST:
        mine = pairing_queries.own_conflicts(request.user)
        found = get_object_or_404(mine, pk=_number(request.POST["back"]))
        conflicts.take_back(conflict=found, by=request.user)
        messages.success(request, _("It is taken back."))
        return redirect(reverse("profile") + "#apart")
    form = ApartForm(request.POST, people=pairing_queries.fellows(request.user))
    if form.is_valid():
        try:
            conflicts.declare(by=request.user, other=form.cleaned_data["other"])
        except Refused as refused:
            form.add_error("other", str(refused.sentence))
    if not form.is_valid():
        return _page(request, apart_form=form)
    messages.success(request, _("It holds from now on. They are not told."))
    return redirect(reverse("profile") + "#apart")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0


@require_safe
def picture(request: HttpRequest, person_id: str) -> HttpResponse:
    """Serve somebody's picture to those who may see the person; 404 for everybody else."""
    person = get_object_or_404(
        Person.objects.visible_to(request.user).exclude(picture=""), pk=person_id
    )
    return uploads.serve(person.picture)


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep light or dark, contrast and spacing on this device, in cookies; then lead back."""
    form = AppearanceForm(request.POST)
    if not form.is_valid():
        raise Http404
    back = request.POST.get("next", "")
    here = {request.get_host()}
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, here):
        back = reverse("profile")
    response = redirect(back)
    for name in APPEARANCE:
        if form.cleaned_data[name]:
            response.set_cookie(
                name,
                form.cleaned_data[name],
                max_age=YEAR,
                secure=request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response
