"""One's own profile, and everybody's picture."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import uploads
from accounts.actions import profile as actions
from accounts.errors import Refused
from accounts.forms import APPEARANCE, AppearanceForm, PictureForm, ProfileForm
from accounts.models import Person

YEAR = 60 * 60 * 24 * 365


def _page(request: HttpRequest, **forms: Any) -> HttpResponse:
    me = Person.objects.get(pk=request.user.pk)  # as kept, whatever a refused form wanted
    facts = {"form": ProfileForm(instance=me), "picture_form": PictureForm(), "me": me}
    return render(request, "accounts/profile.html", facts | forms, status=422 if forms else 200)


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


@require_safe
def picture(request: HttpRequest, person_id: str) -> HttpResponse:
    """Serve somebody's picture to those who may see the person; 404 for everybody else."""
    person = get_object_or_404(
        Person.objects.visible_to(request.user).exclude(picture=""), pk=person_id
    )
    return uploads.serve(person.picture)


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keep light or dark and the contrast on this device, in two cookies; then lead back."""
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
