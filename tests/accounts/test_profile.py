"""One's own profile: details, picture, and how it looks on this device."""

import io
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.actions import profile
from accounts.errors import Refused
from accounts.models import AuditEvent, Person
from tests import make

URL = "/accounts/profile/"
PICTURE = "/accounts/profile/picture/"
LOOK = "/accounts/appearance/"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def asha(db):
    return make.person(name="Asha Rao", email="asha@example.org")


@pytest.fixture
def client(asha, client_for):
    return client_for(asha)


def said(**changes):
    return {"name": "Asha Rao", "pronouns": "", "time_zone": "", "phone": ""} | changes


def a_picture(kind="JPEG", name="me.jpg"):
    file = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


def status(client, url):
    """Return the status of an answer whose file is closed again."""
    response = client.get(url)
    b"".join(response)  # read to its end, so that its file is closed
    return response.status_code


class TestDetails:
    def test_keeps_what_she_says_and_audits_the_fields_without_words(self, asha, client):
        response = client.post(
            URL,
            said(pronouns="she/her", time_zone="Asia/Kolkata", phone="+91 11 5550 0100"),
        )
        assert response.headers["Location"] == URL
        asha.refresh_from_db()
        assert (asha.pronouns, asha.time_zone, asha.phone) == (
            "she/her",
            "Asia/Kolkata",
            "+91 11 5550 0100",
        )
        events = AuditEvent.objects.filter(verb="profile.changed")
        assert {event.facts["field"] for event in events} == {"pronouns", "time_zone", "phone"}
        assert "5550" not in str(list(events.values()))
        assert "Your profile is saved." in client.get(URL).content.decode()

    def test_changes_nobody_else_and_nothing_else(self, asha, client):
        other = make.person(name="Other")
        client.post(
            URL,
            said(id=str(other.pk), email="x@example.org", is_superuser="on", is_active=""),
        )
        asha.refresh_from_db()
        other.refresh_from_db()
        assert (asha.email, asha.is_superuser, asha.is_active) == ("asha@example.org", False, True)
        assert other.name == "Other"
        with pytest.raises(Refused):
            profile.change(person=other, by=asha, name="x")

    def test_saving_nothing_new_writes_nothing(self, client):
        client.post(URL, said())
        assert not AuditEvent.objects.exists()

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"name": ""}, "Please say how people should call you."),
            ({"name": "n" * 121}, "At most 120 characters fit; this has 121."),
            ({"pronouns": "p" * 41}, "At most 40 characters fit; this has 41."),
            ({"pronouns": "a\x00b"}, "Null characters are not allowed."),
            ({"time_zone": "Mars/Base"}, "Choose a time zone from the list."),
            ({"phone": "ring twice"}, "A phone number has figures"),
            ({"phone": "1"}, "A phone number has figures"),
            ({"phone": "1" * 41}, "At most 40 characters fit"),
        ],
    )
    def test_wrong_input_gets_a_sentence_beside_the_field_and_keeps_what_was_typed(
        self, asha, client, change, sentence
    ):
        response = client.post(URL, said(**({"pronouns": "they/them"} | change)))
        assert response.status_code == 422
        page = unescape(response.content.decode())
        (name,) = change
        assert sentence in page.partition(f'id="id_{name}_error"')[2][:300]
        if name != "pronouns":
            assert 'value="they/them"' in page
        asha.refresh_from_db()
        assert asha.pronouns == ""
        assert "Asha" in page.partition("<summary>")[2][:40]  # the masthead is not the form

    def test_a_zone_that_is_no_longer_listed_is_kept(self, asha, client):
        Person.objects.filter(pk=asha.pk).update(time_zone="Etc/GMT+3")
        assert '<option value="Etc/GMT+3" selected>' in client.get(URL).content.decode()
        client.post(URL, said(time_zone="Etc/GMT+3", pronouns="she"))
        asha.refresh_from_db()
        assert (asha.time_zone, asha.pronouns) == ("Etc/GMT+3", "she")

    def test_the_form_offers_the_devices_zone_by_script_only(self, client):
        page = client.get(URL).content.decode()
        assert "data-zone" in page
        assert "portal/js/zone.js" in page
        assert '<option value="" selected>As the portal has it' in page

    def test_leads_to_security_and_says_who_sees_the_phone(self, client):
        page = unescape(client.get(URL).content.decode())
        assert 'href="/accounts/2fa/"' in page
        assert "Only if you want to be rung" in page

    def test_strangers_are_led_to_the_door(self, db, client_for):
        for url in (URL, PICTURE, LOOK):
            assert client_for(None).post(url).status_code == 302
        assert client_for(None).get(URL).headers["Location"] == f"/accounts/login/?next={URL}"


