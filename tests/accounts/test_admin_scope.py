"""Who meets what in the admin: every door of it, for every kind of person.

Two cohorts and two courses, always: what must not be seen is there to be seen.
The numbers LB1 to LB3 are those of the design's list of traps.
"""

import pytest
from django.contrib import admin
from django.contrib.admin.options import ShowFacets
from django.urls import reverse

from accounts.admin.base import PolicyAdmin
from accounts.admin.filters import ChoiceFilter
from accounts.admin.inlines import PolicyInline
from accounts.models import (
    Appointment,
    AuditEvent,
    HelpContact,
    Leave,
    Membership,
    Mentoring,
    Person,
)
from tests import make
from tests.accounts.admin_scope import EVERY, IDS, WITHOUT_LIST, path, request_code, seat

pytestmark = pytest.mark.django_db


PRIVATE = {
    "Entry", "Version", "VersionText", "Reader", "Reading", "Reply", "ReplyText", "Remark",
    "RemarkText", "Message", "MessageText", "Draft", "DraftText", "Completion", "Notice",
    "NoticeChoice",
}  # fmt: skip


# ------------------------------------------------------------------ the registry
def test_no_private_model_is_registered():
    assert not PRIVATE & {model.__name__ for model in EVERY}


@pytest.mark.parametrize("model", EVERY, ids=IDS)
def test_every_page_stands_on_the_one_base(model):
    page = admin.site._registry[model]
    assert isinstance(page, PolicyAdmin)
    assert page.view_on_site is False
    assert page.show_facets is ShowFacets.NEVER
    assert not page.list_editable
    assert not page.date_hierarchy
    assert not page.raw_id_fields
    assert not page.autocomplete_fields
    assert all(issubclass(f, ChoiceFilter) for f in page.list_filter)
    assert all(issubclass(inline, PolicyInline) for inline in page.inlines)


def test_the_apps_we_stand_on_show_nothing_here():
    """allauth, sessions and the second factors register pages of their own; none gets in."""
    labels = {model._meta.app_label for model in EVERY}
    assert labels == {"accounts", "curriculum"}


# ------------------------------------------------------------------ the door
@pytest.mark.parametrize("who", ["asha", "ekdal", "gita", "noma", "farid", "lena"])
def test_who_looks_after_nothing_finds_no_admin(world, client_for, who):
    client = client_for(world.people[who])
    for url in ("/admin/", "/admin/login/", "/admin/accounts/person/", "/admin/jsi18n/"):
        assert client.get(url).status_code == 404


