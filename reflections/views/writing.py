"""The writing room: the page, its saves with and without a script, conflicts, and submitting."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts import differences, save_json, saving, words
from accounts.errors import NotYours
from accounts.saving import Overtaken, Save
from reflections import queries, shapes
from reflections.actions import submitting, writing
from reflections.actions.writing import Kept, Taken
from reflections.forms import Sent, WritingForm, read_save
from reflections.queries import Place, Room
from reflections.readers import listed
from reflections.views import sending, versions


# ------------------------------------------------------------------ the room
@require_GET
def entry_new(request: HttpRequest) -> HttpResponse:
    """Hand out an empty page with an id of its own. Nothing exists before the first save."""
    place = _place(request, request.GET.get("release", ""), request.GET.get("lesson", ""))
    entry_id = _found_again(request.GET["page"]) if "page" in request.GET else None
    if entry_id:
        begun = queries.own(request.user).filter(pk=entry_id).first()
    else:
        begun = queries.page_for(request.user, place)
    if begun is not None:
        return redirect("entry_write", begun.pk)
    form = request.GET.get("form", "")
    room = queries.new_room(request.user, place, entry_id=entry_id, form=form)
    if place.lesson is None:
        room.title = queries.title_about(request.user, request.GET.get("about", ""))
    return _show(request, room)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_write(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """Show the room; without its script, save from it (``do``: save, submit, compare, keep)."""
    if request.method == "POST":
        return _posted(request, entry_id)
    if "revision" in request.GET:
        return versions.earlier(request, entry_id)
    room = queries.room(request.user, entry_id)
    if room is None:
        raise Http404
    if room.closed_until:
        return redirect("entry_letter", entry_id)
    return _show(request, room)


def _found_again(page: str) -> UUID:
    """Return the id a page was handed out under before, when it was never saved."""
    try:
        given = UUID(page)
    except ValueError as error:
        raise Http404 from error
    if given.version != 4:
        raise Http404
    return given


def _page_url(request: HttpRequest, room: Room) -> str:
    """Return where this very page is found again: one that was never saved, by its id."""
    if not room.is_new:
        return reverse("entry_write", args=[room.entry_id])
    asked = {name: request.GET[name] for name in ("about", "form") if name in request.GET}
    if room.release and room.lesson:
        asked |= {"release": str(room.release.pk), "lesson": str(room.lesson.pk)}
    return f"{reverse('entry_new')}?{urlencode({'page': str(room.entry_id)} | asked)}"


def _place(request: HttpRequest, release: str, lesson: str) -> Place:
    place = queries.place(request.user, release, lesson)
    if place is None:
        raise Http404
    return place


def _show(
    request: HttpRequest, room: Room, form: WritingForm | None = None, status: int = 200
) -> HttpResponse:
    facts = {
        "room": room,
        "form": form,
        "contact": bool(form and form.data.get("wants_contact")),
        "page_url": _page_url(request, room),
        "longest_text": words.LONGEST_TEXT,
        "button_names": listed(reader.formal for reader in room.readers),
    }
    return render(request, "reflections/entry_write.html", facts, status=status)


# ------------------------------------------------------------------ saving without a script
def _posted(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    form = WritingForm(request.POST)
    if request.POST.get("author") != str(request.user.pk):
        return render(request, "reflections/entry_wrong_user.html", status=409)
    if not form.is_valid():
        return _again(request, entry_id, form)
    act = request.POST.get("do", "save")
    said = form.cleaned_data
    if act == "headings":
        said["body"] = shapes.with_parts(said["body"])
    typed = {"title": said["title"], "body": said["body"]}
    if act == "submit" and shapes.is_blank(said["form"], said["body"]):
        form.add_error("body", submitting.EMPTY)
        return _again(request, entry_id, form)
    try:
        revision = said["base"] or 0
        if not writing.is_kept(by=request.user, entry_id=entry_id, **typed):
            if act == "compare":
                return _conflict(request, entry_id, form.to_save())
            kept = _keep(request, entry_id, form, act)
            if not isinstance(kept, saving.Saved):
                target = kept.entry.pk if isinstance(kept, Taken) else entry_id
                return _conflict(request, target, form.to_save())
            revision = kept.revision
        elif said["prompt"] is not None or said["form"]:
            chosen = {"prompt_id": said["prompt"], "form": said["form"]}
            writing.choose(by=request.user, entry_id=entry_id, **chosen)
    except NotYours as error:
        raise Http404 from error
    if act == "submit" and sending.is_ready(request):
        return sending.help_first(request, entry_id) or sending.send(request, entry_id, revision)
    if act == "submit":
        query = "?contact=on" if said["wants_contact"] else ""
        return redirect(reverse("entry_submit", args=[entry_id]) + query)
    if act == "pictures":
        return redirect("entry_pictures", entry_id)
    return redirect("entry_write", entry_id)


def _keep(request: HttpRequest, entry_id: UUID, form: WritingForm, act: str) -> Kept:
    said = form.cleaned_data
    if act == "keep" and said["keep"]:
        return writing.settle(
            by=request.user, entry_id=entry_id, here=form.to_save(), keep=said["keep"]
        )
    place = Place() if said["base"] else _place(request, said["release"], said["lesson"])
    return writing.save(
        by=request.user,
        entry_id=entry_id,
        save=form.to_save(),
        place=place,
        prompt_id=said["prompt"],
        form=said["form"],
    )


def _again(request: HttpRequest, entry_id: UUID, form: WritingForm) -> HttpResponse:
    """Show the room once more with what is wrong, and with every word that was typed."""
    room = queries.room(request.user, entry_id)
    if room is None:
        place = _place(request, form.data.get("release", ""), form.data.get("lesson", ""))
        room = queries.new_room(request.user, place, entry_id)
    room.title = words.normalise(form.data.get("title", ""))
    room.body = words.normalise(form.data.get("body", ""))
    room.words = shapes.count(room.body)
    room.saved_at = None
    chosen = form.data.get("prompt")
    room.begun_from = next((p.text for p in room.shelf if str(p.pk) == chosen), room.begun_from)
    room.form = shapes.known(form.data.get("form", "")) or room.form
    base = form.data.get("base", "")
    room.base = int(base) if base.isdecimal() and len(base) < 10 else room.base
    return _show(request, room, form, status=422)


def _conflict(request: HttpRequest, entry_id: UUID, here: Save) -> HttpResponse:
    """Show both texts. This page's is kept as an earlier state first, so that it can be closed."""
    writing.keep_beside(by=request.user, entry_id=entry_id, here=here)
    room = queries.room(request.user, entry_id)
    if room is None:
        raise Http404
    mine, theirs = differences.compare(here.body, room.body)
    facts = {
        "room": room,
        "here": here,
        "here_words": shapes.count(here.body),
        "mine": mine,
        "theirs": theirs,
    }
    return render(request, "reflections/entry_conflict.html", facts, status=409)


