"""The cast: two cohorts, and people for whom something could leak."""

from dataclasses import dataclass, field

from accounts.models import Cohort, Person
from curriculum.models import Release
from reflections.models import Entry
from tests import make


@dataclass
class World:
    """Asha writes; the others are who they are to her."""

    asha: Person = None  # writes
    ben: Person = None  # same cohort
    chidi: Person = None  # other cohort
    ekdal: Person = None  # her mentor
    fox: Person = None  # mentors others in her cohort
    okoye: Person = None  # mentors in the other cohort
    gita: Person = None  # was her mentor last year
    noma: Person = None  # announced cover for her mentor
    hana: Person = None  # leads her cohort and owns the course
    omar: Person = None  # leads the other cohort
    farid: Person = None  # facilitates in her cohort
    ivo: Person = None  # programme administrator
    tuva: Person = None  # wellbeing lead
    cleo: Person = None  # in the course team, in no cohort
    maya: Person = None  # was given one module of it, with its releases to her cohort
    root: Person = None  # operator
    sam: Person = None  # suspended student of her cohort
    lena: Person = None  # left her cohort
    juniper: Cohort = None
    rowan: Cohort = None
    release: Release = None
    other_release: Release = None
    future_release: Release = None
    entries: dict[str, Entry] = field(default_factory=dict)

    @property
    def people(self) -> dict[str, Person]:
        """Return everybody by first name."""
        return {name: one for name, one in vars(self).items() if isinstance(one, Person)}


def build() -> World:
    """Make the cast and an entry of Asha's in every state."""
    w = World()
    make.school()
    make.help_contact(is_urgent=True)
    w.juniper, w.rowan = make.cohort(name="Juniper"), make.cohort(name="Rowan")
    names = {
        "asha": "Asha", "ben": "Ben", "chidi": "Chidi", "ekdal": "Dr Ekdal", "fox": "Dr Fox",
        "okoye": "Dr Okoye", "gita": "Dr Gita", "noma": "Dr Noma", "hana": "Prof Hana",
        "omar": "Prof Omar", "farid": "Farid", "ivo": "Ivo", "tuva": "Dr Tuva", "cleo": "Cleo",
        "maya": "Maya",
        "lena": "Lena",
    }  # fmt: skip
    for key, name in names.items():
        setattr(w, key, make.person(name=name, email=f"{key}@example.org"))
    w.root = make.person(name="Root", email="root@example.org", is_superuser=True)
    w.sam = make.person(name="Sam", email="sam@example.org", is_active=False)
    _relationships(w)
    _teaching(w)
    _entries(w)
    return w


def _relationships(w: World) -> None:
    students = [(w.asha, w.juniper), (w.ben, w.juniper), (w.sam, w.juniper), (w.chidi, w.rowan)]
    for person, cohort in students:
        make.membership(person=person, cohort=cohort)
    make.membership(person=w.lena, cohort=w.juniper, ends_at=make.ago(days=10))
    for person, cohort, role in (
        (w.ekdal, w.juniper, "mentor"),
        (w.fox, w.juniper, "mentor"),
        (w.noma, w.juniper, "mentor"),
        (w.gita, w.juniper, "mentor"),
        (w.okoye, w.rowan, "mentor"),
        (w.hana, w.juniper, "lead"),
        (w.omar, w.rowan, "lead"),
        (w.farid, w.juniper, "facilitator"),
    ):
        make.membership(person=person, cohort=cohort, role=role)
    pair = make.mentoring(mentor=w.ekdal, student=w.asha, cohort=w.juniper)
    make.cover(mentoring=pair, cover=w.noma)
    make.mentoring(mentor=w.fox, student=w.ben, cohort=w.juniper)
    make.mentoring(mentor=w.okoye, student=w.chidi, cohort=w.rowan)
    make.mentoring(
        mentor=w.gita,
        student=w.asha,
        cohort=w.juniper,
        starts_at=make.ago(days=400),
        ends_at=make.ago(days=81),
    )
    make.appointment(person=w.ivo)
    make.appointment(person=w.tuva, office="wellbeing")


def _teaching(w: World) -> None:
    w.release = make.taught(cohort=w.juniper, owner=w.hana)
    course = w.release.version.module.course
    make.course_team(course=course, person=w.cleo)
    make.course_team(
        course=course, person=w.maya, module=w.release.version.module, cohort=w.juniper
    )
    w.other_release = make.taught(cohort=w.rowan, owner=w.omar)
    later = make.module_version(module=make.module(course=course), title="Not open yet")
    reflection = make.lesson(version=later, kind="reflection", title="Later")
    make.prompt(lesson=reflection)
    w.future_release = make.release(
        version=later, cohort=w.juniper, opens_on=make.ago(days=-20).date(), due_on=None
    )


def _entries(w: World) -> None:
    """One entry of Asha's per state; each but the draft names her mentor and the former one."""

    def entry(state: str, **fields: object) -> Entry:
        made = make.entry(
            author=w.asha, body=f"WORDS-{state} of Asha", title=f"TITLE-{state}", **fields
        )
        w.entries[state] = made
        return made

    def submit(one: Entry, **readers: Person) -> object:
        return make.version(
            entry=one,
            cohort=w.juniper,
            readers=readers or {"mentor": w.ekdal},
            submitted_at=make.ago(days=6),
        )

    entry("draft", release=w.release)
    submit(entry("submitted"))
    answered = submit(entry("answered"))
    make.reply(version=answered, author=w.ekdal, body="REPLY-sent")
    make.remark(version=answered, author=w.ekdal, body="REMARK-sent")
    make.message(version=answered, author=w.asha, body="MESSAGE-back")
    replying = submit(entry("being_answered"))
    make.reply(version=replying, author=w.ekdal, body="REPLY-draft", sent=False)
    make.remark(version=replying, author=w.ekdal, body="REMARK-draft", sent=False)
    # Named on the button last year; the pairing has ended since.
    submit(entry("former"), mentor=w.gita)
    # Named the lead too, but the cohort's switch is off.
    submit(entry("lead_named"), mentor=w.ekdal, lead=w.hana)
    submit(entry("covered"), mentor=w.ekdal, cover=w.noma)
    submit(entry("unread"))
    nobody = entry("nobody")
    make.version(entry=nobody, cohort=w.juniper, readers={}, submitted_at=make.ago(days=6))
