"""When a cover is announced, what waits with the absent mentor comes to the cover too.

The student was told first, by name (accounts.actions.mentoring.announce_cover); nobody is added
silently, and nothing that was answered already is opened to anybody.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts import audit, notices
from accounts.models import Cover, Person
from reflections.actions import contacting
from reflections.models import Reader, Reply, Version


def let_cover_read(*, cover: Cover, by: Person) -> None:
    """Name the cover on the newest unanswered versions the absent mentor was named on.

    ``cover`` was announced in the same transaction, by somebody who may. It reads from its
    beginning on, as long as the policies' relationship holds.
    """
    pair = cover.mentoring
    for version in _waiting_with(pair.mentor_id, pair.student_id, pair.cohort_id):
        _row, is_new = Reader.objects.get_or_create(
            version=version,
            person=cover.cover,
            via=Reader.Via.COVER,
            defaults={"since": cover.starts_at},
        )
        if is_new:
            audit.record(
                "entry.reader_added",
                by=by,
                about=version.entry,
                version=version.pk,
                person=cover.cover_id,
            )
            kind = "asked_to_contact" if contacting.asks(version) else "something_to_read"
            wait = cover.starts_at - cover.announced_at
            notices.tell(kind, to=cover.cover, about=version, after=wait)


def _waiting_with(mentor: UUID, student: UUID, cohort: int) -> list[Version]:
    newer = Version.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    answers = Reply.objects.filter(version=OuterRef("pk"), sent_at__isnull=False)
    named = Q(readers__person=mentor, readers__via=Reader.Via.MENTOR, readers__until=None)
    waiting = Version.objects.filter(named, entry__author=student, cohort=cohort)
    waiting = waiting.exclude(Exists(newer)).exclude(Exists(answers))
    return list(waiting.select_related("entry"))
