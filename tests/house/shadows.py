"""Those who stand beside the cast and lack one half of a right: ended, elsewhere, unannounced.

The cast of ``tests/world.py`` shows who may; these show that each half of each rule is needed.
Only ``test_rights.py`` asks for them: a rule that loses a half lets one of them in, and her name
stands in a line of ``rights.txt`` where it did not.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Cohort, Mentoring, Person
from reflections.models import Reader, Version
from tests import make
from tests.world import World

OVER = {"starts_at": make.ago(days=300), "ends_at": make.ago(days=20)}
# A student has one open pairing in a cohort; these have an end that has not come.
PAIRED = {"starts_at": make.ago(days=80), "ends_at": make.ago(days=-30)}


class Shadows:
    """People by a name that says what they lack."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.people: dict[str, Person] = {}
        self._offices_and_seats()
        self._teams()
        self._last_year()
        self._readers()
        self._company()

    def person(self, name: str) -> Person:
        """Return the shadow of this name, new at the first call."""
        if name not in self.people:
            self.people[name] = make.person(name=name, email=f"{name}@example.net")
        return self.people[name]

    def seat(self, name: str, role: str, cohort: Cohort | None = None, **when: Any) -> Person:
        """Give a shadow a place in Juniper, or in another cohort."""
        person = self.person(name)
        make.membership(person=person, cohort=cohort or self.world.juniper, role=role, **when)
        return person

    def _offices_and_seats(self) -> None:
        for office in ("administrator", "wellbeing"):
            make.appointment(person=self.person(f"was_{office}"), office=office, **OVER)
        for role in ("student", "lead", "mentor", "facilitator"):
            self.seat(f"was_{role}", role, **OVER)
        self.seat("only_lead", "lead")
        self.seat("far_facilitator", "facilitator", self.world.rowan)
        asha = self.world.asha
        for name, cohort in (("was_mentor", self.world.juniper), ("pair_apart", self.world.rowan)):
            make.mentoring(mentor=self.person(name), student=asha, cohort=cohort, **PAIRED)
        self.seat("pair_apart", "mentor")
        self.seat("pair_over", "mentor")
        make.mentoring(
            mentor=self.person("pair_over"), student=asha, cohort=self.world.juniper, **OVER
        )

    def _teams(self) -> None:
        module = self.world.release.version.module
        here = {"course": module.course, "module": module}
        for role in ("owner", "editor"):
            make.course_team(
                course=module.course, person=self.person(f"was_{role}"), role=role, **OVER
            )
        make.course_team(**here, person=self.person("was_granted"), **OVER)
        make.course_team(
            **here, person=self.person("was_planning"), cohort=self.world.juniper, **OVER
        )
        # Her grant ended with the page open: the words on it are still hers.
        make.editing(person=self.person("was_planning"), module=module, body="WORDS unsaved")
        make.course_team(**here, person=self.person("granted_alone"))
        make.course_team(**here, person=self.person("granted_far"), cohort=self.world.rowan)
        other = self.world.future_release.version.module
        make.course_team(
            course=module.course,
            module=other,
            cohort=self.world.juniper,
            person=self.person("granted_other"),
        )
        # Leads a cohort the course is planned for and owns nothing; the plan alone leads there.
        make.release(version=self.world.other_release.version, cohort=self.world.juniper)
        make.release_change(release=self.world.future_release, by=self.world.hana)

    def _last_year(self) -> None:
        ended = make.ago(days=60)
        alder = make.cohort(name="Alder", archived_at=ended)
        make.skip_week(cohort=alder)
        make.release(version=self.world.release.version, cohort=alder)
        began = ended - timedelta(days=300)
        spells = {
            "led_to_the_end": ("lead", began, ended),
            "led_and_left": ("lead", began, ended - timedelta(days=30)),
            "leads_after_the_end": ("lead", ended + timedelta(days=1), ended + timedelta(days=9)),
            "taught_to_the_end": ("mentor", began, ended),
        }
        for name, (role, starts, ends) in spells.items():
            self.seat(name, role, alder, starts_at=starts, ends_at=ends)

    def _readers(self) -> None:
        """A cohort whose lead may read, and everybody named on one page who may not, or may."""
        sorrel, w = make.cohort(name="Sorrel", lead_reads=True), self.world
        dara, erin = (self.seat(name, "student", sorrel) for name in ("dara", "erin"))
        page = make.entry(author=dara, body="WORDS of Dara")
        version = make.version(entry=page, cohort=sorrel, submitted_at=make.ago(days=6))
        make.remark(version=version, author=w.ekdal, body="REMARK to Dara")
        make.message(version=version, author=dara)
        self._named(version, "lead", "page_lead", "page_lead_was", "page_lead_far")
        self.seat("page_lead", "lead", sorrel)
        self.seat("page_lead_was", "lead", sorrel, **OVER)
        self.seat("page_lead_far", "lead", w.rowan)
        self.seat("page_lead_unnamed", "lead", sorrel)
        self._mentors(version, dara, erin, sorrel)
        self._covers(version, dara, erin, sorrel)
        for name in ("page_mentor", "page_cover"):
            make.reply(version=version, author=self.person(name), body="REPLY")
        # What she began and did not send is hers while she reads.
        make.remark(version=version, author=self.person("page_lead"), body="REMARK", sent=False)

    def _named(self, version: Version, via: str, *names: str, **when: Any) -> None:
        when = {"since": version.submitted_at} | when
        for name in names:
            Reader.objects.create(version=version, person=self.person(name), via=via, **when)

    def _mentors(self, version: Version, dara: Person, erin: Person, cohort: Cohort) -> None:
        def pair(name: str, student: Person = dara, at: Cohort = cohort, **when: Any) -> None:
            make.mentoring(mentor=self.person(name), student=student, cohort=at, **(when or PAIRED))

        named = (
            "page_mentor", "page_mentor_unpaired", "page_mentor_over", "page_mentor_of_another",
            "page_mentor_elsewhere", "page_mentor_without_seat", "page_mentor_seat_far",
            "page_mentor_with_lead_seat",
        )  # fmt: skip
        self._named(version, "mentor", *named)
        self._named(version, "mentor", "page_mentor_until", until=make.ago(days=1))
        self._named(version, "mentor", "page_mentor_to_come", since=make.ago(days=-5))
        self._named(version, "cover", "page_mentor_as_cover")
        everybody = {*named, "page_mentor_until", "page_mentor_to_come", "page_mentor_as_cover"}
        unlike = {"page_mentor_without_seat", "page_mentor_seat_far", "page_mentor_with_lead_seat"}
        for name in sorted(everybody - unlike | {"page_mentor_unnamed"}):
            self.seat(name, "mentor", cohort)
        self.seat("page_mentor_seat_far", "mentor", self.world.rowan)
        self.seat("page_mentor_with_lead_seat", "lead", cohort)
        self.seat("page_mentor_without_seat", "mentor", cohort, **OVER)
        apart = {"page_mentor_unpaired", "page_mentor_over", "page_mentor_of_another"}
        for name in sorted(everybody - apart - {"page_mentor_elsewhere"} | {"page_mentor_unnamed"}):
            pair(name)
        pair("page_mentor_over", **OVER)
        pair("page_mentor_of_another", student=erin)
        pair("page_mentor_elsewhere", at=self.world.rowan)

    def _covers(self, version: Version, dara: Person, erin: Person, cohort: Cohort) -> None:
        def away(student: Person = dara, at: Cohort = cohort, **when: Any) -> Mentoring:
            mentor = self.person("away")
            return make.mentoring(mentor=mentor, student=student, cohort=at, **(when or PAIRED))

        own = away()
        pairs = {
            "page_cover": own,
            "page_cover_over": own,
            "page_cover_unannounced": own,
            "page_cover_without_seat": own,
            "page_cover_as_mentor": own,
            "page_cover_of_another": away(student=erin),
            "page_cover_elsewhere": away(at=self.world.rowan),
            "page_cover_of_an_ended_pair": away(**OVER),
        }
        lacks = {
            "page_cover_over": {"starts_at": make.ago(days=9), "ends_at": make.ago(days=1)},
            "page_cover_unannounced": {"announced_at": timezone.now() + timedelta(days=3)},
        }
        for name, pair in pairs.items():
            make.cover(mentoring=pair, cover=self.person(name), **lacks.get(name, {}))
            self._named(version, "mentor" if name.endswith("_as_mentor") else "cover", name)
            if not name.endswith("_without_seat"):
                self.seat(name, "mentor", cohort)

    def _company(self) -> None:
        """Fellow students of one who gave an answer to her group: who may read it with her."""
        w = self.world
        release = make.taught(cohort=w.juniper, due_on=make.ago(days=3).date())
        step = make.story(release=release).steps.first()
        group, other = make.group(cohort=w.juniper), make.group(cohort=w.juniper)
        long, late = {"starts_at": make.ago(days=60)}, {"starts_at": make.ago(minutes=30)}
        first = self.seat("fellow_first", "student")
        group.memberships.create(person=first, **long)
        make.answer(author=first, release=release, step=step, group=group)
        fellows = {
            "fellow": (group, long), "fellow_without_answer": (group, long),
            "fellow_not_given": (group, long), "fellow_of_another_group": (other, long),
            "fellow_who_joined_later": (group, late), "fellow_who_left_the_group": (group, OVER),
        }  # fmt: skip
        for name, (place, when) in fellows.items():
            place.memberships.create(person=self.seat(name, "student"), **when)
        self.seat("student_since_today", "student", **late)
        group.memberships.create(person=self.person("student_since_today"), **long)
        fellows["student_since_today"] = (group, long)
        for name in fellows:
            if name != "fellow_without_answer":
                given = name != "fellow_not_given"
                make.answer(author=self.person(name), release=release, step=step, given=given)
