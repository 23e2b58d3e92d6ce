"""Pictures on a page: her own on the draft, part of the version they were submitted with."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from PIL import Image

from accounts import uploads
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import Mentoring
from accounts.policy import allows, audience
from reflections import queries
from reflections.actions import emptying, picturing, sharing, submitting, withdrawing
from reflections.models import Picture, Version, VersionPicture
from reflections.queries.sharing import companies
from reflections.readers import readers_for
from tests import make

SAID = "A drawing of two chairs."


@pytest.fixture
def w(standing_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return standing_world


def photograph() -> SimpleUploadedFile:
    """Return a JPEG that says where it was taken, turned a quarter."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CANARY-camera"
    exif.get_ifd(0x8825)[29] = "CANARY-place"
    out = io.BytesIO()
    Image.new("RGB", (2400, 1200), "#b01e2f").save(out, "JPEG", exif=exif, comment=b"CANARY-c")
    return SimpleUploadedFile("CANARY-name.jpg", out.getvalue(), "image/jpeg")


def hang(w, entry=None, **said):
    base = {"file": make.picture_file(), "description": SAID, "attested": True}
    entry = entry or w.entries["draft"]
    return picturing.add(by=w.asha, entry_id=entry.pk, **(base | said))


def submit(w, entry):
    entry.refresh_from_db()
    named = [one.key for one in readers_for(w.asha, w.juniper)]
    return submitting.submit(
        entry=entry, by=w.asha, revision=entry.draft.revision, named=named, attested=True
    )


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def url(entry, picture=None):
    if picture is None:
        return reverse("entry_pictures", args=[entry.pk])
    return reverse("entry_picture", args=[entry.pk, picture.pk])


def fetch(client, address):
    """Ask for a picture and close its file; close() would also end the database connection."""
    answer = client.get(address)
    for close in getattr(answer, "_resource_closers", ()) if answer.streaming else ():
        close()
    return answer


def statuses(w, client_for, entry, picture) -> set[str]:
    """Return who can fetch the picture."""
    names = ("asha", "ben", "chidi", "ekdal", "fox", "gita", "hana", "ivo", "root", "lena")
    return {
        name
        for name in names
        if fetch(client_for(getattr(w, name)), url(entry, picture)).status_code == 200
    }


# ------------------------------------------------------------------ from the form to the mentor
def test_from_her_page_to_the_mentors_desk_and_back(w, client_for):
    asha, ekdal, entry = client_for(w.asha), client_for(w.ekdal), w.entries["draft"]
    sent = {"picture": photograph(), "description": SAID, "attest": "on"}
    answer = asha.post(url(entry), sent)
    assert answer.url == url(entry)
    picture = Picture.objects.get()
    assert (picture.text.description, picture.attested_at is not None) == (SAID, True)
    (kept,) = files()
    assert b"CANARY" not in kept.read_bytes()
    with Image.open(kept) as upright:
        assert upright.size == (800, 1600)
    assert picture.size == kept.stat().st_size
    assert SAID in asha.get(url(entry)).content.decode()
    room = asha.get(reverse("entry_write", args=[entry.pk])).content.decode()
    assert "One picture is on this page" in room
    before = asha.get(reverse("entry_submit", args=[entry.pk])).content.decode()
    assert "One picture goes along." in before
    # On the draft it is hers alone.
    assert statuses(w, client_for, entry, picture) == {"asha"}
    assert client_for(None).get(url(entry, picture)).status_code == 302

    version = submit(w, entry)
    assert set(audience(VersionPicture.objects.get())) == set(audience(version))
    assert statuses(w, client_for, entry, picture) == {"asha", "ekdal"}
    answer = fetch(ekdal, url(entry, picture))
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["Cache-Control"].startswith("private, no-store")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Disposition"] == 'inline; filename="picture.jpg"'
    for client, page in ((asha, "entry"), (ekdal, "desk")):
        text = client.get(reverse(page, args=[entry.pk])).content.decode()
        assert f'src="{url(entry, picture)}" alt="{SAID}"' in text
    # Through another entry's address there is nothing.
    assert asha.get(url(w.entries["unread"], picture)).status_code == 404
    Mentoring.objects.filter(mentor=w.ekdal).update(ends_at=make.ago(hours=1))
    assert statuses(w, client_for, entry, picture) == {"asha"}


