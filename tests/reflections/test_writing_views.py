"""The writing room: page, saves, conflicts, submitting, and text that comes back exactly."""

import re
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts import words
from accounts.models import Cohort, Draft, Mentoring
from reflections.models import Entry
from tests import make
from tests.reflections.writing_room import JSON, draft_url, newest, put


# ------------------------------------------------------------------ the script's saves
def test_a_save_is_acknowledged_with_its_hash(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    answer = put(asha, entry.pk, w.asha, body="one two")
    assert answer.status_code == 200
    said = answer.json()
    assert (said["revision"], said["words"]) == (2, 2)
    assert said["sha256"] == words.fingerprint("T", "one two")
    assert said["saved_at"]
    assert newest(entry.pk).body == "one two"


def test_a_save_costs_six_queries(standing_world, asha, django_assert_num_queries):
    w, entry = standing_world, standing_world.entries["draft"]
    for base in (1, 2, 3):
        with django_assert_num_queries(6):
            assert put(asha, entry.pk, w.asha, base=base).status_code == 200


def test_the_first_save_makes_the_page(standing_world, client_for):
    w, new = standing_world, uuid.uuid4()
    place = {"release": w.other_release.pk, "lesson": make.reflection_of(w.other_release).pk}
    client = client_for(w.chidi)
    assert put(client, new, w.chidi, base=0, **place).status_code == 200
    assert Entry.objects.get(pk=new).release == w.other_release
    other = put(client, uuid.uuid4(), w.chidi, base=0, **place)
    assert other.status_code == 409
    assert other.json()["url"] == reverse("entry_write", args=[new])


@pytest.mark.parametrize("release", ["other_release", "future_release"])
def test_no_page_is_made_where_nothing_is_open(standing_world, asha, release):
    w, new = standing_world, uuid.uuid4()
    row = getattr(w, release)
    lesson = row.version.lessons.get(kind="reflection").pk
    assert put(asha, new, w.asha, base=0, release=row.pk, lesson=lesson).status_code == 404
    assert not Entry.objects.filter(pk=new).exists()


def test_another_device_was_faster(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    put(asha, entry.pk, w.asha, body="phone")
    answer = put(asha, entry.pk, w.asha, body="desk")
    assert answer.status_code == 409
    assert answer.json() == {"state": "conflict", "revision": 2}
    assert newest(entry.pk).body == "phone"


def test_a_repeat_is_answered_and_not_written_twice(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    one, two = (put(asha, entry.pk, w.asha, save_id=str(w.asha.pk)) for _ in range(2))
    assert one.json() == two.json()
    assert entry.draft.texts.count() == 2


def test_another_persons_tab_writes_nothing(standing_world, client_for):
    w, entry = standing_world, standing_world.entries["draft"]
    answer = put(client_for(w.ben), entry.pk, w.asha, body="x")
    assert answer.status_code == 409
    assert answer.json() == {"state": "wrong-user"}
    assert newest(entry.pk).body != "x"
    assert not Draft.objects.filter(author=w.ben).exists()


def test_signed_out_is_said_in_json(standing_world):
    w = standing_world
    answer = put(Client(), w.entries["draft"].pk, w.asha)
    assert (answer.status_code, answer.json()) == (401, {"state": "login-needed"})


def test_a_suspended_person_saves_nothing(standing_world, client_for):
    w = standing_world
    answer = put(client_for(w.sam), uuid.uuid4(), w.sam, base=0)
    assert answer.status_code == 401


@pytest.mark.parametrize("who", ["ben", "ekdal", "hana", "root", "noma", "chidi"])
@pytest.mark.parametrize("base", [0, 1])
def test_a_foreign_page_and_an_unknown_one_are_alike(standing_world, client_for, who, base):
    w, person = standing_world, getattr(standing_world, who)
    client = client_for(person)
    foreign = put(client, w.entries["draft"].pk, person, base=base)
    unknown = put(client, uuid.uuid4(), person, base=1)
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_the_csrf_token_is_needed(standing_world):
    w = standing_world
    client = Client(enforce_csrf_checks=True)
    client.force_login(w.asha)
    answer = put(client, w.entries["draft"].pk, w.asha)
    assert (answer.status_code, answer.json()) == (403, {"state": "csrf"})


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"body": "a\x00b"}, "invalid"),
        ({"title": "a\x00b"}, "invalid"),
        ({"body": "half \ud83d"}, "invalid"),
        ({"body": "x" * (words.LONGEST_TEXT + 1)}, "too-long"),
        ({"title": "x" * (words.LONGEST_TITLE + 1)}, "too-long"),
    ],
)
@pytest.mark.parametrize("base", [0, 1])
def test_text_that_cannot_be_kept(standing_world, asha, facts, state, base):
    w, entry = standing_world, standing_world.entries["draft"]
    target = entry.pk if base else uuid.uuid4()
    answer = put(asha, target, w.asha, base=base, **facts)
    assert answer.status_code == 422
    assert answer.json()["state"] == state
    assert answer.json()["message"]
    assert newest(entry.pk).revision == 1
    assert base or not Draft.objects.filter(pk=target).exists()


def test_any_script_may_be_long(standing_world, asha):
    w, entry = standing_world, standing_world.entries["draft"]
    body = "كلمة " * 40_000
    assert put(asha, entry.pk, w.asha, body=body).status_code == 200
    assert newest(entry.pk).body == body


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"{}", b"\xff", b'{"save_id": 1}', b"[" * 5000,
     b'{"save_id":"x","base":1,"author":"x","body":"a"}'],
)  # fmt: skip
def test_what_is_no_save_is_refused(standing_world, asha, raw):
    url = draft_url(standing_world.entries["draft"].pk)
    answer = asha.put(url, raw, **JSON)
    assert answer.status_code == 400
    assert answer.json()["state"] == "invalid"


