"""Each reader in her own language: on the page, in her mail, and never in her neighbour's."""

import re
from datetime import date
from html import unescape

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

from accounts.actions import invitations, profile
from accounts.errors import Refused
from accounts.models import Notice, Person
from accounts.notices import delivery
from accounts.roster import columns, rows
from accounts.roster.table import Cells, Table
from accounts.templatetags.portal import on_day, the_day
from config import catalogues
from curriculum.calendars import Calendar
from tests import make

pytestmark = pytest.mark.django_db

PROFILE = "/accounts/profile/"
# Rooms of a student and of whoever keeps the school: prepared, remembered, fixed and admin parts.
ROOMS = {
    "/": ("Today", "Hoy"),
    "/journal/": ("Journal", "Diario"),
    "/modules/": ("Modules", "Módulos"),
    "/accounts/notices/": ("What is sent to you", "Lo que se te envía"),
    "/admin/": ("Release plan", "Plan de aperturas"),
    "/admin/accounts/person/": ("Search", "Buscar"),
}


def _words(client: Client, url: str) -> tuple[str, str]:
    """Return the language a page says it is in, and what it says."""
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    page = unescape(answer.content.decode())
    told = re.search(r'<html lang="([^"]*)"', page)
    assert told is not None
    return told[1], page


def _said(**changes: str) -> dict[str, str]:
    kept = {"name": "Eva", "pronouns": "", "time_zone": "", "language": "", "phone": ""}
    return kept | changes


class TestPages:
    def test_a_spanish_reader_between_two_english_ones_finds_her_own_and_so_do_they(
        self, client_for
    ):
        readers = [make.person(language=code) for code in ("", "es", "en-gb")]
        cohort = make.cohort()
        for person in readers:
            make.membership(person=person, cohort=cohort)
            make.appointment(person=person)
        clients = [client_for(person) for person in readers]
        for url, (english, spanish) in ROOMS.items():
            pages = [_words(client, url) for client in clients]
            assert [code for code, _page in pages] == ["en-gb", "es", "en-gb"], url
            for code, page in pages:
                hers, other = (spanish, english) if code == "es" else (english, spanish)
                assert f">{hers}<" in page, (url, code)
                assert f">{other}<" not in page, (url, code)

    def test_before_the_sign_in_the_browser_is_asked_and_afterwards_the_person(self, client):
        door = "/accounts/login/"
        asked = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9,en;q=0.8"}
        assert client.get(door, **asked)["Content-Language"] == "es"
        unknown = client.get(door, HTTP_ACCEPT_LANGUAGE="xx")
        assert unknown["Content-Language"] == "en-gb"
        client.force_login(make.person())
        assert client.get(PROFILE, **asked)["Content-Language"] == "es"
        client.force_login(make.person(language="en-gb"))
        answer = client.get(PROFILE, **asked)
        assert answer["Content-Language"] == "en-gb"
        assert b'<html lang="en-gb"' in answer.content

    def test_what_people_wrote_is_not_said_to_be_in_the_readers_language(self, client_for):
        """Her words have no language we know of: no voice and no dictionary is chosen for them."""
        eva = make.person(language="es")
        entry = make.entry(author=eva, body="The hand was warm.")
        _code, page = _words(client_for(eva), f"/journal/{entry.pk}/write/")
        box = re.search(r"<textarea[^>]*name=\"body\"[^>]*>[^<]*The hand was warm", page)
        assert box is not None
        assert 'lang=""' in box[0]

    def test_days_in_a_sentence_have_their_article_once(self):
        """Until today, but until the Tuesday: in Spanish only the day that has a name."""
        with translation.override("es"):
            long_ago, today = make.ago(days=800), make.ago()
            assert re.match(r"el \w+ \d+ de \w+ de \d{4}$", on_day(long_ago))
            assert the_day(long_ago) == on_day(long_ago)
            assert on_day(today) == the_day(today) == "hoy"
        with translation.override("en-gb"):
            assert on_day(long_ago) == f"on {the_day(long_ago)}"


