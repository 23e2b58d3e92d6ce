"""Sounds and films: known by content, kept apart, sent in parts to those who may read."""

import struct

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.errors import Refused
from curriculum import recordings
from curriculum.actions import building, publishing
from tests import make


def box(kind, body=b""):
    return struct.pack(">I", 8 + len(body)) + kind + body


def an_mp4(brand=b"isom", handler=b"soun"):
    track = box(b"moov", box(b"trak", box(b"hdlr", b"\0" * 8 + handler + b"\0" * 12)))
    return box(b"ftyp", brand + b"\0" * 4) + track


OGG = b"OggS\0\x02" + b"\0" * 22
EBML = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84"
KNOWN = [
    ("wav", make.sound()),
    ("mp3", b"ID3\x04\x00\x00\x00\x00\x02\x01" + b"\0" * 600),
    ("mp3", b"\xff\xfb\x90\x64" + b"\0" * 400),
    ("m4a", an_mp4(b"M4A ")),
    ("m4a", an_mp4(b"isom")),
    ("mp4", an_mp4(b"mp42", b"vide")),
    ("ogg", OGG + b"OpusHead\x01"),
    ("ogg", OGG + b"\x01vorbis"),
    ("webm", EBML + b"webm" + b"\0" * 30 + b"V_VP9"),
    ("weba", EBML + b"webm" + b"\0" * 30 + b"A_OPUS"),
]
FOREIGN = [
    b"",
    b"<html><script>alert(1)</script>",
    b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    b"RIFF\0\0\0\0AVI LIST",
    b"%PDF-1.7",
    b"\xff\xff\xff\xff" * 8,  # a run of set bits is no header
    b"\xff\xfb\xf0\x64",  # a bit rate that does not exist
    OGG + b"\x80theora",
    EBML + b"matroska" + b"V_MPEG4",
    an_mp4(b"qt  ", b"vide"),
    an_mp4(b"heic"),
]