def test_taken_off_the_draft_it_stays_where_it_was_submitted(w, client_for):
    entry = w.entries["draft"]
    shown, gone = hang(w), hang(w, description="Another.")
    asha = client_for(w.asha)
    assert asha.post(url(entry), {"do": "remove", "picture": gone.pk}).status_code == 302
    with pytest.raises(Picture.DoesNotExist):
        gone.refresh_from_db()
    version = submit(w, entry)
    assert [one.picture for one in version.pictures.all()] == [shown]
    picturing.remove(by=w.asha, entry_id=entry.pk, picture_id=shown.pk)
    shown.refresh_from_db()
    assert shown.removed_at is not None
    assert list(queries.own_pictures(entry)) == []
    assert statuses(w, client_for, entry, shown) == {"asha", "ekdal"}
    # Its page differs from what was submitted, so it can be submitted again, without the picture.
    again = submit(w, entry)
    assert again.number == version.number + 1
    assert not again.pictures.exists()
    assert again.text.body == version.text.body


def test_files_go_with_their_rows(w, django_capture_on_commit_callbacks):
    entry = w.entries["draft"]
    first, second = hang(w), hang(w)
    with django_capture_on_commit_callbacks(execute=True):
        picturing.remove(by=w.asha, entry_id=entry.pk, picture_id=first.pk)
    assert [path.name for path in files()] == [second.file.partition("/")[2]]
    version = submit(w, entry)
    picturing.remove(by=w.asha, entry_id=entry.pk, picture_id=second.pk)
    with django_capture_on_commit_callbacks(execute=True):
        withdrawing.withdraw(entry=entry, by=w.asha)
    assert files() == []
    third = hang(w)
    submit(w, entry)
    assert allows(w.ekdal, "read", third.text)
    assert not Version.objects.filter(pk=version.pk).exists()


# ------------------------------------------------------------------ what is refused
def test_what_is_missing_is_said_beside_its_field_and_nothing_stays(w, client_for):
    entry, asha = w.entries["draft"], client_for(w.asha)
    heic = SimpleUploadedFile("a.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40, "image/heic")
    for sent, said in (
        ({"picture": make.picture_file(), "attest": "on"}, str(picturing.EMPTY)),
        ({"picture": make.picture_file(), "description": SAID}, str(picturing.ATTEST)),
        ({"description": SAID, "attest": "on"}, "Choose a picture first."),
        ({"picture": heic, "description": SAID, "attest": "on"}, "Most Compatible"),
        ({"picture": make.picture_file(), "description": "a" * 501, "attest": "on"}, "500"),
    ):
        answer = asha.post(url(entry), sent)
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert sent.get("description", "")[:20] in answer.content.decode()
    assert files() == []
    assert not Picture.objects.exists()


def test_caps_for_a_page_and_for_a_person(w, monkeypatch):
    monkeypatch.setattr(picturing, "MOST_ON_A_PAGE", 2)
    hang(w)
    kept = hang(w)
    with pytest.raises(Refused, match="Six"):
        hang(w)
    picturing.remove(by=w.asha, entry_id=w.entries["draft"].pk, picture_id=kept.pk)
    monkeypatch.setattr(picturing, "MOST_BYTES", Picture.objects.get().size * 2 - 1)
    with pytest.raises(Refused, match="room"):
        hang(w, w.entries["unread"])
    assert Picture.objects.count() == 1
    # The file that was rebuilt meanwhile is gone; that of the picture removed waits for the commit.
    assert {path.name for path in files()} <= {
        one.partition("/")[2] for one in (kept.file, Picture.objects.get().file)
    }


def test_nobody_hangs_or_takes_away_on_anothers_page(w, client_for):
    picture, entry = hang(w), w.entries["draft"]
    for person in (w.ben, w.ekdal, w.hana, w.root):
        assert client_for(person).get(url(entry)).status_code == 404
        sent = {"picture": make.picture_file(), "description": SAID, "attest": "on"}
        assert client_for(person).post(url(entry), sent).status_code == 404
        assert client_for(person).post(url(entry), {"do": "remove"}).status_code == 404
        with pytest.raises(NotYours):
            picturing.add(
                by=person, entry_id=entry.pk, file=make.picture_file(), description=SAID,
                attested=True,
            )  # fmt: skip
        with pytest.raises(NotYours):
            picturing.remove(by=person, entry_id=entry.pk, picture_id=picture.pk)
        for row in (picture, picture.text):
            assert not allows(person, "read", row)
    other = hang(w, w.entries["unread"])
    with pytest.raises(NotYours):
        picturing.remove(by=w.asha, entry_id=entry.pk, picture_id=other.pk)
    assert Picture.objects.filter(removed_at=None).count() == 2
    sheetless = make.entry(author=w.asha, body="", title="")
    with pytest.raises(NotNow):
        hang(w, sheetless)


# ------------------------------------------------------------------ with break-glass, and cheap
def test_break_glass_opens_the_pictures_of_the_version_and_of_no_draft(w, client_for):
    entry = w.entries["submitted"]
    make.appointment(person=w.tuva, office="approver")
    name = uploads.store(make.picture_file(), "entry")
    shown = make.picture(entry=entry, version=entry.versions.get(), file=name)
    hung = make.picture(entry=entry)
    make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=entry)
    assert allows(w.ivo, "read", shown.text)
    assert allows(w.ivo, "read", shown.versions.get())
    assert not allows(w.ivo, "read", hung.text)
    assert not allows(w.ivo, "read", hung)
    assert not allows(w.root, "read", shown.text)
    assert statuses(w, client_for, entry, shown) == {"asha", "ekdal", "ivo"}
    assert client_for(w.ivo).get(url(entry, hung)).status_code == 404


