"""What cannot be guessed in the admin: LB1 to LB3 of the design's list of traps."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from accounts.models import HelpContact, Membership, Mentoring, Person
from tests import make
from tests.accounts.admin_scope import EVERY, IDS, WITHOUT_LIST, path, request_code, seat

pytestmark = pytest.mark.django_db


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
            assert found.content.replace(request_code(found), b"") == (
                missing.content.replace(request_code(missing), b"")
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
    if model.__name__ in WITHOUT_LIST:
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
