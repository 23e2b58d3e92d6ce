"""Pictures on pages, and break-glass: asked for, open, told later, over."""

from datetime import timedelta
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import SchoolWord
from config.probe.manifest import canary
from config.probe.people import World, admin_of
from config.probe.writing import Desk
from reflections.actions import granting, picturing
from reflections.models import Entry, Grant, Picture


def load(world: World) -> None:
    """Hang pictures on pages, and open one entry of each cohort."""
    for letter in ("a", "b"):
        desk = Desk(world, letter)
        hang(world, letter, desk.write("author", "draft"), "on a draft")
        entry = desk.write("author", "opened with break-glass")
        picture = hang(world, letter, entry, "on a version", listed=False)
        desk.submit(entry, "author", "opened with break-glass")
        listed_in(world, letter, picture, "on a version")
        _grant(world, letter, entry, "open")
        _grant(world, letter, desk.write("author", "draft"), "waiting")
        _later(world, letter, desk)
    word = SchoolWord.objects.create(word=canary())
    world.manifest.add("school word", word, canaries={"word": word.word}, urls=admin_of(word)[:1])


def hang(world: World, letter: str, entry: Entry, state: str, *, listed: bool = True) -> Picture:
    mark, file = canary(), BytesIO()
    Image.new("RGB", (40, 30), "#2a6547").save(file, "JPEG", comment=canary().encode())
    picture = picturing.add(
        by=world[f"{letter}_author"],
        entry_id=entry.pk,
        file=SimpleUploadedFile(f"{canary()}.jpg", file.getvalue(), "image/jpeg"),
        description=f"A drawing of {mark}.",
        attested=True,
    )
    if listed:
        listed_in(world, letter, picture, state)
    return picture


def listed_in(world: World, letter: str, picture: Picture, state: str, *also: str) -> None:
    entry = picture.entry_id
    urls = [reverse(name, args=[entry]) for name in ("entry_pictures", "entry", "desk")]
    urls += [reverse("entry_picture", args=[entry, picture.pk]), *also]
    mark = picture.text.description.split()[-1].rstrip(".")
    world.manifest.add(
        "picture", picture.text, f"{letter}_author", state=state, cohort=letter,
        canaries={"description": mark}, urls=urls,
    )  # fmt: skip


def _grant(world: World, letter: str, entry: Entry, state: str) -> Grant:
    boss, mark = world["administrator"], canary()
    grant = granting.ask(by=boss, asked_for=entry.pk, ground="law", reason=f"Because of {mark}.")
    if state != "waiting":
        granting.decide(by=world["approver"], grant=grant, approve=True)
    _say(world, letter, grant, state, {"reason": mark})
    return grant


def _later(world: World, letter: str, desk: Desk) -> None:
    """Open an entry of which the author is told in some days."""
    version = desk.done("author", "opened, told later")
    mark, law = canary(), canary()
    grant = granting.ask(
        by=world["administrator"], asked_for=version.entry_id, ground="law", reason=mark
    )
    day = timezone.localdate() + timedelta(days=9)
    second = world["approver"]
    granting.decide(by=second, grant=grant, approve=True, tell_on=day, delay=law)
    granting.end(by=second, grant=grant)
    _say(world, letter, grant, "over, told later", {"reason": mark, "delay": law})


def _say(world: World, letter: str, grant: Grant, state: str, canaries: dict[str, str]) -> None:
    urls = [reverse(name, args=[grant.pk]) for name in ("grant", "grant_read")]
    urls += ["/glass/", reverse("entry", args=[grant.asked_for])]
    grant.refresh_from_db()
    world.manifest.add(
        "grant", grant.text, "administrator", state=state, cohort=letter, canaries=canaries,
        urls=urls,
    )  # fmt: skip