def test_a_suspended_lead_is_a_stranger_at_her_next_request(world, client_for):
    client = client_for(world.hana)
    assert client.get("/admin/").status_code == 200
    Person.objects.filter(pk=world.hana.pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


def test_access_ends_with_the_relationship(world, client_for):
    client = client_for(world.omar)
    assert client.get("/admin/").status_code == 200
    Membership.objects.filter(person=world.omar).update(ends_at=make.ago(minutes=1))
    world.omar.course_teams.update(ends_at=make.ago(minutes=1))
    assert client.get("/admin/").status_code == 404


def test_strangers_sign_in_at_the_portals_own_door(world, client):
    for url in ("/admin/", "/admin/login/", "/admin/accounts/person/"):
        response = client.get(url, follow=True)
        assert response.redirect_chain[-1][0].startswith("/accounts/login/")
    back = client.get("/admin/accounts/cohort/", follow=True).redirect_chain[-1][0]
    assert back == "/accounts/login/?next=/admin/accounts/cohort/"


def test_the_admins_own_sign_in_does_not_exist(world, client):
    """A password posted to it signs nobody in, second factor or not."""
    response = client.post(
        "/admin/login/", {"username": world.ivo.email, "password": make.PASSWORD, "next": "/admin/"}
    )
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_the_way_back_stays_in_the_house(world, client):
    assert client.get("/admin/login/?next=https://elsewhere.example/").url.endswith("=/admin/")


def test_signing_out_and_passwords_are_the_portals(world, client_for):
    client = client_for(world.hana)
    assert client.post("/admin/logout/").url == reverse("account_logout")
    assert client.get("/admin/password_change/").url == reverse("account_change_password")


# ------------------------------------------------------------------ what each meets
MEETS = {
    "ivo": set(IDS) - WITHOUT_LIST,
    # What goes when, and what a court holds back, is the office's business alone.
    "root": set(IDS) - WITHOUT_LIST - {"RetentionRule", "LegalHold", "DeletionRequest"},
    "hana": {
        "Cohort", "Group", "GroupMembership", "Membership", "Mentoring", "Cover", "Leave", "Course",
        "CourseTeam", "Module", "Lesson", "Release", "Scenario", "ShelfPrompt", "Framework",
        "SkipWeek", "MentorChange", "Agreement", "Evaluating", "Encounter",
    },
    "cleo": {"Course", "Module", "Lesson", "Scenario", "ShelfPrompt", "Encounter"},
    "maya": {"Module", "Lesson", "Release"},
    "tuva": {"HelpContact", "Encounter"},
}  # fmt: skip


@pytest.mark.parametrize("who", MEETS)
def test_the_index_names_only_what_one_looks_after(world, client_for, who):
    page = client_for(world.people[who]).get("/admin/").content.decode()
    named = {model.__name__ for model in EVERY if f'href="{path(model, "changelist")}"' in page}
    assert named == MEETS[who]


@pytest.mark.parametrize("who", MEETS)
@pytest.mark.parametrize("model", EVERY, ids=IDS)
def test_lists_open_to_those_and_no_others(world, client_for, who, model):
    status = client_for(world.people[who]).get(path(model, "changelist")).status_code
    if model.__name__ in WITHOUT_LIST:
        assert status == 302
    else:
        assert status == (200 if model.__name__ in MEETS[who] else 403)


def test_no_superuser_can_be_made_and_no_password_seen(world, client_for):
    page = client_for(world.root).get(path(Person, "change", world.asha.pk)).content.decode()
    assert "is_superuser" not in page
    assert "password" not in page
    assert world.asha.password not in page


# ------------------------------------------------------------------ the lead and the other cohort
def others(world):
    """Return (model, pk, a word that would give it away) of rows that are Rowan's alone."""
    membership = seat(world.chidi, world.rowan)
    pair = Mentoring.objects.get(student=world.chidi)
    module = world.other_release.version.module
    lesson = world.other_release.version.lessons.first()
    return [
        (type(world.rowan), world.rowan.pk, "Rowan"),
        (Membership, membership.pk, "Chidi"),
        (Mentoring, pair.pk, "Chidi"),
        (Leave, make.leave(person=world.okoye).pk, "Okoye"),
        (type(module.course), module.course.pk, module.course.title),
        (type(module), module.pk, module.slug),
        (type(world.other_release.version), world.other_release.version_id, module.slug),
        (type(lesson), lesson.pk, lesson.title),
        (type(world.other_release), world.other_release.pk, "Rowan"),
    ]


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_a_foreign_row_and_no_row_are_the_same_404(world, client_for, page):
    client = client_for(world.hana)
    for model, pk, word in others(world):
        foreign = client.get(path(model, page, pk))
        nothing = client.get(path(model, page, 987_654))
        nonsense = client.get(path(model, page, "no-such-id"))
        assert {foreign.status_code, nothing.status_code, nonsense.status_code} <= {404, 403}
        assert foreign.status_code == nothing.status_code == nonsense.status_code
        assert word not in foreign.content.decode()
        if foreign.status_code == 404:
            assert foreign.content.replace(request_code(foreign), b"") == (
                nothing.content.replace(request_code(nothing), b"")
            )


def test_a_foreign_row_is_neither_changed_nor_deleted(world, client_for):
    client = client_for(world.hana)
    for model, pk, _word in others(world):
        before = model.objects.filter(pk=pk).values().get()
        assert client.post(path(model, "change", pk), {"name": "x"}).status_code in {403, 404}
        assert client.post(path(model, "delete", pk), {"post": "yes"}).status_code in {403, 404}
        assert model.objects.filter(pk=pk).values().get() == before


def test_lists_hold_no_foreign_row(world, client_for):
    client = client_for(world.hana)
    for model, _pk, word in others(world):
        if model.__name__ == "ModuleVersion":
            continue
        page = client.get(path(model, "changelist")).content.decode()
        assert word not in page, model
        assert client.get(path(model, "changelist") + f"?q={word}").status_code == 200


def test_her_own_are_all_there(world, client_for):
    page = client_for(world.hana).get(path(Membership, "changelist")).content.decode()
    assert all(name in page for name in ("Asha", "Ben", "Dr Ekdal", "Farid"))


# ------------------------------------------------------------------ the others
def test_the_wellbeing_lead_keeps_help_contacts_and_sees_nobody(world, client_for):
    client = client_for(world.tuva)
    contact = HelpContact.objects.get()
    response = client.post(
        path(HelpContact, "change", contact.pk),
        {"name": "Night line", "what": "Somebody answers.", "phone": "+44 20 5550 0101", "url": "",
         "hours": "", "position": "1", "last_checked_on": "2026-11-20"},
    )  # fmt: skip
    assert response.status_code == 302
    contact.refresh_from_db()
    assert contact.name == "Night line"
    assert AuditEvent.objects.filter(verb="help.changed", by=str(world.tuva.pk)).exists()
    for model in (Person, Membership, Mentoring, Appointment, AuditEvent):
        assert client.get(path(model, "changelist")).status_code == 403


def test_an_editor_of_the_course_builds_it_and_meets_no_cohort(world, client_for):
    client = client_for(world.cleo)
    course = world.release.version.module.course
    page = client.get(path(type(course), "change", course.pk))
    assert page.status_code == 200
    assert "Prof Hana" in page.content.decode()
    assert client.get(path(Membership, "changelist")).status_code == 403
    assert client.get(path(type(world.release), "changelist")).status_code == 403
    own = client.get(path(type(course), "change", world.other_release.version.module.course_id))
    assert own.status_code == 404


def test_an_editor_cannot_name_editors_nor_rewrite_the_course(world, client_for):
    client = client_for(world.cleo)
    course = world.release.version.module.course
    team = type(course.team.first())
    before = team.objects.count()
    posted = {"person": world.asha.pk, "course": course.pk, "role": "owner",
              "starts_at": "2026-09-01T08:00", "ends_at": ""}  # fmt: skip
    assert client.post(path(team, "add"), posted).status_code == 403
    assert team.objects.count() == before
    title = course.title
    client.post(path(type(course), "change", course.pk), {"title": "Mine now"} | empty("modules"))
    course.refresh_from_db()
    assert course.title == title


def empty(prefix, initial=0):
    return {
        f"{prefix}-TOTAL_FORMS": initial,
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }


def test_the_audit_trail_is_read_and_holds_ids(world, client_for):
    client = client_for(world.ivo)
    client.post(reverse("admin:accounts_person_suspend", args=[world.ben.pk]))
    page = client.get(path(AuditEvent, "changelist"))
    assert page.status_code == 200
    text = page.content.decode()
    assert "suspended this person" in text
    assert str(world.ben.pk) in text
    assert "Ben<" not in text
    event = AuditEvent.objects.first()
    assert client.post(path(AuditEvent, "change", event.pk), {"verb": "x"}).status_code == 403
    assert client.post(path(AuditEvent, "delete", event.pk), {"post": "yes"}).status_code == 403
    assert client.get(path(AuditEvent, "add")).status_code == 403
