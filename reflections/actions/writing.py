"""Keeping words: the first save makes the page, every later one is a guarded update."""

import uuid
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts import saving, words
from accounts.errors import NotYours
from accounts.models import Draft, Person
from accounts.saving import Overtaken, Save, Saved
from curriculum.models import PageForm, Prompt, ShelfPrompt
from reflections import shapes
from reflections.actions import emptying
from reflections.models import Entry
from reflections.queries import Place, own, page_for

BOTH, HERE, THERE = "both", "here", "there"


@dataclass(frozen=True)
class Taken:
    """She has a page for this reflection already. Nothing was written."""

    entry: Entry


Kept = Saved | Overtaken | Taken


def save(
    *,
    by: Person,
    entry_id: UUID,
    save: Save,
    place: Place | None = None,
    prompt_id: int | None = None,
    form: str = "",
) -> Kept:
    """Keep one text of a page; the first save of an unused id makes the page at ``place``.

    NotYours when the id is not one of ``by``'s pages and this is no first save, or when it is
    somebody else's. ValidationError when the text cannot be kept. The prompt and the form are
    changed with the text, and only before the first submission.
    """
    chosen, save = _Chosen(prompt_id, form), _hers(save)
    if prompt_id is None and not form:
        return _save(by, entry_id, save, place or Place(), chosen)
    with transaction.atomic():
        kept = _save(by, entry_id, save, place or Place(), chosen)
        if isinstance(kept, Saved):
            _choose(by, entry_id, chosen)
        return kept


def _hers(save: Save) -> Save:
    """Return a save of which the headings of a parallel page are no words."""
    return replace(save, apart=shapes.headings())


@dataclass(frozen=True)
class _Chosen:
    """What she chose beside her words: a prompt, a form, or nothing new."""

    prompt_id: int | None
    form: str


def _save(by: Person, entry_id: UUID, save: Save, place: Place, chosen: _Chosen) -> Kept:
    if save.base:
        sheet = own(by).filter(pk=entry_id).values("draft")
        kept = saving.save(draft=sheet, by=by, save=save)
        if kept != Overtaken(0):
            return kept
    entry = own(by).select_related("draft").filter(pk=entry_id).first()
    if entry is not None:
        return saving.save(draft=entry.draft or _take_up(by, entry), by=by, save=save)
    if save.base:
        raise NotYours
    return _begin(by, entry_id, save, place, chosen)


def _begin(by: Person, entry_id: UUID, save: Save, place: Place, chosen: _Chosen) -> Kept:
    """Make the page with its first words. Of two at once the second is told who was first."""
    taken = page_for(by, place)
    if taken is not None and taken.pk != entry_id:
        return Taken(taken)
    prompt = _prompt_of(place, chosen.prompt_id)
    from_shelf = None if place.lesson else _from_shelf(by, chosen.prompt_id)
    form = chosen.form or shapes.proposed_by(prompt or from_shelf, place.lesson)
    try:
        with transaction.atomic():
            draft = saving.begin(by=by, draft_id=entry_id)
            Entry.objects.create(
                pk=entry_id,
                author=by,
                release=place.release,
                lesson=place.lesson,
                prompt=prompt,
                begun_from=from_shelf.text if from_shelf else "",
                form=form or PageForm.FREE,
                draft=draft,
            )
            return saving.save(draft=draft, by=by, save=save)
    except IntegrityError:
        if (
            place.release
            and place.lesson
            and emptying.free_the_place(
                by=by, release_id=place.release.pk, lesson_id=place.lesson.pk
            )
        ):
            return _begin(by, entry_id, save, place, chosen)
        return _second(by, entry_id, save, place)


def _second(by: Person, entry_id: UUID, save: Save, place: Place) -> Kept:
    """Answer a first save that lost a race: to this very page, or to a page for this lesson."""
    entry = own(by).select_related("draft").filter(pk=entry_id).first()
    if entry is not None and entry.draft is not None:
        return saving.save(draft=entry.draft, by=by, save=save)
    if place.release is not None:
        taken = page_for(by, place)
        if taken is not None:
            return Taken(taken)
    raise NotYours


def _prompt_of(place: Place, prompt_id: int | None) -> Prompt | None:
    if place.lesson is None:
        return None
    prompts = list(place.lesson.prompts.all())
    return next((p for p in prompts if p.pk == prompt_id), prompts[0] if prompts else None)


def _from_shelf(by: Person, prompt_id: int | None) -> ShelfPrompt | None:
    """Return the shelf's prompt that a page of her own begins from, if any."""
    return ShelfPrompt.objects.visible_to(by).filter(pk=prompt_id).first() if prompt_id else None


