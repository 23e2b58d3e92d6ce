"""An observer's sheet: kept as a journal page is, given to the group, taken back."""

import uuid
from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import audit, saving
from accounts.actions.rows import authorise
from accounts.errors import NotNow, Refused
from accounts.models import Draft, Person
from accounts.saving import Overtaken, Save, Saved
from rehearsals.actions.told import changed
from rehearsals.casting import OBSERVER
from rehearsals.models import Casting, Group, Sheet, SheetText

MARKS = ("done", "partly", "not_seen")
EMPTY = _("There is nothing on this sheet yet.")
GIVEN = _("You have given this sheet. Take it back first, then change it.")
NOT_WATCHING = _("This sheet is for those who watch.")
UNKNOWN = _("This line is not on the sheet.")

Kept = Saved | Overtaken
Marks = Mapping[str, str]


def keep_sheet(
    *, by: Person, group: Group, save: Save, marks: Marks, rotation: int | None = None
) -> Kept:
    """Keep a sheet with its marks; the first save makes it. ``rotation``: the present round's.

    NotNow once it was given, Refused for whoever does not watch and for marks of no line.
    ValidationError when the words cannot be kept. The words are on disk when this returns.
    """
    save.check()
    authorise(by, "watch", group)
    _check(group, marks)
    number = rotation or group.rotation
    sheet = _own(by, group, number)
    if sheet is None:
        return Overtaken(0) if save.base else _begin(by, group, number, save, marks)
    if sheet.given_at is not None:
        raise NotNow(GIVEN, field="body")
    return _keep(by, sheet, save, marks)


def _own(by: Person, group: Group, rotation: int) -> Sheet | None:
    rows = Sheet.objects.visible_to(by, "write").filter(group=group, rotation=rotation)
    return rows.select_related("draft").first()


def _check(group: Group, marks: Marks) -> None:
    lines = len(group.rehearsal.document.checklist)
    known = {str(place) for place in range(lines)}
    if not set(marks) <= known or not set(marks.values()) <= set(MARKS):
        raise Refused(UNKNOWN, field="marks")


def _begin(by: Person, group: Group, rotation: int, save: Save, marks: Marks) -> Kept:
    """Make the sheet with its first words. Of two at once the second is told who was first."""
    watches = Casting.objects.filter(group=group, person=by, rotation=rotation, kind=OBSERVER)
    if not watches.exists():
        raise Refused(NOT_WATCHING)
    try:
        with transaction.atomic():
            key = uuid.uuid4()
            draft = saving.begin(by=by, draft_id=key)
            Sheet.objects.create(
                pk=key,
                group=group,
                observer=by,
                rotation=rotation,
                draft=draft,
                marks=dict(marks),
            )
            return saving.save(draft=draft, by=by, save=save)
    except IntegrityError:
        sheet = _own(by, group, rotation)
        if sheet is None:
            raise
        return _keep(by, sheet, save, marks)


@transaction.atomic
def _keep(by: Person, sheet: Sheet, save: Save, marks: Marks) -> Kept:
    kept = saving.save(draft=sheet.draft, by=by, save=save)
    if isinstance(kept, Saved):
        # A save that comes a second time, late, does not bring back the marks of then.
        newest = Draft.objects.filter(revision=kept.revision)
        Sheet.objects.filter(pk=sheet.pk, draft__in=newest).update(marks=dict(marks))
    return kept


@transaction.atomic
def give_sheet(
    *, by: Person, group: Group, save: Save, marks: Marks, rotation: int | None = None
) -> Sheet | Overtaken:
    """Give a sheet to the group as it stands on the page; a second press changes nothing.

    Overtaken when another device has newer words: nothing is given then. Refused for an empty one.
    """
    if not marks and not save.body.strip() and not save.title.strip():
        raise Refused(EMPTY, field="body")
    number = rotation or group.rotation
    held = _held(by, group, number)
    if held is not None and held.given_at is not None:
        return held
    kept = keep_sheet(by=by, group=group, save=save, marks=marks, rotation=number)
    if isinstance(kept, Overtaken):
        return kept
    sheet = _held(by, group, number)
    if sheet is None:
        raise Refused(NOT_WATCHING)
    sheet.given_at = timezone.now()
    sheet.save(update_fields=["given_at"])
    SheetText.objects.create(sheet=sheet, words=save.body, moment=save.title, sha256=save.sha256)
    changed(group)
    audit.record("sheet.given", by=by, about=sheet)
    return sheet


def _held(by: Person, group: Group, rotation: int) -> Sheet | None:
    """Return her sheet with its row held, so that giving and taking back follow each other."""
    rows = Sheet.objects.visible_to(by, "write").filter(group=group, rotation=rotation)
    return rows.select_for_update(of=("self",)).first()


@transaction.atomic
def take_back_sheet(*, by: Person, group: Group, rotation: int | None = None) -> None:
    """Make a given sheet one's own again. Her words stay in her draft."""
    sheet = _held(by, group, rotation or group.rotation)
    if sheet is None or sheet.given_at is None:
        return
    SheetText.objects.filter(sheet=sheet).delete()
    sheet.given_at = None
    sheet.save(update_fields=["given_at"])
    changed(group)
    audit.record("sheet.taken_back", by=by, about=sheet)
