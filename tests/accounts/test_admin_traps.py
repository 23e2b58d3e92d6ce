"""The scoped admin's traps, sprung by four kinds of person on every page, list and form there is.

What each must not learn are canaries in the rows of others. Numbers are those of the design's list.
"""

import re
from html import unescape

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import reverse

from accounts.models import LegalHold, Person
from curriculum.actions import publishing
from curriculum.models import Course, Lesson
from tests import make

pytestmark = pytest.mark.django_db

EVERY = list(admin.site._registry)
HREF = re.compile(r'href="(/admin/[^"#]*)"')
# Learners' words, and what a colleague has typed and not saved: nobody meets them in the admin.
NOBODYS = ("WORDS-", "TITLE-", "REPLY-", "REMARK-", "MESSAGE-", "UNSAVED-")
STUDENTS = ("Asha", "Ben<", "Chidi", "Lena", "Sam<")
SECRETS = {
    "hana": ("Chidi", "Dr Okoye", "Prof Omar", "Rowan", "FOREIGN-"),
    "cleo": (*STUDENTS, "Dr Ekdal", "Rowan", "Juniper", "FOREIGN-"),
    "maya": (*STUDENTS, "Dr Ekdal", "Rowan", "FOREIGN-", "Not open yet"),
    "ivo": (),
    "root": (),
}
MOST_PAGES = 140