def test_pages_ask_once_for_pictures_and_not_at_all_without(
    w, client_for, django_assert_num_queries
):
    entry, asha = w.entries["submitted"], client_for(w.asha)
    version = entry.versions.get()
    for number in (1, 3):
        while version.pictures.count() < number:
            make.picture(entry=entry, version=version)
        with django_assert_num_queries(1):
            assert len(queries.pictures_on(version)) == number
        asha.get(url(entry))
        with django_assert_num_queries(4):
            asha.get(url(entry))
    version.has_pictures = False
    with django_assert_num_queries(0):
        assert queries.pictures_on(version) == []


def test_a_draft_that_is_thrown_away_takes_its_pictures_along(w):
    """What only the draft showed is gone, file and all; the version has what it had."""
    entry = w.entries["draft"]
    kept, off = hang(w), hang(w)
    submit(w, entry)
    picturing.remove(by=w.asha, entry_id=entry.pk, picture_id=off.pk)
    hang(w)
    assert len(files()) == 3
    with TestCase.captureOnCommitCallbacks(execute=True):
        emptying.throw_away(by=w.asha, entry_id=entry.pk)
    assert {one.file for one in Picture.objects.filter(entry=entry)} == {kept.file, off.file}
    assert len(files()) == 2
    # It is written on from the version, as it looked then.
    assert set(queries.own_pictures(entry)) == {kept, off}


def test_what_is_shared_with_a_name_shows_what_hung_there_then_and_hangs_there_still(w, client_for):
    entry = w.entries["draft"]
    stays, goes = hang(w), hang(w, description="Another.")
    offered = {one.key: one for one in companies(w.asha, entry)}["cohort"]
    entry.refresh_from_db()
    asha = client_for(w.asha)
    asked = asha.get(reverse("entry_share", args=[entry.pk])).content.decode()
    assert "With your name they also see the pictures on it" in asked
    share = sharing.share(
        entry=entry, by=w.asha, revision=1, company="cohort", seen=offered.seen, attested=True
    )
    later = hang(w, description="A third.")
    said = asha.get(reverse("entry_share", args=[entry.pk])).content.decode()
    assert "And 2 pictures, until you take them off the page." in said

    def seen_by(person):
        page = client_for(person).get(reverse("shared", args=[share.pk])).content.decode()
        urls = {
            one: reverse("shared_picture", args=[share.pk, one.pk]) for one in (stays, goes, later)
        }
        found = {
            one for one, at in urls.items() if fetch(client_for(person), at).status_code == 200
        }
        assert found == {one for one, at in urls.items() if at in page}
        # Beside the page that is shared, her pictures are her own.
        assert person == w.asha or fetch(client_for(person), url(entry, stays)).status_code == 404
        return found

    assert seen_by(w.ben) == seen_by(w.asha) == {stays, goes}
    assert seen_by(w.ekdal) == seen_by(w.chidi) == set()
    asha.post(url(entry), {"do": "remove", "picture": goes.pk})
    assert seen_by(w.ben) == {stays}
    # One that a submitted version keeps is off the shared page all the same.
    submit(w, entry)
    asha.post(url(entry), {"do": "remove", "picture": stays.pk})
    assert seen_by(w.ben) == set()
    assert not allows(w.ben, "read", stays.text)
