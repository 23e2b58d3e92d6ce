"""Those who lack one half of what was shared, or of break-glass (beside ``shadows.py``)."""

from typing import Any

from accounts.models import (
    AuditEvent,
    Conflict,
    Group,
    GroupMembership,
    LegalHold,
    MentorChange,
    Person,
)
from reflections.models import Entry, Reader, Version
from tests import make
from tests.house.shadows import OVER, Shadows

LATER = make.ago(days=-5)


class Apart:
    """Adds to the shadows, most of whom are there already: who shared, asked, or may decide."""

    def __init__(self, shadows: Shadows) -> None:
        self.shadows, self.world = shadows, shadows.world
        self._shared_with_the_cohort()
        self._shared_with_a_group()
        self._approvers()
        self._askers()
        self._bars()

    def _share(self, author: Person, *readers: Person, gone: bool = False, **fields: Any) -> None:
        entry = make.entry(author=author, body="WORDS shared")
        make.share(entry=entry, cohort=self.world.juniper, readers=list(readers), **fields)
        if gone:
            Entry.objects.filter(pk=entry.pk).update(gone_at=make.ago(minutes=5))

    def _shared_with_the_cohort(self) -> None:
        """Named and a student of the cohort, or named and not that; by one who is, and is not."""
        w, person = self.world, self.shadows.person
        first, reader = person("fellow_first"), person("fellow")
        named = (reader, w.ben, w.chidi, w.ekdal, w.root, person("was_student"))
        self._share(first, *named)
        self._share(first, *named, ended=True)
        self._share(first, *named, since=LATER)
        self._share(first, *named, gone=True)
        for author in (w.chidi, w.ekdal, person("was_student")):
            self._share(author, reader)
        Conflict.objects.create(one=first, other=w.ben)

    def _shared_with_a_group(self) -> None:
        person = self.shadows.person
        group = Group.objects.get(memberships__person=person("fellow"))
        place = GroupMembership.objects.filter(person=person("fellow_of_another_group"))
        apart = (person("fellow_who_left_the_group"), person("fellow_of_another_group"))
        assert place.exclude(group=group).exists()
        self._share(person("fellow_first"), person("fellow"), *apart, group=group)
        for author in apart:
            self._share(author, person("fellow"), group=group)

    def _page(self, author: Person, **fields: Any) -> Version:
        entry = make.entry(author=author, body="WORDS asked for")
        return make.version(entry=entry, cohort=self.world.juniper, **fields)

    def _approvers(self) -> None:
        """One request waits, about a page of one student: who may decide on it, and who not."""
        w, person = self.world, self.shadows.person
        make.appointment(person=person("approver_was"), office="approver", **OVER)
        near = ("author", "reader", "asked", "bars", "is_barred", "bars_soon", "is_barred_soon")
        author, reader, asked, bars, barred, bars_soon, barred_soon = (
            person(f"approver_{name}") for name in near
        )
        for one in (author, reader, asked, bars, barred, bars_soon, barred_soon):
            make.appointment(person=one, office="approver")
        version = self._page(author)
        # Named once; that it ended says nothing.
        Reader.objects.create(
            version=version, person=reader, via="mentor", since=make.ago(days=9), until=make.ago()
        )
        Conflict.objects.create(one=bars, other=author)
        Conflict.objects.create(one=author, other=barred)
        Conflict.objects.create(one=bars_soon, other=author, declared_at=LATER)
        Conflict.objects.create(one=author, other=barred_soon, declared_at=LATER)
        make.grant(asked_by=asked, entry=version.entry)
        for state in ("cancelled_at", "lapses_at", "decided_at"):
            make.grant(asked_by=w.ivo, entry=version.entry, **{state: make.ago(minutes=5)})

    def _askers(self) -> None:
        """An hour runs, has run, or is to come; for one who is an administrator, or was."""
        w, person = self.world, self.shadows.person
        author = person("opened_author")
        spells = {
            "runs": {},
            "over": {"opened_at": make.ago(days=2), "ends_at": make.ago(days=1)},
            "to_come": {"opened_at": LATER, "ends_at": make.ago(days=-6), "tell_at": LATER},
        }
        for spell in spells.values():
            early = self._page(author, submitted_at=make.ago(days=6))
            make.picture(entry=early.entry, version=early)
            make.version(entry=early.entry, cohort=w.juniper, revision=9)
            make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=early.entry, **spell)
        # All that was submitted came after the yes.
        late = self._page(author)
        make.picture(entry=late.entry, version=late)
        make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=late.entry)
        other = self._page(author, submitted_at=make.ago(days=6))
        was = person("was_administrator")
        make.grant(asked_by=was, decided_by=w.tuva, entry=other.entry)
        # Asked for, agreed to, and then the two must not be matched.
        barred = self._page(person("approver_author"), submitted_at=make.ago(days=6))
        make.picture(entry=barred.entry, version=barred)
        make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=barred.entry)
        Conflict.objects.create(one=w.ivo, other=barred.entry.author)

    def _bars(self) -> None:
        """A student asked for another mentor, who leads or keeps the portal; a hold on a keeper."""
        w, student = self.world, self.shadows.person("fellow")
        kind = MentorChange._meta.label_lower
        for mentor in (self.shadows.person("only_lead"), w.ivo):
            pair = make.mentoring(mentor=mentor, student=student, cohort=w.juniper, **OVER)
            change = MentorChange.objects.create(
                student=student, cohort=w.juniper, mentoring=pair, met_at=make.ago()
            )
            for about_kind in (kind, "accounts.mentoring"):
                AuditEvent.objects.create(
                    verb="mentor_change.asked", about_kind=about_kind, about=str(change.pk)
                )
        for is_told in (True, False):
            LegalHold.objects.create(person=w.ivo, reference="2", is_told=is_told)
