"""The pages of a list on its way in, and the command: the same code, the same answers."""

import csv
import io
import json
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Notice, Person, RosterUpload
from tests import make

BAD = "bad@example.org,=Bad,student\n"
TEXT = f"email,name,role\nnew@example.org,New One,student\n{BAD}asha@example.org,Asha,\n"


def send(client, text, slug="juniper", **said):
    data = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("people.csv", data, "text/csv")
    where = reverse("cohort_roster", args=[slug]) if slug else reverse("roster_start")
    return client.post(where, {"file": file, **said}, follow=True)


def said(answer):
    return unescape(answer.content.decode())


def shown(answer):
    return {"fingerprint": answer.context["plan"].fingerprint}


def test_upload_look_leave_out_and_apply(world, client_for):
    client = client_for(world.hana)
    looked = send(client, TEXT)
    assert "This list would change one person" in said(looked)
    assert "One line has an error." in said(looked)
    roster = RosterUpload.objects.get()
    refused = client.post(reverse("roster_apply", args=[roster.pk]), shown(looked))
    assert refused.status_code == 422
    assert "say that they are left out" in said(refused)
    done = client.post(
        reverse("roster_apply", args=[roster.pk]),
        shown(looked) | {"leave_out": "on", "invite": "on"},
        follow=True,
    )
    assert done.redirect_chain[0][0] == reverse("cohort", args=["juniper"])
    assert "1 invitation is on its way." in said(done)
    assert Person.objects.filter(email="new@example.org").exists()
    assert client.get(reverse("roster", args=[roster.pk])).status_code == 404
    again = send(client, TEXT.replace(BAD, ""))
    assert "This list would change nothing" in said(again)


def test_a_stale_page_is_shown_the_new_plan(world, client_for):
    client = client_for(world.ivo)
    looked = send(client, "email,name\nnew@example.org,New One\n")
    make.person(email="new@example.org", name="New One")
    roster = RosterUpload.objects.get()
    answer = client.post(reverse("roster_apply", args=[roster.pk]), shown(looked), follow=True)
    assert "Something has changed since you looked." in said(answer)
    assert answer.context["plan"].counts["join"] == 1
    assert not Membership.objects.filter(person__email="new@example.org").exists()


def test_unknown_columns_are_pointed_out_on_screen(world, client_for):
    client = client_for(world.ivo)
    asked = send(client, "Wer;Wo;password\nNew One;new@example.org;hunter2\n")
    assert "Which column is what?" in said(asked)
    assert "Wer (New One)" in said(asked)
    assert "hunter2" not in said(asked)
    roster = RosterUpload.objects.get()
    where = reverse("roster_columns", args=[roster.pk])
    for wrong in ({}, {"email": 1}, {"email": 1, "name": 1}, {"email": 2, "name": 0}):
        assert client.post(where, wrong).status_code == 422
    looked = client.post(where, {"email": 1, "name": 0, "missing_leave": "on"}, follow=True)
    assert looked.context["plan"].counts["add"] == 1
    assert "A column with passwords was not read." in said(looked)
    assert "hunter2" not in said(looked)
    roster.refresh_from_db()
    assert (roster.mapping, roster.missing_leave) == ({"email": 1, "name": 0}, True)


def test_what_is_no_list_is_refused_beside_the_field(world, client_for):
    client = client_for(world.hana)
    for data, sentence in (
        (b"PK\x03\x04", "save it as “CSV UTF-8”"),
        (b"x" * (2 * 1024 * 1024 + 1), "larger than 2 MB"),
        (b"", "This file is empty."),
    ):
        answer = send(client, data)
        assert answer.status_code == 422
        assert sentence in said(answer)
    assert not RosterUpload.objects.exists()