@pytest.mark.parametrize(("kind", "data"), KNOWN)
def test_a_recording_is_known_by_its_content(kind, data, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = recordings.store(SimpleUploadedFile("holiday.exe", data, "text/html"))
    assert name.endswith(f".{kind}")
    assert recordings.is_film(name) == (kind in {"mp4", "webm"})
    with recordings.open_stored(name) as kept:
        assert kept.read() == data
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    recordings.remove(name)
    assert not list(tmp_path.rglob("*.*"))


@pytest.mark.parametrize("data", FOREIGN)
def test_anything_else_is_refused_whatever_it_is_called(data, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(Refused) as refused:
        recordings.store(SimpleUploadedFile("song.mp3", data, "audio/mpeg"))
    assert refused.value.field == "sound"
    assert not list(tmp_path.rglob("*.*"))


def test_a_film_is_found_at_the_end_of_a_long_file(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(recordings, "LOOKED_AT", 64)
    settings.MEDIA_ROOT = tmp_path
    head, track = box(b"ftyp", b"isom\0\0\0\0"), an_mp4(b"isom", b"vide")[16:]
    name = recordings.store(ContentFile(head + box(b"mdat", b"\0" * 500) + track))
    assert recordings.is_film(name)


def test_what_is_too_large_is_refused(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(recordings, "MOST_BYTES", 100)
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(Refused, match="larger than"):
        recordings.store(ContentFile(make.sound()))


@pytest.mark.parametrize("name", ["", "recording/x.mp3", "../portal.sqlite3", "lesson/a.png"])
def test_no_other_file_is_opened_or_removed(name):
    with pytest.raises(FileNotFoundError):
        recordings.open_stored(name)
    recordings.remove(name)


# ------------------------------------------------------------------ sent to a reader
@pytest.fixture
def transcript(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make.lesson(
        version=world.release.version,
        kind="transcript",
        media=recordings.store_bytes(make.sound()),
    )


def url_of(lesson):
    return reverse("lesson_recording", args=[lesson.version.module.slug, lesson.slug])


def body(answer):
    return b"".join(answer.streaming_content)


def test_a_player_gets_the_whole_and_any_part(world, client_for, transcript):
    client, whole = client_for(world.asha), make.sound()
    answer = client.get(url_of(transcript))
    assert (answer.status_code, body(answer)) == (200, whole)
    assert answer["Content-Type"] == "audio/wav"
    assert answer["Content-Length"] == str(len(whole))
    for asked, first, last in (
        ("bytes=0-9", 0, 9),
        ("bytes=40-", 40, len(whole) - 1),
        ("bytes=-5", len(whole) - 5, len(whole) - 1),
        (f"bytes=100-{10**12}", 100, len(whole) - 1),
    ):
        answer = client.get(url_of(transcript), headers={"Range": asked})
        assert answer.status_code == 206
        assert answer["Content-Range"] == f"bytes {first}-{last}/{len(whole)}"
        assert answer["Content-Length"] == str(last - first + 1)
        assert body(answer) == whole[first : last + 1]


def test_a_part_that_is_not_there_and_a_request_that_is_none(world, client_for, transcript):
    client, whole = client_for(world.asha), make.sound()
    for asked in (f"bytes={len(whole)}-", "bytes=-0"):
        answer = client.get(url_of(transcript), headers={"Range": asked})
        assert answer.status_code == 416
        assert answer["Content-Range"] == f"bytes */{len(whole)}"
    for headers in (
        {"Range": "bytes=5-2"},
        {"Range": "bytes=0-1,4-5"},
        {"Range": "bytes=-"},
        {"Range": "lines=1-2"},
        {"Range": "bytes=0-1", "If-Range": '"x"'},
    ):
        answer = client.get(url_of(transcript), headers=headers)
        assert (answer.status_code, body(answer)) == (200, whole)


def test_it_is_sent_sealed_and_kept_nowhere(world, client_for, transcript):
    answer = client_for(world.asha).get(url_of(transcript))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Accept-Ranges"] == "bytes"
    body(answer)


def test_others_and_other_kinds_get_nothing(world, client_for, transcript):
    for person in (world.chidi, world.lena, world.omar):
        assert client_for(person).get(url_of(transcript)).status_code == 404
    transcript.kind = "reading"
    transcript.save()
    assert client_for(world.asha).get(url_of(transcript)).status_code == 404
    page = client_for(world.asha).get(url_of(transcript).replace("recording/", ""))
    assert b"<audio" not in page.content


def test_the_page_has_a_player_and_lets_nothing_else_in(world, client_for, transcript):
    answer = client_for(world.asha).get(url_of(transcript).replace("recording/", ""))
    assert f'src="{url_of(transcript)}"' in answer.content.decode()
    assert "media-src 'self'" in answer["Content-Security-Policy"]


# ------------------------------------------------------------------ in the admin
@pytest.fixture
def edited(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    version = make.module_version(module=world.release.version.module, number=None)
    return make.lesson(version=version, kind="transcript")


def sent(lesson, **more):
    return {
        "title": lesson.title, "slug": lesson.slug, "kind": lesson.kind, "minutes": 5,
        "with_whom": "alone", "body": "<p>Every word.</p>", "facilitator_notes": "",
        "steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0,
        "prompts-TOTAL_FORMS": 0, "prompts-INITIAL_FORMS": 0,
    } | more  # fmt: skip


def test_faculty_bring_a_recording_change_it_and_take_it_away(
    world, client_for, edited, django_capture_on_commit_callbacks
):
    client = client_for(world.cleo)
    url = reverse("admin:curriculum_lesson_change", args=[edited.pk])
    sound = SimpleUploadedFile("a.txt", make.sound())
    assert client.post(url, sent(edited, sound=sound)).status_code == 302
    edited.refresh_from_db()
    first = edited.media
    assert first.endswith(".wav")
    assert "sound-now" in client.get(url).content.decode()
    player = reverse("admin:curriculum_lesson_sound", args=[edited.pk])
    answer = client.get(player, headers={"Range": "bytes=0-3"})
    assert body(answer) == b"RIFF"
    assert client_for(world.omar).get(player).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, sent(edited, sound=SimpleUploadedFile("b.wav", make.sound(seconds=2))))
    with pytest.raises(FileNotFoundError):
        recordings.open_stored(first)
    client.post(url, sent(edited, without_sound="on"))
    edited.refresh_from_db()
    assert edited.media == ""


def test_a_file_of_another_kind_is_refused_beside_the_field(world, client_for, edited):
    url = reverse("admin:curriculum_lesson_change", args=[edited.pk])
    file = SimpleUploadedFile("a.mp3", b"<html>")
    page = client_for(world.cleo).post(url, sent(edited, sound=file))
    assert page.status_code == 200
    assert "Please choose a sound" in page.content.decode()
    edited.refresh_from_db()
    assert edited.media == ""


def test_a_recording_without_its_words_is_not_kept(world, client_for, edited):
    url = reverse("admin:curriculum_lesson_change", args=[edited.pk])
    sound = SimpleUploadedFile("a.wav", make.sound())
    page = client_for(world.cleo).post(url, sent(edited, body="", sound=sound))
    assert "A transcript needs its text." in page.content.decode()


def test_a_copy_keeps_the_recording_of_the_published_version(
    world, transcript, django_capture_on_commit_callbacks
):
    module = transcript.version.module
    edited = publishing.edit(module=module, by=world.cleo)
    copy = edited.lessons.get(key=transcript.key)
    assert copy.media == transcript.media
    with django_capture_on_commit_callbacks(execute=True):
        building.keep_lesson(lesson=copy, by=world.cleo, sound=False)
    recordings.open_stored(transcript.media).close()
