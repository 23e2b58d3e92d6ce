"""What the pages of people and cohorts keep, and how a refusal comes back."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.urls import reverse

from accounts import cohort_rules
from accounts.models import (
    AuditEvent,
    Cohort,
    Group,
    GroupMembership,
    Membership,
    Mentoring,
    Notice,
    Person,
    School,
)
from tests import make
from tests.curriculum.building import rows, said_beside

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"admin:accounts_{name}", args=args)


def cohort_post(cohort, **change):
    fields = {
        "name": cohort.name, "programme_year": "M1", "first_day": "2026-09-01",
        "time_zone": "Europe/London",
    }  # fmt: skip
    kept = [(g.pk, {"cohort": cohort.pk, "name": g.name, "kind": g.kind})
            for g in cohort.groups.all()]  # fmt: skip
    return fields | rows("groups", kept) | change


def test_a_lead_changes_her_cohort_and_its_groups(world, client_for):
    client = client_for(world.hana)
    new = [{"cohort": world.juniper.pk, "name": "North", "kind": "site"}]
    posted = cohort_post(world.juniper, name="Juniper 2026") | rows("groups", [], new)
    assert client.post(url("cohort_change", world.juniper.pk), posted).status_code == 302
    world.juniper.refresh_from_db()
    assert world.juniper.name == "Juniper 2026"
    group = Group.objects.get()
    assert (group.cohort, group.name) == (world.juniper, "North")
    gone = cohort_post(world.juniper) | {"groups-0-DELETE": "on"}
    assert client.post(url("cohort_change", world.juniper.pk), gone).status_code == 302
    assert not Group.objects.exists()
    said = set(AuditEvent.objects.values_list("verb", flat=True))
    assert said == {"cohort.changed", "group.added", "group.removed"}


def test_a_group_is_renamed_and_nobodys_dates_with_it(world, client_for):
    """A form shows moments to the second; what is sent as it was shown is no change."""
    client, group = client_for(world.hana), Group.objects.create(cohort=world.juniper, name="North")
    since = make.ago(days=9).replace(microsecond=7)
    GroupMembership.objects.create(group=group, person=world.asha, starts_at=since)
    page = url("group_change", group.pk)
    shown = re.findall('<input type="[a-z-]+" name="([^"]+)" value="([^"]*)"',
                       client.get(page).content.decode())  # fmt: skip
    posted = dict(shown) | {"name": "South", "kind": group.kind}
    assert "2" in posted["memberships-0-starts_at"]
    assert client.post(page, posted).status_code == 302
    assert GroupMembership.objects.get().starts_at == since
    assert list(AuditEvent.objects.values_list("verb", flat=True)) == ["group.changed"]


def test_the_address_of_a_cohort_stays(world, client_for):
    client_for(world.ivo).post(
        url("cohort_change", world.juniper.pk), cohort_post(world.juniper, slug="other")
    )
    assert Cohort.objects.get(pk=world.juniper.pk).slug == "juniper"


def test_the_switch_can_be_set_only_before_the_first_submission(world, client_for):
    page = client_for(world.omar).get(url("cohort_change", world.rowan.pk))
    assert "lead_reads" in page.context["adminform"].form.fields
    client_for(world.omar).post(
        url("cohort_change", world.rowan.pk), cohort_post(world.rowan, lead_reads="on")
    )
    assert Cohort.objects.get(pk=world.rowan.pk).lead_reads
    page = client_for(world.hana).get(url("cohort_change", world.juniper.pk))
    assert "lead_reads" not in page.context["adminform"].form.fields
    client_for(world.hana).post(
        url("cohort_change", world.juniper.pk), cohort_post(world.juniper, lead_reads="on")
    )
    assert not Cohort.objects.get(pk=world.juniper.pk).lead_reads


def test_a_switch_refused_between_two_clicks_is_said_beside_it(world, client_for, monkeypatch):
    """The page was opened before the first submission, and is sent after it."""
    # Asked by the form, then by the action, then by the form that is shown again.
    asked = iter([False, True])
    monkeypatch.setattr(cohort_rules, "has_submissions", lambda cohort: next(asked, False))
    client = client_for(world.hana)
    posted = cohort_post(world.juniper, name="TYPED", lead_reads="on")
    page = client.post(url("cohort_change", world.juniper.pk), posted)
    assert "submitted already" in said_beside(page, "lead_reads")
    assert 'value="TYPED"' in page.content.decode()
    stored = Cohort.objects.get(pk=world.juniper.pk)
    assert (stored.name, stored.lead_reads) == ("Juniper", False)


def test_a_zone_nobody_knows_is_refused(world, client_for):
    posted = cohort_post(world.juniper, time_zone="Mars/Olympus")
    page = client_for(world.hana).post(url("cohort_change", world.juniper.pk), posted)
    assert said_beside(page, "time_zone")


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59", "0001-01-01T00:00:00"])
def test_a_year_without_a_date_in_every_zone_is_refused(world, client_for, moment):
    """Once kept, it broke the list for every reader whose zone lies on the other side of it."""
    seat = Membership.objects.get(person=world.asha)
    posted = {"starts_at": moment, "ends_at": ""}
    client = client_for(world.hana)
    page = client.post(url("membership_change", seat.pk), posted)
    assert page.status_code == 200
    assert "Choose a year between" in str(page.context["adminform"].form.errors["starts_at"])
    Person.objects.filter(pk=world.hana.pk).update(time_zone="Pacific/Kiritimati")
    assert client.get(url("membership_changelist")).status_code == 200


def test_a_person_is_added_and_invited(world, client_for):
    client = client_for(world.ivo)
    posted = {"name": "Nadia", "email": "Nadia@Example.org", "pronouns": "", "time_zone": "",
              "phone": ""}  # fmt: skip
    assert client.post(url("person_add"), posted).status_code == 302
    person = Person.objects.get(email="nadia@example.org")
    assert not person.has_usable_password()
    invite = url("person_invite", person.pk)
    assert client.get(invite).status_code == 405
    assert not Notice.objects.filter(to=person).exists()
    client.post(invite)
    assert Notice.objects.filter(to=person, kind="invitation").count() == 1


def test_the_list_invites_those_who_have_not_come_in(world, client_for):
    waiting = make.person(name="Waits", joined_at=None)
    posted = {"action": "invite", "_selected_action": [waiting.pk, world.asha.pk]}
    page = client_for(world.ivo).post(url("person_changelist"), posted, follow=True)
    text = page.content.decode()
    assert "1 invitation is on its way." in text
    assert "Asha: This person has come in already" in text
    assert list(Notice.objects.filter(kind="invitation").values_list("to", flat=True)) == [
        waiting.pk
    ]


def test_an_address_that_is_taken_is_said_beside_the_field(world, client_for):
    posted = {"name": "Other", "email": "ASHA@example.org", "time_zone": ""}
    page = client_for(world.ivo).post(url("person_add"), posted)
    assert page.status_code == 200
    form = page.context["adminform"].form
    assert form.errors == {"email": ["Somebody with this e-mail address is known already."]}


def test_an_address_cannot_be_changed_once_its_person_came_in(world, client_for):
    posted = {"name": "Asha", "email": "stolen@example.org", "pronouns": "", "time_zone": "",
              "phone": ""}  # fmt: skip
    client_for(world.ivo).post(url("person_change", world.asha.pk), posted)
    assert Person.objects.get(pk=world.asha.pk).email == "asha@example.org"


@pytest.mark.parametrize("who", ["hana", "cleo", "tuva", "asha"])
@pytest.mark.parametrize("what", ["suspend", "restore", "invite"])
def test_others_neither_suspend_nor_invite(world, client_for, who, what):
    client = client_for(world.people[who])
    assert client.post(url(f"person_{what}", world.ben.pk)).status_code == 404
    assert Person.objects.get(pk=world.ben.pk).is_active


def test_a_suspended_person_is_let_in_again(world, client_for):
    client = client_for(world.ivo)
    for name, active in (("suspend", False), ("restore", True)):
        client.post(url(f"person_{name}", world.ben.pk))
        assert Person.objects.get(pk=world.ben.pk).is_active is active
    page = client.post(url("person_suspend", world.ivo.pk), follow=True)
    assert "You cannot suspend yourself." in page.content.decode()


def test_a_pairing_that_is_refused_comes_back_with_all_that_was_chosen(world, client_for):
    posted = {"student": world.asha.pk, "mentor": world.fox.pk, "cohort": world.juniper.pk,
              "starts_at": "2026-11-01T08:00", "ends_at": ""}  # fmt: skip
    before = Mentoring.objects.count()
    page = client_for(world.hana).post(url("mentoring_add"), posted)
    assert "has a mentor in this cohort already" in said_beside(page, "__all__")
    assert f'value="{world.fox.pk}" selected' in page.content.decode()
    assert Mentoring.objects.count() == before


def test_pairing_offers_mentors_and_students_of_her_cohorts(world, client_for):
    form = client_for(world.hana).get(url("mentoring_add")).context["adminform"].form
    mentors = {p.name for p in form.fields["mentor"].queryset}
    students = {p.name for p in form.fields["student"].queryset}
    assert mentors == {"Dr Ekdal", "Dr Fox", "Dr Noma", "Dr Gita"}
    assert students == {"Asha", "Ben"}


def test_a_new_cohort_is_offered_the_schools_zone(world, client_for):
    School.objects.update(time_zone="Europe/Lisbon")
    form = client_for(world.ivo).get(url("cohort_add")).context["adminform"].form
    assert form["time_zone"].value() == "Europe/Lisbon"


def test_a_new_person_is_opened_so_that_she_can_be_given_a_role_and_invited(world, client_for):
    posted = {"name": "Nia New", "email": "nia@example.org"}
    response = client_for(world.ivo).post(
        url("person_add"), posted | {"_save": "Save"}, follow=True
    )
    made = Person.objects.get(email="nia@example.org")
    assert response.redirect_chain[-1][0] == url("person_change", made.pk)
    page = unescape(response.content.decode())
    assert "Give a role" in page
    assert url("person_invite", made.pk) in page


def test_the_index_follows_the_work_and_not_the_alphabet(world, client_for):
    page = client_for(world.ivo).get("/admin/").content.decode()
    ways = ["curriculum/course/", "curriculum/module/", "accounts/cohort/", "accounts/person/"]
    places = [page.index(f'href="/admin/{way}"') for way in ways]
    assert places == sorted(places)


def test_moments_in_lists_are_written_as_elsewhere_in_the_portal(world, client_for):
    Person.objects.filter(pk=world.asha.pk).update(
        joined_at=datetime(2026, 10, 3, 16, 5, tzinfo=UTC)
    )
    page = client_for(world.ivo).get(url("person_changelist")).content.decode()
    assert "3 Oct 2026, 16:05" in page
    assert "p.m." not in page
