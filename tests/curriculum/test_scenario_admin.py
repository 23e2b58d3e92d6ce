"""A scenario in the admin: its parts in their order, its roles, its editions, its reviews."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from curriculum.models import Scenario, ScenarioRole
from curriculum.queries import scenarios as queries
from tests import make
from tests.curriculum.a_scenario import HIDDEN, WHOLE, stored


@pytest.fixture
def course(world):
    return world.release.version.module.course


@pytest.fixture
def scenario(course):
    return stored(course)


@pytest.fixture
def cleo(world, client_for):
    """Return a client of somebody who builds the course."""
    return client_for(world.cleo)


def url(name, *args):
    return reverse(f"admin:curriculum_{name}", args=args)


def sent_of(response):
    """Return what the form of a page would send if nothing were typed."""
    forms = [response.context["adminform"].form]
    forms += [fs.formset.management_form for fs in response.context["inline_admin_formsets"]]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    sent = {}
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                sent[bound.html_name] = "on" if value is True else value
    return sent


def said(html):
    return [word for word in HIDDEN if word in html]


def test_a_page_keeps_and_moves_what_stands_in_it(cleo, scenario):
    page = url("scenario_change", scenario.pk)
    sent = sent_of(cleo.get(page))
    assert cleo.post(page, sent).status_code == 302
    edited = queries.whole(Scenario.objects.filter(pk=scenario.pk)).get()
    assert queries.document_of(edited) == WHOLE
    assert not AuditEvent.objects.filter(verb="scenario.changed").exists()
    sent |= {
        "checklist-0-position": 2, "checklist-1-position": 1, "setup": "GUIDE by the window",
        "safety-TOTAL_FORMS": 2, "safety-0-position": 2, "safety-1-position": 1,
        "safety-1-text": "Time-out stops it.", "safety-1-scenario": scenario.pk,
        "roles-TOTAL_FORMS": 4, "roles-3-name": "A sister", "roles-3-kind": "family",
        "roles-3-count": 1, "roles-3-position": 4, "roles-3-scenario": scenario.pk,
        "debrief-0-DELETE": "on",
    }  # fmt: skip
    assert cleo.post(page, sent).status_code == 302
    document = queries.document_of(queries.whole(Scenario.objects.filter(pk=scenario.pk)).get())
    assert [one.text[:4] for one in document.checklist] == ["Asks", "SHEE"]
    assert document.safety == ("Time-out stops it.", "Anyone may leave.")
    assert (document.guide.setup, document.debrief) == ("GUIDE by the window", ())
    assert document.roles[-1].key == "a-sister"
    refused = cleo.post(page, sent_of(cleo.get(page)) | {"roles-0-name": "", "title": "Kept"})
    html = refused.content.decode()
    assert "Not saved yet" in html
    assert "Kept" in html
    # A new one begins with what everybody reads; its parts come on its own page.
    html = cleo.get(url("scenario_add")).content.decode()
    assert "id_brief" in html
    assert "roles-TOTAL_FORMS" not in html


def test_a_role_has_a_page_of_its_own(cleo, scenario):
    role = scenario.roles.get(key="mr-calder")
    page = url("scenariorole_change", role.pk)
    shown = cleo.get(page)
    html = shown.content.decode()
    assert "BRIEF opening" in html
    assert url("scenario_change", scenario.pk) in html
    sent = sent_of(shown) | {"opening": "BRIEF another", "facts-0-position": 9, "name": "Mr C"}
    assert cleo.post(page, sent).url == url("scenario_change", scenario.pk)
    role.refresh_from_db()
    assert (role.name, role.key, role.brief.opening) == ("Mr C", "mr-calder", "BRIEF another")
    assert [fact.rule for fact in role.facts.all()] == ["earned", "freely"]
    # A role without a brief gets one when something is written into it, and not before.
    bare = url("scenariorole_change", scenario.roles.get(key="student").pk)
    sent = sent_of(cleo.get(bare))
    cleo.post(bare, sent)
    assert not hasattr(ScenarioRole.objects.get(key="student"), "brief")
    cleo.post(bare, sent | {"want": "BRIEF to listen"})
    assert ScenarioRole.objects.get(key="student").brief.want == "BRIEF to listen"
    assert cleo.get(url("scenariorole_changelist")).url == url("scenario_changelist")
    assert cleo.get(url("scenariorole_add")).status_code == 403
    gone = cleo.post(url("scenariorole_delete", role.pk), {"post": "yes"})
    assert gone.url == url("scenario_change", scenario.pk)
    assert not ScenarioRole.objects.filter(pk=role.pk).exists()


def test_publishing_says_what_is_new_and_takes_a_note(cleo, course, scenario, world):
    page = url("scenario_publish", scenario.pk)
    assert "Nothing has changed since edition 1." in cleo.get(page).content.decode()
    scenario.steps.all().delete()
    Scenario.objects.filter(pk=scenario.pk).update(title="Ours")
    html = cleo.get(page).content.decode()
    assert "Title, The hour, step by step." in html
    assert "No step of the hour takes people out of their roles." in html
    assert said(html) == []
    assert cleo.post(page, {"note": "x" * 201}).status_code == 422
    html = cleo.post(page, {"note": "Shorter."}, follow=True).content.decode()
    assert "Edition 2 is published." in html
    assert "2 <span>(Shorter.)</span>" in html
    assert cleo.post(page, {"note": ""}).status_code == 422
    edition = url("scenario_edition", scenario.pk, 1)
    html = cleo.get(edition).content.decode()
    for hidden in ("BRIEF fell asleep driving", "GUIDE pitfalls", "SCRIPT", "DEBRIEF", "SHEET"):
        assert hidden in html
    assert "Title, The hour, step by step." in html
    assert "It may go" not in html
    Scenario.objects.filter(pk=scenario.pk).update(title="Not published")
    assert cleo.post(edition).status_code == 422
    assert "It may go" in cleo.get(edition).content.decode()
    assert cleo.post(edition, {"discard": "on"}).status_code == 302
    scenario.refresh_from_db()
    assert (scenario.title, scenario.steps.count()) == (WHOLE.title, 2)
    assert cleo.get(url("scenario_edition", scenario.pk, 9)).status_code == 404


def test_a_review_is_noted_shown_and_found(cleo, course, scenario):
    list_page = url("scenario_changelist")
    noted = cleo.post(url("scenario_reviewed", scenario.pk), follow=True).content.decode()
    assert "Reviewed today." in noted
    assert "Its review is due." not in noted
    assert cleo.get(url("scenario_reviewed", scenario.pk)).status_code == 405
    other = make.scenario(course=course, title="Never planned")
    assert "No scenarios" not in cleo.get(list_page).content.decode()
    assert scenario.title not in cleo.get(list_page, {"review": "due"}).content.decode()
    day = timezone.localdate() - timedelta(days=1)
    Scenario.objects.filter(pk=scenario.pk).update(review_due_on=day)
    html = cleo.get(list_page, {"review": "due"}).content.decode()
    assert "is due since" in html
    assert other.title not in html
    html = cleo.get(list_page, {"review": "never"}).content.decode()
    assert other.title in html
    assert scenario.title not in html
    page = cleo.get(url("scenario_change", scenario.pk)).content.decode()
    assert "Its review is due." in page


def test_it_comes_into_the_library_by_being_published(cleo, course):
    scenario = stored(course, is_published=False, slug="not-out")
    page = url("scenario_change", scenario.pk)
    refused = cleo.post(page, sent_of(cleo.get(page)) | {"is_published": "on"})
    assert "Publish it; that puts it into the library." in refused.content.decode()
    cleo.post(url("scenario_publish", scenario.pk), {"note": ""})
    sent = sent_of(cleo.get(page))
    assert sent.pop("is_published") == "on"
    assert cleo.post(page, sent).status_code == 302
    assert cleo.post(page, sent | {"is_published": "on"}).status_code == 302
    scenario.refresh_from_db()
    assert scenario.is_published


def test_strangers_find_no_page_and_no_page_names_what_is_hidden(world, cleo, client_for, scenario):
    role = scenario.roles.get(key="mr-calder")
    pages = [
        url("scenario_change", scenario.pk), url("scenario_publish", scenario.pk),
        url("scenario_edition", scenario.pk, 1), url("scenario_reviewed", scenario.pk),
        url("scenariorole_change", role.pk), url("scenariorole_history", role.pk),
    ]  # fmt: skip
    for person in (world.asha, world.farid, world.omar, world.maya):
        client = client_for(person)
        for page in pages:
            assert client.get(page).status_code == 404
            assert client.post(page, {"opening": "Mine"}).status_code == 404
    # Changed once, so that there is something in the trail and in the log.
    page = url("scenariorole_change", role.pk)
    cleo.post(page, sent_of(cleo.get(page)) | {"want": "BRIEF otherwise"})
    for quiet in (
        url("scenario_changelist"), url("scenario_changelist") + "?q=asleep",
        url("scenario_changelist") + "?roles__brief__want__contains=otherwise",
        url("scenario_history", scenario.pk), url("scenariorole_history", role.pk),
        url("scenario_delete", scenario.pk), url("scenariorole_delete", role.pk),
        url("scenario_publish", scenario.pk), reverse("admin:index"),
        reverse("scenario_list"), reverse("scenario_list") + "?q=asleep",
    ):  # fmt: skip
        html = cleo.get(quiet, follow=True).content.decode()
        assert said(html) == [], quiet
        assert "?q=" not in quiet or scenario.title not in html
    assert "scenariorole" not in cleo.get(reverse("admin:index")).content.decode()
    assert "briefs" in cleo.get(url("scenariorole_history", role.pk)).content.decode()
    log = repr(list(LogEntry.objects.values())) + repr(list(AuditEvent.objects.values("facts")))
    assert said(log) == []
    html = client_for(world.asha).get(reverse("scenario", args=[scenario.slug])).content.decode()
    assert scenario.title in html
    assert said(html) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_pages_cost_the_same_however_much_stands_in_them(
    cleo, scenario, rows, django_assert_num_queries
):
    for number in range(rows):
        scenario.checklist.create(text=f"More {number}", position=number)
        scenario.debrief.create(text=f"More {number}", position=number)
        scenario.safety.create(text=f"More {number}", position=number)
    page = url("scenario_change", scenario.pk)
    role = url("scenariorole_change", scenario.roles.get(key="mr-calder").pk)
    for one in (page, role):
        cleo.get(one)
    with django_assert_num_queries(25):
        cleo.get(page)
    with django_assert_num_queries(11):
        cleo.get(role)