def test_errors_are_a_table_without_formulas(world, client_for):
    client = client_for(world.hana)
    send(client, TEXT)
    roster = RosterUpload.objects.get()
    answer = client.get(reverse("roster_errors", args=[roster.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    header, line = csv.reader(io.StringIO(text))
    assert header[0] == "Line"
    assert line[:3] == ["3", "bad@example.org", "'=Bad"]
    assert "formula" in line[3]


def test_filters_show_one_kind_and_pages_of_it(world, client_for):
    client = client_for(world.hana)
    rows = "".join(f"s{n}@example.org,Student {n}\n" for n in range(130))
    looked = send(client, f"email,name\n{rows}bad,Bad\n")
    roster = RosterUpload.objects.get()
    where = reverse("roster", args=[roster.pk])
    assert said(looked).count("<b>Student") == 100
    assert said(client.get(f"{where}?show=add&page=2")).count("<b>Student") == 30
    errors = said(client.get(f"{where}?show=error"))
    assert "<b>Bad" in errors
    assert "<b>Student" not in errors


def test_a_page_of_lines_costs_the_same_for_few_and_many(
    world, client_for, django_assert_num_queries
):
    client = client_for(world.hana)
    for count in (1, 3):
        rows = "".join(f"s{n}@example.org,Student {n}\n" for n in range(count))
        send(client, f"email,name\n{rows}")
        where = reverse("roster", args=[RosterUpload.objects.latest("made_at").pk])
        # session, person, upload; cohorts, seats, people, pairs, conflicts, hers; roles
        with django_assert_num_queries(10):
            client.get(where)


def test_a_lead_learns_nothing_of_people_behind_other_walls(world, client_for):
    """Whether they may sign in or keep the portal is the same sentence; nobody is pulled over."""
    Person.objects.filter(pk=world.lena.pk).update(is_active=False)
    client = client_for(world.omar)
    strangers = (world.asha, world.sam, world.root, world.ivo, world.cleo, world.lena)
    rows = "".join(f"{one.email},{one.name}\n" for one in strangers)
    looked = send(client, f"email,name\n{rows}", slug="rowan")
    lines = looked.context["plan"].lines
    assert {line.kind for line in lines} == {"error"}
    assert len({tuple(map(str, line.says)) for line in lines}) == 1
    again = client_for(world.hana)
    back = send(again, f"email,name\n{world.lena.email},Lena\n").context["plan"].lines
    assert "another part of the school" not in str(back[0].says)


def test_an_old_file_is_gone_and_a_thrown_away_one_too(world, client_for):
    client = client_for(world.hana)
    send(client, TEXT)
    roster = RosterUpload.objects.get()
    where = reverse("roster", args=[roster.pk])
    assert client.get(where).status_code == 200
    RosterUpload.objects.update(made_at=timezone.now() - timedelta(hours=25))
    assert client.get(where).status_code == 404
    call_command("deliver_notices")
    assert not RosterUpload.objects.exists()
    send(client, TEXT)
    client.post(reverse("roster_discard", args=[RosterUpload.objects.get().pk]))
    assert not RosterUpload.objects.exists()
    assert not Person.objects.filter(email="new@example.org").exists()


def test_the_general_page_is_for_those_who_look_after_a_cohort(world, client_for):
    for who, status in (("ivo", 200), ("hana", 200), ("root", 200), ("asha", 404), ("ekdal", 404)):
        assert client_for(getattr(world, who)).get("/rosters/").status_code == status
    looked = send(client_for(world.ivo), "mail,name,class\nn@example.org,New,Rowan\n", slug="")
    assert looked.context["plan"].counts["add"] == 1


def test_only_ones_own_lists_wait_on_the_page(world, client_for):
    send(client_for(world.hana), TEXT)
    where = reverse("cohort_roster", args=["juniper"])
    assert "Not applied yet" in said(client_for(world.hana).get(where))
    assert "Not applied yet" not in said(client_for(world.ivo).get(where))


def test_inviting_from_the_cohorts_page(world, client_for):
    waits = make.person(name="Dana", joined_at=None)
    make.membership(person=waits, cohort=world.juniper)
    client = client_for(world.hana)
    assert "Invite the one who has not come in" in said(client.get("/cohorts/juniper/"))
    client.post(reverse("cohort_invite", args=["juniper"]))
    assert Notice.objects.get(kind="invitation").to == waits
    assert "has not come in</button>" not in said(client_for(world.ekdal).get("/cohorts/juniper/"))


class TestCommand:
    @pytest.fixture
    def file(self, tmp_path):
        def write(text):
            path = tmp_path / "people.csv"
            path.write_text(text, encoding="utf-8")
            return str(path)

        return write

    def run(self, capsys, *args, **options):
        call_command("import_roster", *args, **options)
        return capsys.readouterr().out

    def test_a_dry_run_prints_the_plan_and_changes_nothing(self, world, capsys, file):
        text = "email,name,cohort\nnew@example.org,Ángel,rowan\nasha@example.org,Asha,juniper\n"
        report = json.loads(self.run(capsys, file(text), dry_run=True))
        assert report["applied"] is False
        assert [line["kind"] for line in report["lines"]] == ["add", "same"]
        assert report["lines"][0]["name"] == "Ángel"
        assert not Person.objects.filter(email="new@example.org").exists()
        assert not RosterUpload.objects.exists()

    def test_it_applies_and_again_changes_nothing(self, world, capsys, file):
        path = file("email,name\nnew@example.org,New\n")
        assert "Applied." in self.run(capsys, path, cohort="rowan", invite=True)
        assert Membership.objects.get(person__email="new@example.org").cohort == world.rowan
        report = json.loads(self.run(capsys, path, cohort="rowan", json=True))
        assert (report["applied"], report["counts"]["same"]) == (True, 1)

    def test_refusals_change_nothing(self, world, capsys, file):
        for text, options, words in (
            (TEXT, {"cohort": "juniper"}, "Nothing was changed"),
            (TEXT, {"cohort": "never-was"}, "no cohort"),
            (TEXT, {"by": "hana@example.org"}, "no administrator"),
            ("PK\x03\x04", {}, "CSV UTF-8"),
            ("who,where\nx,y\n", {}, "E-mail, Name"),
        ):
            with pytest.raises(CommandError, match=words):
                self.run(capsys, file(text), **options)
        with pytest.raises(CommandError, match="cannot be read"):
            self.run(capsys, "/never/was.csv")
        assert not Person.objects.filter(email="new@example.org").exists()
        self.run(capsys, file(TEXT), cohort="juniper", leave_out_errors=True)
        assert Person.objects.filter(email="new@example.org").exists()
