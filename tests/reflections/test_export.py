"""Taking one's words along: everything that is hers to read, nothing else, however much it is."""

import gc
import io
import json
import re
import tracemalloc
import uuid
import zipfile
from dataclasses import fields, is_dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import words
from accounts.errors import NotYours
from accounts.models import AuditEvent, Draft, DraftText, Person
from accounts.policy import allows
from reflections.actions import exporting, reading_answers
from reflections.models import EditionText, Entry, Helped, ReplyEdition
from reflections.models.reply import RECALL_FOR
from reflections.packing import archive, markdown
from reflections.packing.pack import pack
from reflections.queries import export, export_rest
from tests import make


def unpacked(chunks):
    """Return the files of an archive as text, by name."""
    with zipfile.ZipFile(io.BytesIO(b"".join(chunks))) as packed:
        assert packed.testzip() is None
        return {one: packed.read(one).decode("utf-8", "replace") for one in packed.namelist()}


def taken(person, at=None):
    """Return what she takes along once nothing that was sent can be taken back any more."""
    return unpacked(pack(person, at or timezone.now() + RECALL_FOR, "en-gb"))


def everything(person):
    return "\n".join(taken(person).values())


# ------------------------------------------------------------------ whose words
def test_what_was_not_sent_and_what_another_reads_stays_out(world):
    version = world.entries["submitted"].versions.get()
    make.remark(version=version, author=world.ekdal, body="NOT-SENT remark", sent=False)
    make.reply(version=version, author=world.ekdal, body="NOT-SENT reply", sent=False)
    hers, mentors = everything(world.asha), everything(world.ekdal)
    assert "NOT-SENT" not in hers
    assert "NOT-SENT reply" in mentors
    assert "NOT-SENT remark" in mentors
    # What she wrote back is hers to take only while she may read what it is about.
    gone = world.entries["former"].versions.get()
    make.reply(version=gone, author=world.gita, body="LOST reply")
    make.remark(version=gone, author=world.gita, body="LOST remark")
    make.message(version=gone, author=world.gita, body="LOST message")
    assert "LOST" not in everything(world.gita)
    assert everything(world.asha).count("LOST reply") == 3  # HTML, Markdown, JSON


def test_a_reply_that_can_be_taken_back_comes_when_it_is_read_or_stays(world):
    """With its remarks, and in each of its wordings; the archive says so, whether there is one."""
    version = world.entries["submitted"].versions.get()
    sent = {"version": version, "author": world.ekdal}
    reply, now = make.reply(**sent, body="FRESH reply"), timezone.now()
    remark = make.remark(**sent, body="FRESH remark")
    type(remark).objects.filter(pk=remark.pk).update(sent_at=reply.sent_at)
    edition = ReplyEdition.objects.create(reply=reply, number=1)
    EditionText.objects.create(edition=edition, body="FRESH wording", sha256="x")
    early = make.remark(**sent, body="EARLY remark")
    type(early).objects.filter(pk=early.pk).update(sent_at=now - RECALL_FOR)

    def fresh(at=now):
        said = "\n".join(taken(world.asha, at).values())
        return [word for word in ("reply", "remark", "wording") if f"FRESH {word}" in said]

    files = taken(world.asha, now)
    assert fresh() == []
    assert "EARLY remark" in "\n".join(files.values())
    assert "can still be taken back" in files["index.html"]
    assert fresh(now + RECALL_FOR) == ["reply", "remark", "wording"]
    assert "FRESH reply" in "\n".join(taken(world.ekdal, now).values())  # his own words
    reading_answers.mark_seen(version=version, by=world.asha)
    assert fresh() == ["reply", "remark", "wording"]


def test_what_one_said_goes_along_while_one_reads_it_as_a_reader(world):
    """Not because one asked to open it as an administrator, nor once its author threw it away."""

    def said(person):
        return [
            one.to for some in export_rest.said_to_others(person, timezone.now()) for one in some
        ]

    version = world.entries["unread"].versions.get()
    for made in (make.reply, make.remark, make.message):
        made(version=version, author=world.ivo, body="LOST")
    make.grant(asked_by=world.ivo, decided_by=world.tuva, entry=version.entry)
    assert allows(world.ivo, "read", version)
    assert said(world.ivo) == []
    assert said(world.ekdal)
    Entry.objects.update(gone_at=timezone.now())
    assert said(world.ekdal) == []