def _choose(by: Person, entry_id: UUID, chosen: _Chosen) -> None:
    """Set prompt and form of an unsubmitted page.

    The prompt is another of its lesson's, or for a page of her own one of the shelf, or 0 for
    none. With a new prompt comes the form it proposes, unless she had chosen one herself.
    """
    mine = own(by).filter(pk=entry_id, versions__isnull=True)
    entry = mine.select_related("lesson", "prompt").first()
    if entry is None:
        return
    new: dict[str, Any] = {}
    before = shapes.proposed_by(entry.prompt, entry.lesson)
    proposed = entry.form
    if chosen.prompt_id is not None and entry.lesson is None:
        shelf = _from_shelf(by, chosen.prompt_id)
        new["begun_from"] = shelf.text if shelf else ""
        if new["begun_from"] != entry.begun_from:
            proposed = shapes.proposed_by(shelf, None)
    elif chosen.prompt_id not in (None, entry.prompt_id):
        offered = Prompt.objects.filter(pk=chosen.prompt_id, lesson__entries=entry_id).first()
        if offered is not None:
            new["prompt"] = offered
            proposed = shapes.proposed_by(offered, entry.lesson)
    if chosen.form and chosen.form != entry.form:
        new["form"] = chosen.form
    elif proposed != entry.form and entry.form in (PageForm.FREE, before):
        new["form"] = proposed or PageForm.FREE
    if new:
        mine.update(**new)


def choose(*, by: Person, entry_id: UUID, prompt_id: int | None = None, form: str = "") -> None:
    """Choose another prompt or form for a page; nothing changes once it was submitted."""
    _choose(by, entry_id, _Chosen(prompt_id, form))


def _take_up(by: Person, entry: Entry) -> Draft:
    """Give a page without a sheet a new one that goes on from its newest version."""
    newest = entry.versions.order_by("-number").first()
    draft = saving.begin(by=by, draft_id=entry.pk)
    if newest is not None:
        Draft.objects.filter(pk=draft.pk).update(revision=newest.revision)
    Entry.objects.filter(pk=entry.pk, author=by).update(draft=draft)
    return draft


def is_kept(*, by: Person, entry_id: UUID, title: str, body: str) -> bool:
    """Say whether the newest words of this page are exactly these."""
    entry = own(by).select_related("draft").filter(pk=entry_id).first()
    text = saving.newest_text(entry.draft) if entry and entry.draft else None
    return text is not None and text.sha256 == words.fingerprint(title, body)


def settle(*, by: Person, entry_id: UUID, here: Save, keep: str) -> Kept:
    """End a conflict: ``here`` is the text of this page, typed beside revision ``here.base``.

    ``keep`` is ``both`` (one after the other), ``here`` or ``there``. Whatever is chosen, both
    texts stay as revisions of the draft. Overtaken when a third text came in meanwhile.
    """
    entry = own(by).select_related("draft").filter(pk=entry_id).first()
    if entry is None or entry.draft is None:
        raise NotYours
    here = _hers(here)
    here.check()
    with transaction.atomic():
        return _settle(entry.draft, by, here, keep)


def _settle(draft: Draft, by: Person, here: Save, keep: str) -> Saved | Overtaken:
    there = saving.newest_text(draft)
    if there is None or keep == HERE:
        return saving.save(draft=draft, by=by, save=here)
    base = here.base
    if not _was_kept(draft, here):
        first = saving.save(draft=draft, by=by, save=here)
        if isinstance(first, Overtaken):
            return first
        base = first.revision
    elif keep == THERE:
        return Saved(there.revision, there.sha256, shapes.count(there.body), there.saved_at)
    body = there.body if keep == THERE else f"{there.body.rstrip()}\n\n{here.body}"
    title = there.title or here.title
    chosen = replace(here, id=_after(here.id), base=base, title=title, body=body)
    return saving.save(draft=draft, by=by, save=chosen)


def keep_beside(*, by: Person, entry_id: UUID, here: Save) -> None:
    """Keep the second of two texts as an earlier state, before anybody is asked to choose.

    The newest words stay the newest. From now on the page that shows both may be closed. The same
    text is kept once. NotYours for a page that is not ``by``'s.
    """
    entry = own(by).select_related("draft").filter(pk=entry_id).first()
    if entry is None:
        raise NotYours
    here = _hers(here)
    here.check()
    with transaction.atomic():
        mine = Draft.objects.select_for_update().filter(author=by)
        draft = mine.get(pk=(entry.draft or _take_up(by, entry)).pk)
        aside = replace(here, id=uuid.uuid5(here.id, "beside"), base=draft.revision)
        _settle(draft, by, aside, THERE)


def _was_kept(draft: Draft, here: Save) -> bool:
    """Say whether this very text is one of the draft's states."""
    return draft.texts.filter(sha256=here.sha256).exists()


def _after(save_id: UUID) -> UUID:
    """Return the id of the second of two saves, the same however often the form is sent."""
    return uuid.uuid5(save_id, "kept")
