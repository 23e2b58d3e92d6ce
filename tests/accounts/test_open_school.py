"""Opening an empty installation: the first administrator, a link, and the list of what is next."""

import re
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts import first_run, people
from accounts.models import Appointment, AuditEvent, Invitation, Person, School
from accounts.routes import Route
from tests import make

ILSE = {"school": "Alderbrook", "name": "Ilse Brandt", "email": "Ilse@Example.org"}
PASSWORD = "seven kind words in a row"


def link_in(text):
    return re.search(r"http://localhost:8000(/accounts/invitation/[\w-]{40,}/)", text)[1]


def open_school(capsys, **options):
    call_command("open_school", **(ILSE | options))
    return capsys.readouterr().out


@pytest.mark.django_db
class TestOpening:
    def test_makes_the_school_and_an_administrator_who_has_not_come_in(self, capsys):
        said = open_school(capsys, time_zone="Europe/London")
        school, ilse = School.objects.get(), Person.objects.get()
        assert (school.name, school.time_zone) == ("Alderbrook", "Europe/London")
        assert (ilse.email, ilse.joined_at) == ("ilse@example.org", None)
        assert not ilse.has_usable_password()
        assert not ilse.is_superuser
        assert people.roles_of(ilse).is_administrator
        assert "Ilse Brandt" in said
        assert "14 days" in said
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert verbs == {"person.added", "appointment.begun", "school.opened", "invitation.made"}

    def test_the_printed_link_lets_her_in_without_any_mail(self, capsys, client, mailoutbox):
        path = link_in(open_school(capsys))
        form = client.get(path, follow=True).context["form"]
        said = {"name": form.instance.name, "password": PASSWORD, "again": PASSWORD}
        inside = client.post(reverse("invitation_open"), said)
        assert inside.headers["Location"] == "/"
        assert client.get(reverse("cohort_list")).status_code == 200
        assert not mailoutbox

    def test_the_secret_is_kept_nowhere(self, capsys):
        token = link_in(open_school(capsys)).split("/")[-2]
        assert token not in str(list(Invitation.objects.values()))
        assert token not in str(list(AuditEvent.objects.values()))

    def test_a_second_time_is_refused_and_changes_nothing(self, capsys):
        open_school(capsys)
        with pytest.raises(CommandError, match=r"administrator already.*--again"):
            open_school(capsys, school="Other", email="other@example.org")
        assert (School.objects.get().name, Person.objects.count()) == ("Alderbrook", 1)

    def test_again_makes_a_new_link_and_closes_the_old_one(self, capsys, client):
        old = link_in(open_school(capsys))
        call_command("open_school", email="ILSE@example.org", again=True)
        new = link_in(capsys.readouterr().out)
        assert client.get(old).status_code == 404
        assert client.get(new).status_code == 302

    @pytest.mark.parametrize("email", ["nobody@example.org", "joined@example.org"])
    def test_again_is_only_for_an_administrator_who_never_came_in(self, capsys, email):
        open_school(capsys)
        make.appointment(person=make.person(email="joined@example.org"))
        make.person(email="nobody@example.org", joined_at=None)
        with pytest.raises(CommandError, match="waiting to come in"):
            call_command("open_school", email=email, again=True)

    def test_when_the_last_administrator_has_gone_another_is_appointed(self, capsys):
        gone = make.person()
        make.appointment(person=gone, ends_at=make.ago(days=1))
        make.school(name="Old name")
        here = make.person(email="ilse@example.org")
        said = open_school(capsys)
        assert "signs in as before" in said
        assert "/accounts/invitation/" not in said
        assert School.objects.get().name == "Alderbrook"
        assert people.roles_of(Person.objects.get(pk=here.pk)).is_administrator

    def test_a_suspended_administrator_is_no_administrator(self, capsys):
        make.appointment(person=make.person(is_active=False))
        open_school(capsys)
        assert Appointment.objects.filter(person__email="ilse@example.org").exists()

    def test_a_suspended_person_is_not_appointed_by_accident(self, capsys):
        make.person(email="ilse@example.org", is_active=False)
        with pytest.raises(CommandError, match="may not sign in"):
            open_school(capsys)
        assert not School.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"email": "no address"}, "valid email"),
            ({"name": " "}, "blank"),
            ({"school": " "}, "blank"),
            ({"time_zone": "Mars/Base"}, "Mars/Base"),
            ({"school": "", "name": ""}, "--school NAME"),
        ],
    )
    def test_a_wrong_value_gets_a_sentence_and_leaves_nothing(self, capsys, wrong, sentence):
        with pytest.raises(CommandError, match=sentence):
            open_school(capsys, **wrong)
        assert not School.objects.exists()
        assert not Person.objects.exists()

    def test_the_link_leads_to_the_host_in_the_settings(self, capsys, settings):
        settings.SITE_URL = "https://heartbeat.school.example/"
        said = open_school(capsys)
        assert "https://heartbeat.school.example/accounts/invitation/" in said


