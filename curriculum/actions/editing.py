"""At one page of the version being edited: being there, keeping words, leaving them."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import saving
from accounts.errors import NotYours
from accounts.models import Draft, Person
from accounts.policy import allows
from accounts.saving import Overtaken, Save, Saved
from curriculum.models import Editing, ModuleVersion
from curriculum.queries.editing import AWAY, Place


def _authorise(by: Person, place: Place) -> None:
    """NotYours unless ``by`` may change this version."""
    if not allows(by, "change", place.version):
        raise NotYours


def _own_sheet(by: Person, place: Place, revision: int = 0) -> Editing:
    """Return ``by``'s row at this page, made if there is none. Of two at once one is made."""
    mine = place.rows().filter(person=by).select_related("draft")
    found = mine.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            draft = Draft.objects.create(author=by, revision=revision)
            key = place.lesson.key if place.lesson else None
            return Editing.objects.create(
                draft=draft, person=by, module=place.version.module, lesson_key=key
            )
    except IntegrityError:
        return mine.get()


@transaction.atomic
def be_at(*, by: Person, place: Place) -> Editing:
    """Say that ``by`` has this page open. NotYours when it is not hers to change."""
    _authorise(by, place)
    row = _own_sheet(by, place)
    now = timezone.now()
    if row.seen_at < now - AWAY:
        row.opened_at = now
    row.seen_at = now
    row.save(update_fields=["opened_at", "seen_at"])
    return row


def keep_words(*, by: Person, place: Place, save: Save) -> Saved | Overtaken:
    """Keep what ``by`` types at this page, for herself alone.

    ValidationError when the text cannot be kept, NotYours when the page is not hers to change.
    """
    save.check()
    _authorise(by, place)
    # The sheet went with a save from another window: go on from where this one believes to be.
    row = _own_sheet(by, place, revision=save.base)
    return saving.save(draft=row.draft, by=by, save=save)


@transaction.atomic
def leave(*, by: Person, place: Place) -> None:
    """Take away ``by``'s sheet of this page: its words are saved, or not wanted."""
    Draft.objects.filter(author=by, editing__in=place.rows().filter(person=by)).delete()


def hold(*, version: ModuleVersion) -> None:
    """Let nobody else change this version until the transaction is over."""
    list(ModuleVersion.objects.select_for_update(of=("self",)).filter(pk=version.pk).values("pk"))