def test_suspended_is_not_served_and_an_archive_under_way_has_no_end(world):
    sending = pack(world.asha, timezone.now(), "en-gb")
    begun = next(sending)
    Person.objects.filter(pk=world.asha.pk).update(is_active=False)
    with pytest.raises(zipfile.BadZipFile):
        unpacked([begun, *sending])
    world.asha.refresh_from_db()
    with pytest.raises(NotYours):
        exporting.take_along(by=world.asha)
    assert not AuditEvent.objects.filter(verb="export.taken").exists()


# ------------------------------------------------------------------ what is in it
def test_versions_remarks_replies_readers_and_the_log(world):
    entry = world.entries["answered"]
    version = entry.versions.get()
    version.remarks.update(kind="question")
    Helped.objects.create(remark=version.remarks.get())
    files = taken(world.asha)
    data = json.loads(files["data.json"])
    page = next(one for one in data["pages"] if one["id"] == str(entry.pk))
    assert data["format"] == "heartbeat-export"
    assert data["person"]["name"] == world.asha.name
    (said,) = page["versions"]
    assert (said["title"], said["body"]) == (version.text.title, version.text.body)
    assert said["readers"][0]["name"] == "Dr Ekdal"
    assert said["replies"][0]["body"] == version.replies.get().text.body
    remark = said["remarks"][0]
    assert said["body"][remark["start"] : remark["end"]] == remark["quote"]
    assert (remark["kind"], bool(remark["helped_at"]), remark["from_version"]) == (
        "question", True, None,
    )  # fmt: skip
    assert "(Question, This helped)" in files[page["file"]]
    assert "(Question, This helped)" in files[page["file"].removesuffix("html") + "md"]
    document = files[page["file"]]
    assert f"<mark>{remark['quote']}</mark><sup>" in document
    assert remark["body"] in document
    assert page["file"].removesuffix("html") + "md" in files
    assert page["file"] in files["index.html"]
    drafts = [json.loads(line) for line in files["earlier-drafts.jsonl"].splitlines()]
    texts = DraftText.objects.filter(draft__author=world.asha)
    assert len(drafts) == texts.count()
    assert {one["body"] for one in drafts} == set(texts.values_list("body", flat=True))


HOSTILE = [
    "CON", "aux.md", "../../etc/passwd", "..\\windows", "a:b|c?d*e<f>g\"h", "=cmd()", "   ",
    "\u202egpj.exe", "<script>alert(1)</script>", "名前", "x" * 200, "tr\u200bail. ",
]  # fmt: skip


def test_hostile_titles_make_no_file_name_and_no_markup(db):
    mira = make.person(name="Mira <b>", email="mira@example.org")
    for title in HOSTILE:
        make.entry(author=mira, title=title, body=f"{title}\n<img src=x onerror=alert(1)>\n# not\n")
    files = taken(mira)
    for name in files:
        assert re.fullmatch(r"(?:pages/\d{4}-[0-9-]{10}-[a-z0-9-]{1,40}|[a-z-]+)\.\w+", name), name
        assert len(name) < 80
    names = {name.lower() for name in files}
    assert len(names) == len(files)
    for name, text in files.items():
        if name.endswith(".html"):
            assert "<script" not in text
            assert "<img" not in text
            assert "<b>" not in text
            assert "//" not in re.sub(r"<!doctype html>", "", text).replace("=cmd", "")
        if name.endswith(".md"):
            assert "\n# not" not in text
            assert "\n<" not in text
    page = next(text for name, text in files.items() if "alert" in name and name.endswith("html"))
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'dir="auto"' in page


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("# no heading", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("- no list", "\\- no list"),
        ("*a* _b_ `c` [d](e) <f> & ~~g~~ $h$",
         "\\*a\\* \\_b\\_ \\`c\\` \\[d\\](e) \\<f\\> \\& \\~\\~g\\~\\~ \\$h\\$"),
        ("one\ntwo", "one\\\ntwo"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("    indented", "\u00a0\u00a0\u00a0\u00a0indented"),
        ("a\u2028# b", "a\\\n\\# b"),
        ("===", "\\==="),
        ("> no quotation", "\\> no quotation"),
    ],
)  # fmt: skip
def test_markdown_shows_what_was_typed(said, shown):
    assert markdown.text(said) == shown