@pytest.mark.parametrize(
    "facts",
    [{"base": -1}, {"base": "1"}, {"base": True}, {"base": 1.0}, {"base": 2**70}, {"body": None},
     {"body": ["x"]}, {"title": 1}, {"prompt": "1"}, {"prompt": 2**70}, {"save_id": "no"},
     {"author": None}],
)  # fmt: skip
def test_wrong_fields_are_refused(standing_world, asha, facts):
    w = standing_world
    assert put(asha, w.entries["draft"].pk, w.asha, **facts).status_code == 400


def test_a_body_over_the_limit(standing_world, asha):
    w = standing_world
    body = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = put(asha, w.entries["draft"].pk, w.asha, body=body)
    assert (answer.status_code, answer.json()["state"]) == (413, "too-long")


def test_other_methods_are_refused(asha, standing_world):
    assert asha.get(draft_url(standing_world.entries["draft"].pk)).status_code == 405


# ------------------------------------------------------------------ the page
def test_an_empty_page_creates_nothing(standing_world, asha):
    before = Entry.objects.count(), Draft.objects.count()
    one, two = asha.get(reverse("entry_new")), asha.get(reverse("entry_new"))
    assert one.status_code == 200
    ids = [re.search(r"/journal/([0-9a-f-]{36})/draft/", r.content.decode())[1] for r in (one, two)]
    assert ids[0] != ids[1]
    assert {uuid.UUID(found).version for found in ids} == {4}
    assert (Entry.objects.count(), Draft.objects.count()) == before


@pytest.mark.parametrize(
    "query",
    ["release=999999&lesson=1", "release=x&lesson=y", "release={own}", "lesson=1",
     "release={own}&lesson={reading}", "release={other}&lesson={other_lesson}",
     "release={future}&lesson={future_lesson}", "release=²&lesson=²",
     "release=" + "9" * 40 + "&lesson=1"],
)  # fmt: skip
def test_a_place_she_may_not_know_of_is_not_there(standing_world, asha, query):
    w = standing_world
    query = query.format(
        own=w.release.pk,
        reading=w.release.version.lessons.get(kind="reading").pk,
        other=w.other_release.pk,
        other_lesson=make.reflection_of(w.other_release).pk,
        future=w.future_release.pk,
        future_lesson=make.reflection_of(w.future_release).pk,
    )
    assert asha.get(f"{reverse('entry_new')}?{query}").status_code == 404


def test_a_reflection_begun_before_is_gone_on_with(standing_world, asha):
    w = standing_world
    lesson = make.reflection_of(w.release)
    answer = asha.get(f"{reverse('entry_new')}?release={w.release.pk}&lesson={lesson.pk}")
    assert answer.url == reverse("entry_write", args=[w.entries["draft"].pk])


@pytest.mark.parametrize("name", ["entry_write", "entry_submit", "entry"])
@pytest.mark.parametrize("who", ["ben", "ekdal", "hana", "root", "ivo", "gita"])
def test_a_draft_is_its_authors_alone(standing_world, client_for, name, who):
    w, client = standing_world, client_for(getattr(standing_world, who))
    foreign = client.get(reverse(name, args=[w.entries["draft"].pk]))
    unknown = client.get(reverse(name, args=[uuid.uuid4()]))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


@pytest.mark.parametrize("name", ["entry_write", "entry_submit"])
@pytest.mark.parametrize("who", ["ben", "ekdal", "hana", "root", "ivo", "gita"])
def test_posting_to_anothers_page_is_404(standing_world, client_for, name, who):
    w, person = standing_world, getattr(standing_world, who)
    entry = w.entries["draft"]
    facts = {"author": person.pk, "body": "x", "base": 1, "revision": 1}
    for do in ("save", "submit", "compare", "keep"):
        answer = client_for(person).post(
            reverse(name, args=[entry.pk]), facts | {"do": do, "keep": "both"}
        )
        assert answer.status_code == 404, do
    assert newest(entry.pk).revision == 1


def test_the_page_names_the_readers(standing_world, asha):
    page = asha.get(reverse("entry_write", args=[standing_world.entries["draft"].pk]))
    text = " ".join(re.sub(r"<[^>]+>", "", page.content.decode()).split())
    assert "Only you can read this draft." in text
    assert "Dr Ekdal, your mentor; Dr Noma, reading while your mentor is away. Nobody else." in text
    assert "Submit to Dr Ekdal and Dr Noma" in text
    assert "Spelling is not assessed." in text
    assert 'href="/help/"' in page.content.decode()


def test_without_a_mentor_the_page_says_nobody_yet(standing_world, asha):
    Mentoring.objects.update(ends_at=make.ago(minutes=1))
    page = asha.get(reverse("entry_write", args=[standing_world.entries["draft"].pk]))
    assert page.content.count(b"You will be asked when your mentor is known.") == 2
    assert b"to-whom" not in page.content


def test_the_lead_is_named_where_switched_on(standing_world, asha):
    Cohort.objects.update(lead_reads=True)
    page = asha.get(reverse("entry_write", args=[standing_world.entries["draft"].pk]))
    assert b"Prof Hana, the lead of your cohort" in page.content


@pytest.mark.parametrize("prompts", [1, 3])
def test_the_room_costs_six_queries(standing_world, asha, django_assert_num_queries, prompts):
    entry = standing_world.entries["draft"]
    for _ in range(prompts - 1):
        make.prompt(lesson=entry.lesson)
    with django_assert_num_queries(6):
        asha.get(reverse("entry_write", args=[entry.pk]))
