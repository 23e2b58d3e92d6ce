"""The rest that is private: answers to a story, lists of people, notices, the trail."""

import uuid
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import audit, notices
from accounts.actions import archiving, memberships, notice_choices, persons, rostering
from accounts.models import AuditEvent, Membership, Notice, NoticeChoice
from config.probe.manifest import canary
from config.probe.people import World, admin_of
from config.probe.teaching import Taught
from config.probe.writing import a_save
from curriculum.actions import library
from curriculum.models import ShelfPrompt
from reflections.actions import answering, writing
from reflections.models import Answer, Entry
from reflections.queries.answers import asked


def answers(world: World, taught: Taught) -> None:
    """Answer the questions of a story: not given, given before the due date, given after it."""
    for letter in ("a", "b"):
        for name in ("author", "fellow", "third"):
            _answer(world, taught, letter, name, "open", "draft", 0)
            _answer(world, taught, letter, name, "open", "given, not yet due", 1)
            _answer(world, taught, letter, name, "due", "draft", 0)
            _answer(world, taught, letter, name, "due", "given, due", 1)


def _answer(
    world: World, taught: Taught, letter: str, name: str, slug: str, state: str, number: int
) -> None:
    person, release = world[f"{letter}_{name}"], taught.releases[slug, letter]
    story = release.version.lessons.get(kind="narrative")
    step = story.steps.order_by("position")[number]
    question = asked(person, release.pk, step.key)
    assert question is not None  # noqa: S101 - the story is open to her
    words = canary()
    save = a_save("", words)
    if state == "draft":
        answering.save(by=person, asked=question, save=save)
    else:
        answering.give(by=person, asked=question, save=save)
    made = Answer.objects.get(author=person, release=release, step_key=step.key)
    page = reverse("lesson", args=[release.version.module.slug, story.slug])
    draft = reverse("answer_draft", args=[release.pk, step.key])
    row: Any = made.draft if state == "draft" else made.text
    world.manifest.add(
        "answer", row, f"{letter}_{name}", state=state, cohort=letter,
        canaries={"body": words}, urls=[page, draft],
    )  # fmt: skip


def begun_from_the_shelf(world: World, taught: Taught) -> None:
    """Begin a page of one's own from a prompt of the shelf, whose words are changed afterwards."""
    boss, author = world["administrator"], world["a_author"]
    assert taught.shelf is not None  # noqa: S101 - the course was made with one
    mark, words, title = canary(), canary(), canary()
    library.change_shelf_prompt(prompt=taught.shelf, by=boss, text=f"Write about {mark}.")
    pk = uuid.uuid4()
    writing.save(by=author, entry_id=pk, save=a_save(title, words), prompt_id=taught.shelf.pk)
    shelf = ShelfPrompt.objects.get(pk=taught.shelf.pk)
    library.change_shelf_prompt(prompt=shelf, by=boss, text="Write about something else.")
    entry = Entry.objects.get(pk=pk)
    world.manifest.add(
        "entry", entry, "a_author", state="draft begun from the shelf", cohort="a",
        canaries={"begun_from": mark, "title": title, "body": words},
        urls=[reverse("entry", args=[pk]), reverse("entry_write", args=[pk]), "/journal/"],
    )  # fmt: skip


def rosters(world: World) -> None:
    """Let somebody upload a list of people and not apply it yet."""
    for key, letter in (("a_lead", "a"), ("b_lead", "b"), ("administrator", "a")):
        good, wrong, mark = canary(), canary(), canary()
        rows = (
            "email,name,role",
            f"new.{mark.lower()}@probe.example,{good},student",
            f"no address,{wrong},student",
        )
        made = rostering.upload(
            data="\n".join(rows).encode(), cohort=world.cohorts[letter], by=world[key]
        )
        page = reverse("roster", args=[made.pk])
        world.manifest.add(
            "roster upload", made, key, cohort=letter,
            canaries={"name": good, "row with an error": wrong, "email": mark.lower()},
            urls=[page, f"{page}errors.csv", "/rosters/"],
        )  # fmt: skip


def notices_and_trail(world: World) -> None:
    """List a notice that waits for each person, with a canary in what tells it apart."""
    for letter in ("a", "b"):
        author, cohort = world[f"{letter}_author"], world.cohorts[letter]
        mark = canary()
        notices.tell("not_answered", to=author, about=cohort, again=mark)
        row = Notice.objects.get(to=author, once__endswith=mark)
        world.manifest.add(
            "notice", row, f"{letter}_author", state="waiting", cohort=letter,
            canaries={"once": mark},
        )  # fmt: skip
    for row in Notice.objects.filter(to__in=[world["a_author"], world["a_mentor"]]):
        key = "a_author" if row.to_id == world["a_author"].pk else "a_mentor"
        world.manifest.add("notice", row, key, state=row.kind, cohort="a")
    notice_choices.choose(by=world["a_author"], said={"letters": "daily"})
    choice = NoticeChoice.objects.get(person=world["a_author"])
    world.manifest.add("notice choice", choice, "a_author", cohort="a", urls=["/accounts/notices/"])
    mark = canary()
    event = audit.record("school.changed", by=world["administrator"], mark=mark)
    world.manifest.add("audit line", event, canaries={"facts": mark}, urls=admin_of(event)[:1])
    newest = AuditEvent.objects.filter(verb="entry.submitted").latest("pk")
    world.manifest.add("audit line", newest, state=newest.verb, urls=admin_of(newest)[:1])


def endings(world: World) -> None:
    """End what has ended: a cohort, somebody's place, somebody's access."""
    boss = world["administrator"]
    archiving.archive(cohort=world.cohorts["c"], by=boss, close=True)
    _leave(world, "left", "a")
    _leave(world, "b_former_mentor", "b")
    persons.suspend(person=world["suspended"], by=boss)


def _leave(world: World, key: str, letter: str) -> None:
    seat = Membership.objects.get(person=world[key], cohort=world.cohorts[letter])
    memberships.change(
        membership=seat, by=world["administrator"], starts_at=seat.starts_at, ends_at=timezone.now()
    )