class TestFirstRun:
    @pytest.fixture
    def ilse(self, db):
        person = make.person(name="Ilse")
        make.appointment(person=person)
        return person

    def done(self, person):
        return [task.is_done for task in first_run.steps(person)]

    def test_each_step_is_done_when_its_thing_is_there(self, ilse):
        assert self.done(ilse) == [False] * 9
        make.school()
        assert self.done(ilse) == [True] + [False] * 8
        old = timezone.localdate() - timedelta(days=181)
        make.help_contact(is_urgent=True, for_wellbeing=True, for_mistreatment=True)
        make.help_contact(for_patients=True, last_checked_on=old)
        assert self.done(ilse) == [True] * 2 + [False] * 7
        make.help_contact(for_patients=True)  # now each route has somebody checked of late
        cohort = make.cohort()
        assert self.done(ilse) == [True] * 4 + [False] * 5
        make.membership(person=make.person(), cohort=cohort, role="mentor")
        assert self.done(ilse)[4] is False  # a school without students has not begun
        make.membership(person=make.person(), cohort=cohort)
        course = make.course()
        assert self.done(ilse) == [True] * 6 + [False] * 3
        version = make.module_version(module=make.module(course=course), number=None)
        assert self.done(ilse) == [True] * 7 + [False] * 2
        make.module_version(module=version.module)
        assert self.done(ilse) == [True] * 8 + [False]
        make.release(version=version, cohort=cohort)
        assert self.done(ilse) == []  # all done: the list goes away

    @pytest.mark.parametrize("who", ["student", "mentor", "lead", "wellbeing", "operator"])
    def test_it_is_the_administrators_and_nobody_elses(self, db, who):
        person = make.person(is_superuser=who == "operator")
        if who == "wellbeing":
            make.appointment(person=person, office="wellbeing")
        elif who != "operator":
            make.membership(person=person, cohort=make.cohort(), role=who)
        assert first_run.steps(person) == []

    def test_it_costs_one_query(self, ilse, django_assert_num_queries):
        people.roles_of(ilse)
        with django_assert_num_queries(1):
            first_run.steps(ilse)

    def test_a_name_is_used_once(self):
        with pytest.raises(ValueError, match="known already"):
            first_run.add(first_run._steps[0])

    def test_every_step_leads_to_a_page_of_the_admin(self, ilse, client_for):
        client = client_for(ilse)
        for task in first_run.steps(ilse):
            assert client.get(task.url).status_code == 200, task.url

    @pytest.mark.parametrize("url", ["/", "/admin/"])
    def test_it_is_on_her_first_page_and_in_the_admin_until_all_is_done(
        self, ilse, client_for, url
    ):
        make.school()
        client = client_for(ilse)
        page = client.get(url).content.decode()
        assert "To open the house" in page
        assert 'href="/admin/accounts/helpcontact/"' in page
        cohort = make.cohort()
        routes = {f"for_{route}": True for route in Route}
        make.help_contact(**routes)
        make.membership(person=make.person(), cohort=cohort)
        make.taught(cohort=cohort)
        assert "To open the house" not in client.get(url).content.decode()