class TestTypedWords:
    def test_a_day_of_the_plan_is_read_as_it_is_said_in_either_language(self):
        calendar = Calendar(date(2026, 8, 3))
        with translation.override("es"):
            sunday = calendar.read("semana 3 domingo", weekday=0)
            assert str(sunday) == "2026-08-23"
            same = ("Semana 3, Domingo", "week 3 Sunday", "semana 3, do", calendar.said(sunday))
            assert {calendar.read(words, weekday=0) for words in same} == {sunday}
            wednesdays = {calendar.read(f"semana 1 {d}", weekday=0) for d in ("miércoles", "mier")}
            assert {str(day) for day in wednesdays} == {"2026-08-05"}
            twelfth = {calendar.read(f"{d} 12", weekday=0) for d in ("DIA", "día", "day", "d")}
            assert {str(day) for day in twelfth} == {"2026-08-14"}

    def test_a_list_of_people_may_have_its_titles_and_roles_in_either_language(self):
        spanish = columns.guess(["Correo electrónico", "Nombre", "Apellidos", "Rol", "Estado"])
        assert spanish == {"email": 0, "given": 1, "family": 2, "role": 3, "status": 4}
        assert columns.guess(["Correo", "Nombre"]) == {"email": 0, "name": 1}
        roles = ("Estudiante", "tutora", "Responsable", "Docente")
        told = [
            Cells(at, (f"p{at}@example.org", "Eva", "Luna", role, "baja" if at == 3 else ""))
            for at, role in enumerate(roles)
        ]
        table = Table(("",) * 5, tuple(told), "utf-8", ",")
        found = rows.rows(table, spanish)
        assert [row.role for row in found] == ["student", "mentor", "lead", "facilitator"]
        assert [row.leaves for row in found] == [False, False, False, True]
        assert {row.name for row in found} == {"Eva Luna"}


class TestProfile:
    def test_a_language_is_kept_said_at_once_and_only_one_the_portal_speaks(self, client_for):
        eva = make.person(name="Eva")
        client = client_for(eva)
        answer = client.post(PROFILE, _said(language="es"), follow=True)
        assert "Tu perfil" in answer.content.decode()
        assert "Tu perfil está guardado." in answer.content.decode()
        for wrong in ("xx", "fr", "es-MX"):
            answer = client.post(PROFILE, _said(language=wrong))
            assert b'id="id_language_error"' in answer.content
            assert Person.objects.get(pk=eva.pk).language == "es"

    def test_a_language_given_up_since_is_passed_over(self, client_for):
        eva = make.person(language="xx")
        assert _words(client_for(eva), PROFILE)[0] == "en-gb"

    def test_only_she_herself_chooses(self):
        eva, other = make.person(name="Eva"), make.person()
        with pytest.raises(Refused):
            profile.change(person=eva, by=other, **_said(language="es"))


def test_a_mail_speaks_the_language_of_whom_it_reaches_whoever_caused_it():
    people = [make.person(language=code, joined_at=None) for code in ("es", "", "en-gb")]
    keeper = make.person()
    make.appointment(person=keeper)
    with translation.override("es"):
        for person in people:
            invitations.invite(person=person, by=keeper)
    delivery.deliver()
    assert Notice.objects.filter(sent_at=None).count() == 0
    spanish, *english = ({m.to[0]: m for m in mail.outbox}[person.email] for person in people)
    assert spanish.subject == "Pasa: tu lugar en Heartbeat está listo"
    assert "Come in" not in spanish.body
    assert "school" not in spanish.body
    for letter in english:
        assert letter.subject == "Come in: your place in Heartbeat is ready"
        assert "Your school has made a place" in letter.body


def test_no_empty_catalogue_is_asked_for_a_word():
    catalogues.leave_out_empty_ones()
    behind = trans_real.translation(settings.LANGUAGE_CODE)._fallback
    while behind is not None:
        assert set(behind._catalog) - {""}
        behind = behind._fallback
    with translation.override("en-gb"):
        assert translation.gettext("No word of any catalogue") == "No word of any catalogue"
        assert translation.ngettext("one", "%(n)s of them", 2) == "%(n)s of them"