def test_json_has_moments_with_their_offset():
    zone = __import__("zoneinfo").ZoneInfo("Asia/Kolkata")
    at = timezone.now().replace(2026, 11, 22, 8, 0, 0, 0)
    said = archive.plain({"at": at, "id": uuid.UUID(int=1), "many": (1, None)}, zone)
    assert said["at"] == "2026-11-22T13:30:00+05:30"
    assert (said["id"], said["many"]) == (str(uuid.UUID(int=1)), [1, None])


# ------------------------------------------------------------------ however much it is
def _write(person, number):
    at = timezone.now() - timedelta(days=9)
    body = "I sat with her for an hour and we said little. " * 400
    drafts = [
        Draft(pk=uuid.uuid4(), author=person, revision=1, words=400, updated_at=at)
        for _number in range(number)
    ]
    Draft.objects.bulk_create(drafts)
    DraftText.objects.bulk_create(
        DraftText(
            draft=draft, revision=1, save_id=uuid.uuid4(), title="An hour", body=body,
            sha256=words.fingerprint("An hour", body), saved_at=at,
        )
        for draft in drafts
    )  # fmt: skip
    Entry.objects.bulk_create(
        Entry(pk=draft.pk, author=person, draft=draft, started_at=at + timedelta(seconds=n))
        for n, draft in enumerate(drafts)
    )


def test_memory_and_questions_do_not_grow_with_the_journal(db):
    def measure(number):
        person = make.person(name=f"Writer {number}")
        _write(person, number)
        with CaptureQueriesContext(connection) as asked:
            size = sum(len(one) for one in pack(person, timezone.now(), "en-gb"))
        gc.collect()
        gc.disable()  # what leaves only with the next look for circles is held as well
        tracemalloc.start()
        try:
            for _piece in pack(person, timezone.now(), "en-gb"):
                pass
            return tracemalloc.get_traced_memory()[1], len(asked), size
        finally:
            tracemalloc.stop()
            gc.enable()

    measure(5)  # templates are compiled once
    few, queries_few, _size = measure(100)
    many, queries_many, size = measure(150)
    assert size > 150 * 500
    # Of each page its line in the list of contents is held, until it is written, and the zip's own
    # (some 5 kB, docs/export.md); its words, 19 kB in each of four files, are not.
    assert many - few < 50 * 8_000
    # 50 more pages are two more turns, each made twice; 50 more saved states are one.
    assert queries_many - queries_few == 2 * 2 * 9 + 1


# ------------------------------------------------------------------ the pages
def test_one_says_who_one_is_then_downloads_and_it_is_noted(world, client_for):
    client, url = client_for(world.asha), reverse("export_download")
    page = client.get(reverse("export")).content.decode()
    assert url in page
    for method in (client.get, client.post):
        asked = method(url)
        assert asked.status_code == 302
        assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert not AuditEvent.objects.filter(verb="export.taken").exists()
    world.asha.set_password("a-long-enough-word")
    world.asha.save()
    client = client_for(world.asha)
    again = f"{reverse('account_reauthenticate')}?next={url}"
    assert client.post(again, {"password": "wrong"}).status_code == 200
    assert client.get(url).status_code == 302
    assert client.post(again, {"password": "a-long-enough-word"})["Location"] == url
    assert "Download my words" in client.get(url).content.decode()
    answer = client.post(url)
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    assert re.fullmatch(
        r'attachment; filename="heartbeat-[0-9-]{10}\.zip"', answer["Content-Disposition"]
    )
    assert "index.html" in unpacked(answer.streaming_content)
    event = AuditEvent.objects.get(verb="export.taken")
    assert (event.by, event.about, event.facts) == (str(world.asha.pk),) * 2 + ({},)


def test_every_field_is_in_the_document(world):
    """docs/export.md names what is in ``data.json``, all of it."""
    document = (Path(__file__).parents[2] / "docs" / "export.md").read_text(encoding="utf-8")
    shapes = [
        shape
        for module in (export, export_rest)
        for shape in vars(module).values()
        if is_dataclass(shape) and shape.__module__ == module.__name__
    ]
    names = {one.name for shape in shapes for one in fields(shape)}
    files = taken(world.asha)
    names |= set(json.loads(files["data.json"]))
    names |= set(json.loads(files["earlier-drafts.jsonl"].splitlines()[0]))
    assert len(names) > 50
    assert [name for name in sorted(names) if f"`{name}`" not in document.replace(".", "`")] == []
