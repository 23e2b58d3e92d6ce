"""Who meets what in the admin: every door of it, for every kind of person.

Two cohorts and two courses, always: what must not be seen is there to be seen.
The numbers LB1 to LB3 are those of the design's list of traps.
"""

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import ShowFacets
from django.contrib.contenttypes.models import ContentType
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

pytestmark = pytest.mark.django_db

PRIVATE = {
    "Entry", "Version", "VersionText", "Reader", "Reading", "Reply", "ReplyText", "Remark",
    "RemarkText", "Message", "MessageText", "Draft", "DraftText", "Completion", "Notice",
    "NoticeChoice",
}  # fmt: skip
EVERY = list(admin.site._registry)
IDS = [model.__name__ for model in EVERY]


def path(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def seat(person, cohort, role="student"):
    return Membership.objects.get(person=person, cohort=cohort, role=role)


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
    "ivo": set(IDS) - {"ModuleVersion"},
    # What goes when, and what a court holds back, is the office's business alone.
    "root": set(IDS) - {"ModuleVersion", "RetentionRule", "LegalHold", "DeletionRequest"},
    "hana": {
        "Cohort", "Group", "GroupMembership", "Membership", "Mentoring", "Cover", "Leave", "Course",
        "CourseTeam", "Module", "Lesson", "Release", "Scenario", "ShelfPrompt", "Framework",
        "SkipWeek", "MentorChange",
    },
    "cleo": {"Course", "Module", "Lesson", "Scenario", "ShelfPrompt"},
    "maya": {"Module", "Lesson", "Release"},
    "tuva": {"HelpContact"},
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
    if model.__name__ == "ModuleVersion":
        assert status == 302
    else:
        assert status == (200 if model.__name__ in MEETS[who] else 403)


def test_no_superuser_can_be_made_and_no_password_seen(world, client_for):
    page = client_for(world.root).get(path(Person, "change", world.asha.pk)).content.decode()
    assert "is_superuser" not in page
    assert "password" not in page
    assert world.asha.password not in page


# ------------------------------------------------------------------ the lead and the other cohort
def _code(response):
    """Return the request's own code, the one thing in which two refusals differ."""
    return response["X-Request-ID"].encode()


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
            assert foreign.content.replace(_code(foreign), b"") == (
                nothing.content.replace(_code(nothing), b"")
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


# ------------------------------------------------------------------ LB1: four ways past a queryset
def test_lb1_filters_print_no_foreign_name(world, client_for):
    client = client_for(world.hana)
    for model in (
        Membership,
        Mentoring,
        type(world.release),
        world.release.version.module.__class__,
    ):
        page = client.get(path(model, "changelist")).content.decode()
        assert "Rowan" not in page
        assert world.other_release.version.module.course.title not in page
    page = client_for(world.ivo).get(path(Membership, "changelist")).content.decode()
    assert "Rowan" in page  # the filter is there, and would print it


def test_lb1_a_filter_does_not_take_a_foreign_id(world, client_for):
    page = client_for(world.hana).get(path(Membership, "changelist") + f"?cohort={world.rowan.pk}")
    assert "Chidi" not in page.content.decode()


def test_lb1_a_foreign_key_cannot_be_posted(world, client_for):
    """Neither a row into another cohort nor a stranger into one's own."""
    client = client_for(world.hana)
    before = Membership.objects.count()
    posted = {"role": "student", "starts_at": "2026-09-01T08:00", "ends_at": ""}
    for person, cohort in ((world.asha, world.rowan), (world.chidi, world.juniper)):
        response = client.post(
            path(Membership, "add"), posted | {"person": person.pk, "cohort": cohort.pk}
        )
        assert response.status_code == 200
        page = response.content.decode()
        assert "Select a valid choice" in page
        assert "Chidi" not in page
        assert "Rowan" not in page
    assert Membership.objects.count() == before


def test_lb1_a_row_cannot_be_moved(world, client_for):
    mine = seat(world.asha, world.juniper)
    client_for(world.hana).post(
        path(Membership, "change", mine.pk),
        {"person": world.chidi.pk, "cohort": world.rowan.pk, "role": "lead",
         "starts_at": "2026-09-01T08:00:00", "ends_at": ""},
    )  # fmt: skip
    mine.refresh_from_db()
    assert (mine.person, mine.cohort, mine.role) == (world.asha, world.juniper, "student")


def test_lb1_choices_hold_no_foreign_name(world, client_for):
    client = client_for(world.hana)
    foreign = ["Chidi", "Dr Okoye", "Prof Omar", "Rowan", world.other_release.version.title]
    for model in (Membership, Mentoring, type(world.release)):
        page = client.get(path(model, "add")).content.decode()
        assert not [name for name in foreign if name in page], model
    assert "Asha" in client.get(path(Membership, "add")).content.decode()
    for query in (f"?person={world.chidi.pk}", f"?cohort={world.rowan.pk}"):
        page = client.get(path(Membership, "add") + query).content.decode()
        assert not [name for name in foreign if name in page]


def test_lb1_an_invalid_post_echoes_no_foreign_row(world, client_for):
    pair = Mentoring.objects.get(student=world.chidi)
    response = client_for(world.hana).post(
        reverse("admin:accounts_cover_add"),
        {"mentoring": pair.pk, "cover": world.okoye.pk, "starts_at": "never"},
    )
    assert response.status_code == 200
    page = response.content.decode()
    assert not [name for name in ("Chidi", "Okoye", "Rowan") if name in page]


def test_lb1_view_on_site_tells_nothing(world, client_for):
    for who in (world.hana, world.ivo, world.root):
        client = client_for(who)
        for row in (world.rowan, world.entries["draft"], world.other_release):
            kind = ContentType.objects.get_for_model(row).pk
            found = client.get(f"/admin/r/{kind}/{row.pk}/")
            missing = client.get(f"/admin/r/{kind}/987654/")
            assert found.status_code == missing.status_code == 404
            assert found.content.replace(_code(found), b"") == (
                missing.content.replace(_code(missing), b"")
            )


@pytest.mark.parametrize("field", ["person", "cohort"])
def test_lb1_autocomplete_is_scoped_or_shut(world, client_for, field):
    url = reverse("admin:autocomplete")
    asked = {"app_label": "accounts", "model_name": "membership", "field_name": field, "term": "o"}
    response = client_for(world.hana).get(url, asked)
    assert response.status_code in {200, 403, 404}
    for word in ("Rowan", "Omar", "Okoye"):
        assert word not in response.content.decode()


# ------------------------------------------------------------------ LB2: reading by guessing
@pytest.mark.parametrize(
    "query",
    [
        "person__phone__startswith=0", "person__email__icontains=a", "cohort__name__regex=.",
        "role__in=student", "id__gt=1", "cohort__memberships__person__name__icontains=C",
        "person__password__startswith=s", "person=1",
    ],
)  # fmt: skip
def test_lb2_no_lookup_but_the_listed(world, client_for, query):
    response = client_for(world.hana).get(path(Membership, "changelist") + f"?{query}")
    assert response.status_code == 400


@pytest.mark.parametrize("model", EVERY, ids=IDS)
def test_lb2_no_list_takes_a_local_field(world, client_for, model):
    if model.__name__ == "ModuleVersion":
        return
    for query in ("pk__gt=0", "facilitator_notes__regex=.", "body__icontains=a"):
        url = path(model, "changelist") + f"?{query}"
        assert client_for(world.ivo).get(url).status_code == 400


def test_lb2_our_own_filters_pass(world, client_for):
    url = path(Membership, "changelist") + f"?cohort={world.juniper.pk}&role=student&when=now"
    page = client_for(world.hana).get(url)
    assert page.status_code == 200
    assert "Asha" in page.content.decode()
    assert "Dr Ekdal" not in page.content.decode()


@pytest.mark.parametrize("order", ["1", "-3.2", "99", "x", "1.1.1", "-0"])
def test_lb2_ordering_is_harmless(world, client_for, order):
    response = client_for(world.hana).get(path(Membership, "changelist") + f"?o={order}")
    assert response.status_code == 200


def test_lb2_search_reads_names_not_private_fields(world, client_for):
    Person.objects.filter(pk=world.asha.pk).update(phone="5550123", pronouns="canary/s")
    client = client_for(world.ivo)
    for word in ("5550123", "canary"):
        page = client.get(path(Person, "changelist") + f"?q={word}").content.decode()
        assert "Asha" not in page
    # A lead's lists are searched by name, not by address.
    page = client_for(world.hana).get(path(Membership, "changelist") + "?q=asha@example.org")
    assert ">Asha<" not in page.content.decode()


def test_lb2_a_row_is_not_found_by_another_field(world, client_for):
    url = path(Person, "change", world.asha.email) + "?_to_field=email"
    assert client_for(world.ivo).get(url).status_code in {400, 404}


# ------------------------------------------------------------------ LB3: what a delete page prints
def test_lb3_a_delete_page_names_the_row_and_nothing_on_it(world, client_for):
    url = reverse("admin:curriculum_release_delete", args=[world.future_release.pk])
    entry = make.entry(author=world.asha, release=world.future_release)
    page = client_for(world.hana).get(url).content.decode()
    assert "Juniper" in page
    assert "Entry" not in page
    assert str(entry.pk)[:8] not in page
    assert "protected" not in page.lower()


def test_lb3_a_refused_delete_does_not_say_what_stands_on_it(world, client_for):
    entry = make.entry(author=world.asha, release=world.future_release)
    url = reverse("admin:curriculum_release_delete", args=[world.future_release.pk])
    page = client_for(world.hana).post(url, {"post": "yes"}, follow=True).content.decode()
    assert "This is in use and stays." in page
    assert str(entry.pk)[:8] not in page
    assert type(world.future_release).objects.filter(pk=world.future_release.pk).exists()


def test_lb3_many_rows_cannot_be_deleted_at_once(world, client_for):
    client = client_for(world.ivo)
    contact = HelpContact.objects.get()
    posted = {"action": "delete_selected", "_selected_action": [contact.pk], "post": "yes"}
    client.post(path(HelpContact, "changelist"), posted)
    assert HelpContact.objects.filter(pk=contact.pk).exists()


def test_the_log_calls_rows_by_kind_and_id(world, client_for):
    mine = seat(world.asha, world.juniper)
    client_for(world.hana).post(
        path(Membership, "change", mine.pk),
        {"starts_at": "2026-09-01T08:00:00", "ends_at": "2027-09-01T08:00:00"},
    )
    row = LogEntry.objects.get()
    assert row.object_repr == f"membership {mine.pk}"
    assert "Asha" not in row.object_repr + row.change_message
    history = client_for(world.hana).get(path(Membership, "history", mine.pk))
    assert history.status_code == 200
    assert "Prof Hana" in history.content.decode()
    # The other cohort's lead does not reach it.
    assert client_for(world.omar).get(path(Membership, "history", mine.pk)).status_code == 404


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