class TestPicture:
    def test_is_rebuilt_kept_and_shown(self, asha, client, media):
        client.post(PICTURE, {"picture": a_picture()})
        asha.refresh_from_db()
        assert asha.picture
        assert [p for p in media.rglob("*") if p.is_file()] == [media / asha.picture]
        page = client.get(URL).content.decode()
        assert f'src="/accounts/pictures/{asha.pk}/"' in page
        response = client.get(f"/accounts/pictures/{asha.pk}/")
        shown = Image.open(io.BytesIO(b"".join(response.streaming_content)))
        assert max(shown.size) <= 512
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in response.headers["Cache-Control"]
        assert AuditEvent.objects.get().verb == "picture.changed"

    def test_a_new_one_takes_the_old_ones_place_on_disk_too(self, asha, client, media):
        client.post(PICTURE, {"picture": a_picture()})
        client.post(PICTURE, {"picture": a_picture("PNG", "me.png")})
        asha.refresh_from_db()
        assert [p for p in media.rglob("*") if p.is_file()] == [media / asha.picture]

    def test_can_be_taken_away(self, asha, client, media):
        client.post(PICTURE, {"picture": a_picture()})
        client.post(PICTURE, {"remove": "1"})
        asha.refresh_from_db()
        assert asha.picture == ""
        assert not [p for p in media.rglob("*") if p.is_file()]
        assert client.get(f"/accounts/pictures/{asha.pk}/").status_code == 404

    @pytest.mark.parametrize(
        ("file", "sentence"),
        [
            (("a.heic", b"\x00\x00\x00\x18ftypheic" + b"x" * 99), "as JPEG"),
            (("a.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n"), "JPEG, PNG or WebP"),
            (("a.jpg", b""), "This file is empty."),
            (None, "Choose a picture first."),
        ],
    )
    def test_what_is_no_picture_gets_a_sentence_that_helps(
        self, asha, client, media, file, sentence
    ):
        sent = {"picture": SimpleUploadedFile(*file)} if file else {}
        response = client.post(PICTURE, sent)
        assert response.status_code == 422
        page = unescape(response.content.decode())
        assert sentence in page.partition('id="id_picture_error"')[2][:300]
        asha.refresh_from_db()
        assert asha.picture == ""
        assert not [p for p in Path(media).rglob("*") if p.is_file()]

    def test_is_seen_by_those_who_may_see_her_and_404_for_the_rest(self, world, client_for):
        client_for(world.asha).post(PICTURE, {"picture": a_picture()})
        url = f"/accounts/pictures/{world.asha.pk}/"
        for who in ("asha", "ben", "ekdal", "hana", "ivo", "root"):
            assert status(client_for(getattr(world, who)), url) == 200, who
        for who in ("chidi", "okoye", "omar", "tuva", "cleo", "lena"):
            assert client_for(getattr(world, who)).get(url).status_code == 404, who
        assert client_for(None).get(url).status_code == 302
        assert client_for(world.chidi).get(f"/accounts/pictures/{world.ben.pk}/").status_code == 404
        assert client_for(world.asha).get("/accounts/pictures/no-id/").status_code == 404

    def test_the_suspended_are_out_at_the_next_request(self, world, client_for):
        client_for(world.asha).post(PICTURE, {"picture": a_picture()})
        url, client = f"/accounts/pictures/{world.asha.pk}/", client_for(world.ben)
        assert status(client, url) == 200
        Person.objects.filter(pk=world.ben.pk).update(is_active=False)
        assert client.get(url).status_code == 302
        assert client.get(URL).status_code == 302

    def test_nobody_sets_anothers(self, asha):
        with pytest.raises(Refused):
            profile.set_picture(person=make.person(), by=asha, picture="")


class TestLook:
    def test_is_kept_in_two_cookies_on_this_device(self, client):
        response = client.post(
            LOOK, {"theme": "dark", "contrast": "more", "next": f"{URL}#appearance"}
        )
        assert response.headers["Location"] == f"{URL}#appearance"
        for name, value in (("theme", "dark"), ("contrast", "more")):
            cookie = response.cookies[name]
            assert (cookie.value, cookie["httponly"], cookie["samesite"]) == (value, True, "Lax")
        page = client.get(URL).content.decode()
        assert 'data-theme="dark" data-contrast="more"' in page

    def test_as_the_device_is_set_takes_them_away(self, client):
        client.post(LOOK, {"theme": "dark", "contrast": "more"})
        client.post(LOOK, {"theme": "", "contrast": ""})
        page = client.get(URL).content.decode()
        assert "data-theme" not in page.partition("<head>")[0]
        assert "data-contrast" not in page.partition("<head>")[0]

    @pytest.mark.parametrize(
        "back",
        [
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
            "",
            "somewhere/else/",
            "http://testserver.evil.example/",
        ],
    )
    def test_leads_back_to_this_house_only(self, client, back):
        assert client.post(LOOK, {"theme": "", "next": back}).headers["Location"] == URL

    def test_unknown_looks_are_refused(self, client):
        response = client.post(LOOK, {"theme": "dark; domain=evil"})
        assert response.status_code == 404
        assert "theme" not in response.cookies

    def test_is_only_posted(self, client):
        assert client.get(LOOK).status_code == 405
        assert client.get(PICTURE).status_code == 405


def test_the_page_costs_few_queries(client, asha, django_assert_num_queries):
    client.get(URL)
    # session, person, roles, the person as kept, calendar; kept apart from, those of her cohorts
    with django_assert_num_queries(7):
        client.get(URL)