def path(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


@pytest.fixture
def trapped(world):
    """Return the cast with canaries: a foreign course, a foreign lesson, unsaved words."""
    foreign = world.other_release.version
    Course.objects.filter(pk=foreign.module.course_id).update(title="FOREIGN-course")
    type(foreign).objects.filter(pk=foreign.pk).update(
        title="FOREIGN-title", facilitator_notes="FOREIGN-notes"
    )
    Lesson.objects.filter(version=foreign).update(title="FOREIGN-lesson", body="FOREIGN-body")
    edited = publishing.edit(module=world.release.version.module, by=world.hana)
    lesson = edited.lessons.first()
    for person in (world.root, world.ivo):
        body = '{"fields": {"body": "UNSAVED-words"}, "was": {}}'
        make.editing(person=person, module=edited.module, lesson=lesson, body=body)
    return world


def crawl(client):
    """Yield (address, page) of every page of the admin reachable by links."""
    waiting, seen = ["/admin/"], {"/admin/"}
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        response = client.get(url)
        assert response.status_code in {200, 302, 403, 404, 405}, url
        said = b"".join(response) if response.streaming else response.content
        if response.status_code != 200 or "html" not in response["Content-Type"]:
            continue
        text = said.decode()
        yield url, text
        for found in map(unescape, HREF.findall(text)):
            # Three of a kind are enough.
            kind = re.sub(r"\d+", "0", found.partition("?")[0])
            kin = [one for one in seen if re.sub(r"\d+", "0", one) == kind]
            if found not in seen and len(kin) < 3:
                seen.add(found)
                waiting.append(found)


@pytest.mark.parametrize("who", SECRETS)
def test_no_page_prints_what_is_not_for_her(trapped, client_for, who):
    """LB1 and LB3: lists, filters, forms, panels, histories and delete pages alike."""
    pages = 0
    for url, text in crawl(client_for(trapped.people[who])):
        pages += 1
        said = [word for word in (*NOBODYS, *SECRETS[who]) if word in text]
        assert said == [], url
    assert pages >= 8


def foreign_row(world, model):
    """Return a row of ``model`` that belongs to the other cohort or course, if there is one."""
    known = {
        Person: world.chidi,
        type(world.rowan): world.rowan,
        Course: world.other_release.version.module.course,
        type(world.other_release.version): world.other_release.version,
        type(world.other_release.version.module): world.other_release.version.module,
    }
    if model in known:
        return known[model]
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field.related_model in known:
            row = model._default_manager.filter(**{field.name: known[field.related_model]}).first()
            if row is not None:
                return row
    return None


@pytest.mark.parametrize("who", ["hana", "cleo", "maya"])
def test_no_form_takes_or_echoes_a_foreign_row(trapped, client_for, who):
    """LB1: a foreign key posted to any blank form is refused, and its name not printed."""
    client = client_for(trapped.people[who])
    tried = 0
    for model in EVERY:
        url = path(model, "add")
        if client.get(url).status_code != 200:
            continue
        posted = {
            field.name: foreign_row(trapped, field.related_model).pk
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and foreign_row(trapped, field.related_model)
        }
        before = model._default_manager.count()
        response = client.post(url, posted | {"starts_at": "never", "opens_on": "never"})
        assert response.status_code in {200, 302}, model
        assert model._default_manager.count() == before, model
        text = response.content.decode()
        assert [word for word in SECRETS[who] if word in text] == [], model
        tried += bool(posted)
    assert tried or who == "cleo"


@pytest.mark.parametrize("who", ["hana", "cleo", "maya", "ivo", "root"])
def test_the_side_doors_are_shut(trapped, client_for, who):
    """LB1 (view on site, autocomplete), LB2 (lookups), LB3 (deleting many) for every model."""
    client = client_for(trapped.people[who])
    for model in EVERY:
        kind = ContentType.objects.get_for_model(model).pk
        row = foreign_row(trapped, model) or model._default_manager.first()
        if row is not None:
            assert client.get(f"/admin/r/{kind}/{row.pk}/").status_code == 404, model
        changes = path(model, "changelist")
        shown = client.get(changes).status_code
        for query in ("pk__gt=0", "body__icontains=a", "facilitator_notes__regex=.", "id=1"):
            status = client.get(f"{changes}?{query}").status_code
            assert status in ({400} if shown == 200 else {302, 403, 400}), (model, query)
        before = model._default_manager.count()
        everything = list(model._default_manager.values_list("pk", flat=True)[:50])
        asked = {"action": "delete_selected", "_selected_action": everything, "post": "yes"}
        client.post(changes, asked)
        assert model._default_manager.count() == before, model
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                asked = {"app_label": model._meta.app_label, "model_name": model._meta.model_name,
                         "field_name": field.name, "term": ""}  # fmt: skip
                response = client.get(reverse("admin:autocomplete"), asked)
                assert response.status_code == 404, (model, field.name)


@pytest.mark.parametrize("who", ["hana", "cleo", "maya"])
def test_rows_of_others_are_the_same_404_at_every_page_of_a_row(trapped, client_for, who):
    client = client_for(trapped.people[who])
    for model in EVERY:
        row = foreign_row(trapped, model)
        if row is None or model is Person:
            continue
        for name in ("change", "history", "delete"):
            statuses = {
                client.get(path(model, name, pk)).status_code for pk in (row.pk, 987_654, "none")
            }
            assert statuses <= {403, 404}, (model, name)
            assert len(statuses) == 1, (model, name)


def test_whose_hold_it_is_neither_lifts_it_nor_learns_of_one_she_may_not_know(world, client_for):
    """An office is no way around a law: another administrator sees to it."""
    hold = LegalHold.objects.create(person=world.ivo, reference="HOLD-1", is_told=False)
    other = make.person(name="Another")
    make.appointment(person=other)
    url, kept = path(LegalHold, "change", hold.pk), reverse("kept")
    over = {"reference": "HOLD-1", "starts_at": "2026-01-01T08:00:00",
            "ends_at": "2026-01-02T08:00:00"}  # fmt: skip
    ivo = client_for(world.ivo)
    before = ivo.get(kept).content
    assert ivo.get(url).status_code == ivo.post(url, over).status_code == 404
    for page in (path(LegalHold, "changelist"), path(LegalHold, "history", hold.pk)):
        assert b"HOLD-1" not in ivo.get(page).content
    LegalHold.objects.update(is_told=True)
    assert ivo.get(kept).content.count(b"legal hold") > before.count(b"legal hold")
    assert ivo.post(url, over).status_code == 404
    assert not LegalHold.objects.get().is_over
    assert "HOLD-1" in client_for(other).get(path(LegalHold, "changelist")).content.decode()
    assert client_for(other).post(url, over).status_code == 302
    assert LegalHold.objects.get().is_over
