"""The cast: in each cohort everybody for whom something could leak, and the school's own."""

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts import uploads
from accounts.actions import (
    appointments,
    cohorts,
    evaluating,
    memberships,
    mentoring,
    profile,
)
from accounts.models import (
    Appointment,
    Cohort,
    Conflict,
    Evaluating,
    Group,
    GroupMembership,
    HelpContact,
    Membership,
    Mentoring,
    Person,
    School,
)
from config.probe.manifest import Manifest, canary
from reflections.actions import agreeing

Role = Membership.Role
# The key of a person in a cohort, what she is there, and what the manifest calls her.
CAST = (
    ("author", Role.STUDENT, "student"),
    ("fellow", Role.STUDENT, "student"),
    ("third", Role.STUDENT, "student"),
    ("mentor", Role.MENTOR, "mentor"),
    ("other_mentor", Role.MENTOR, "mentor"),
    ("cover", Role.MENTOR, "mentor"),
    ("former_mentor", Role.MENTOR, "former_mentor"),
    ("lead", Role.LEAD, "lead"),
    ("facilitator", Role.FACILITATOR, "facilitator"),
)
SCHOOL = ("administrator", "superuser", "wellbeing", "approver", "collaborator")
# Cohorts: a as it comes; in b the lead reads; c has ended.
COHORTS = ("a", "b", "c")


class World:
    """Who and what there is while the world is being made."""

    def __init__(self, password: str) -> None:
        self.manifest = Manifest(password)
        self.hashed = make_password(password)
        self.cohorts: dict[str, Cohort] = {}
        self.pairs: dict[str, Mentoring] = {}

    def __getitem__(self, key: str) -> Person:
        return self.manifest.people[key]

    @property
    def began(self) -> datetime:
        return timezone.now() - timedelta(days=90)

    def person(self, key: str, role: str, cohort: str = "", **fields: Any) -> Person:
        """Make somebody who has come in; her phone number and her address are canaries."""
        phone, mark = canary(), canary()
        made = Person.objects.create(
            email=f"{mark.lower()}@probe.example",
            name=key.replace("_", " ").title(),
            phone=phone,
            password=self.hashed,
            time_zone="Europe/London",
            joined_at=self.began,
            **fields,
        )
        EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
        self.manifest.person(key, role, cohort, made)
        self.manifest.add(
            "contact details", made, key, cohort=cohort, action="reach",
            canaries={"phone": phone, "email": mark.lower()},
            urls=["/accounts/profile/", *admin_of(made)[:1]],
        )  # fmt: skip
        return made

    def join(self, key: str, cohort: str, role: str) -> Membership:
        """Give somebody a role in a cohort, as the administrator does."""
        seat = Membership(
            person=self[key], cohort=self.cohorts[cohort], role=role, starts_at=self.began
        )
        memberships.begin(membership=seat, by=self["administrator"])
        if role == Role.MENTOR:
            agreeing.agree(by=self[key])
        return seat

    def pair(self, student: str, mentor: str, cohort: str) -> Mentoring:
        """Let somebody mentor somebody."""
        made = Mentoring(
            student=self[student],
            mentor=self[mentor],
            cohort=self.cohorts[cohort],
            starts_at=self.began,
        )
        mentoring.assign(mentoring=made, by=self["administrator"])
        self.pairs[student] = made
        self.manifest.add(
            "pairing", made, student, state=mentor, cohort=cohort,
            urls=[*admin_of(made)[:1], f"/cohorts/{made.cohort.slug}/"],
        )  # fmt: skip
        return made


def admin_of(row: Any) -> list[str]:
    """Return the admin's pages of a row."""
    place = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    return [reverse(f"{place}_{page}", args=[row.pk]) for page in ("change", "history")]


def load(world: World) -> None:
    """Make the school, its cohorts and everybody in them."""
    School.objects.create(name="Probe School", time_zone="Europe/London")
    HelpContact.objects.create(
        name="Help line", what="Day and night", phone="+44 20 5550 0100", is_urgent=True,
        last_checked_on=timezone.localdate(),
    )  # fmt: skip
    for key in SCHOOL:
        world.person(key, key, is_superuser=key == "superuser")
    boss = world["administrator"]
    office = Appointment(
        person=boss, office=Appointment.Office.ADMINISTRATOR, starts_at=world.began
    )
    office.save()  # the first of a school: nobody is there yet who could appoint her
    for key, held in (
        ("wellbeing", Appointment.Office.WELLBEING),
        ("approver", Appointment.Office.APPROVER),
    ):
        office = Appointment(person=world[key], office=held, starts_at=world.began)
        appointments.begin(appointment=office, by=boss)
    for letter in COHORTS:
        world.cohorts[letter] = made = Cohort(
            name=f"Cohort {letter.upper()}",
            slug=f"cohort-{letter}",
            time_zone="Europe/London",
            first_day=date(timezone.localdate().year, 1, 1),
            programme_year="M1",
            lead_reads=letter == "b",
        )
        cohorts.add(cohort=made, by=boss)
        _cohort(world, letter)
    for key, role in (("suspended", "suspended"), ("left", "left")):
        world.person(key, role, "a")
        world.join(key, "a", Role.STUDENT)
        world.pair(key, "a_mentor", "a")
    mentoring.declare_conflict(
        conflict=(conflict := Conflict(one=world["a_other_mentor"], other=world["a_author"])),
        by=boss,
    )
    world.manifest.add("conflict", conflict, cohort="a", urls=admin_of(conflict))
    row = Evaluating(
        evaluator=world["a_other_mentor"], student=world["a_fellow"], cohort=world.cohorts["a"]
    )
    evaluating.begin(evaluating=row, by=boss)
    world.manifest.add("evaluating", row, cohort="a", urls=admin_of(row))


def _cohort(world: World, letter: str) -> None:
    for name, role, said in CAST:
        world.person(f"{letter}_{name}", said, letter)
        world.join(f"{letter}_{name}", letter, role)
    name = canary()
    group = Group(cohort=world.cohorts[letter], name=name)
    cohorts.add_group(group=group, by=world["administrator"])
    world.manifest.add(
        "group", group, cohort=letter, canaries={"name": name},
        urls=[f"/cohorts/{group.cohort.slug}/"],
    )  # fmt: skip
    for student in ("author", "fellow"):
        place = GroupMembership(
            group=group, person=world[f"{letter}_{student}"], starts_at=world.began
        )
        memberships.begin_in_group(place=place, by=world["administrator"])
    # Her mentor of last year; the pairing ends when she has written to them (config.probe.writing).
    world.pair(f"{letter}_author", f"{letter}_former_mentor", letter)
    world.pair(f"{letter}_fellow", f"{letter}_mentor", letter)
    _picture(world, f"{letter}_author", letter)


def _picture(world: World, key: str, cohort: str) -> None:
    """Give her a picture whose file said more than it shows."""
    mark, buffer = canary(), BytesIO()
    Image.new("RGB", (40, 30), "#b01e2f").save(buffer, "JPEG", comment=mark.encode())
    file = SimpleUploadedFile("picture.jpg", buffer.getvalue(), "image/jpeg")
    name = uploads.store(file, "person")
    profile.set_picture(person=world[key], by=world[key], picture=name)
    url = [reverse("picture", args=[world[key].pk])]
    world.manifest.add("picture", world[key], key, cohort=cohort, urls=url)
    world.manifest.add(
        "picture", world[key], key, state="what its file said", cohort=cohort, urls=url,
        canaries={"comment": mark}, readers=[],
    )  # fmt: skip