# ------------------------------------------------------------------ saving from the script
@login_not_required
@require_http_methods(["PUT", "POST"])
def entry_draft(request: HttpRequest, entry_id: UUID) -> JsonResponse:
    """Answer one save in JSON. Signed out, the page is told so instead of being redirected."""
    if not request.user.is_authenticated:
        return JsonResponse({"state": "login-needed"}, status=401)
    try:
        sent = read_save(request.body)
    except ValueError as error:
        return JsonResponse({"state": "invalid", "message": str(error)}, status=400)
    if sent.author != request.user.pk:
        return JsonResponse({"state": "wrong-user"}, status=409)
    try:
        return acknowledge(_saved(request, entry_id, sent))
    except ValidationError as error:
        return save_json.refused(error)
    except (NotYours, Http404):
        return JsonResponse({"state": "not-found"}, status=404)


def _saved(request: HttpRequest, entry_id: UUID, sent: Sent) -> Kept:
    place = Place() if sent.save.base else _place(request, sent.release, sent.lesson)
    return writing.save(
        by=request.user,
        entry_id=entry_id,
        save=sent.save,
        place=place,
        prompt_id=sent.prompt,
        form=sent.form,
    )


def acknowledge(kept: Kept) -> JsonResponse:
    if isinstance(kept, Taken):
        url = reverse("entry_write", args=[kept.entry.pk])
        return JsonResponse({"state": "conflict", "revision": 0, "url": url}, status=409)
    if isinstance(kept, Overtaken):
        return JsonResponse({"state": "conflict", "revision": kept.revision}, status=409)
    return save_json.kept(kept)
