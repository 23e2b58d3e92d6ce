"""Today: what comes next, what waits and what was answered; where each role lands."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Mentoring
from curriculum.models import Release
from reflections.actions import submitting
from reflections.models import Entry
from reflections.readers import readers_for
from tests import make


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def title_of(answer):
    return re.search(r"<h1[^>]*>(.*?)</h1>", answer.content.decode(), re.DOTALL)[1].strip()


def page(entry):
    return reverse("entry", args=[entry.pk])


def test_the_title_is_the_prompt_she_began(standing_world, asha):
    w = standing_world
    prompt = w.entries["draft"].prompt
    type(prompt).objects.filter(pk=prompt.pk).update(text="What did the chart miss?")
    answer = asha.get("/")
    assert title_of(answer) == "What did the chart miss?"
    assert "Go on writing" in text_of(answer)
    assert "3 words are saved, and only you can see them." in text_of(answer)
    assert "WORDS-" not in answer.content.decode()


def test_a_reflection_not_begun_is_offered(standing_world, client_for):
    answer = client_for(standing_world.ben).get("/")
    assert title_of(answer) == "What happened?"
    lesson = make.reflection_of(standing_world.release)
    link = f"/journal/new/?release={standing_world.release.pk}&amp;lesson={lesson.pk}"
    assert link in answer.content.decode()
    # A sentence of its own where no number of words is asked for, and else the end of one.
    for least, most, said in ((None, None, ". About 20 minutes."), (55, 90, "words, about 20")):
        type(lesson).objects.filter(pk=lesson.pk).update(
            words_min=least, words_max=most, minutes=20
        )
        assert said in text_of(client_for(standing_world.ben).get("/"))


def test_one_begun_comes_before_one_due_sooner(standing_world, asha):
    w = standing_world
    release = make.taught(cohort=w.juniper, due_on=timezone.localdate())
    lesson = make.reflection_of(release)
    lesson.prompts.update(text="The sooner one")
    assert title_of(asha.get("/")) == "What happened?"
    Entry.objects.filter(pk=w.entries["draft"].pk).delete()
    assert title_of(asha.get("/")) == "The sooner one"


def test_then_the_next_lesson_then_a_free_page(standing_world, asha):
    w = standing_world
    entry = w.entries["draft"]
    submitting.submit(
        entry=entry, by=w.asha, revision=1, attested=True,
        named=[reader.key for reader in readers_for(w.asha, w.juniper)],
    )  # fmt: skip
    reading = w.release.version.lessons.get(kind="reading")
    assert title_of(asha.get("/")) == reading.title
    Release.objects.filter(pk=w.release.pk).update(opens_at=make.ago(days=-1), due_at=None)
    assert title_of(asha.get("/")) == "Nothing is asked of you today."


def test_a_closed_release_is_not_next(standing_world, asha):
    w = standing_world
    Release.objects.filter(pk=w.release.pk).update(
        due_at=make.ago(days=2), closes_at=make.ago(days=1)
    )
    assert title_of(asha.get("/")) != "What happened?"


def test_what_waits_and_what_was_answered(standing_world, asha):
    text = text_of(asha.get("/"))
    waiting, answered = text.split("Answered", 1)
    assert "TITLE-submitted" in waiting
    assert "Dr Ekdal can read it." in waiting
    assert "TITLE-answered You have a reply. Dr Ekdal wrote back today." in answered
    assert "TITLE-being_answered" in waiting
    assert "TITLE-draft" not in text


def test_what_nobody_can_read_is_not_said_to_be_with_a_mentor(standing_world, client_for):
    w = standing_world
    page_of_ben = make.entry(author=w.ben)
    make.version(entry=page_of_ben, cohort=w.juniper)
    label = '<h2 class="label" id="with-mentor">'
    assert f"{label}Submitted</h2>" in client_for(w.ben).get("/").content.decode()
    make.version(entry=make.entry(author=w.ben), cohort=w.juniper, readers={"mentor": w.fox})
    assert f"{label}With your mentor</h2>" in client_for(w.ben).get("/").content.decode()


def test_only_where_the_mentor_may_not_read_it_is_asked(standing_world, asha):
    w = standing_world
    body = asha.get("/").content.decode()
    asked = re.findall(r'action="/journal/([0-9a-f-]+)/readers/"', body)
    assert set(asked) == {str(w.entries["former"].pk), str(w.entries["nobody"].pk)}
    Mentoring.objects.update(ends_at=make.ago(minutes=1))
    assert "/readers/" not in asha.get("/").content.decode()


@pytest.mark.parametrize("entries", [1, 3])
def test_today_costs_nine_queries_at_most(
    standing_world, client_for, django_assert_num_queries, entries
):
    w = standing_world
    client = client_for(w.ben)
    for _ in range(entries):
        for readers in ({"mentor": w.fox}, {}):
            make.version(entry=make.entry(author=w.ben), cohort=w.juniper, readers=readers)
        done = make.version(entry=make.entry(author=w.ben), cohort=w.juniper)
        make.reply(version=done, author=w.fox)
    with django_assert_num_queries(9):
        client.get("/")


def test_homes_by_role(standing_world, client_for):
    w = standing_world
    assert client_for(w.ekdal).get("/").url == reverse("queue")
    assert client_for(w.noma).get("/").url == reverse("queue")
    lead = client_for(w.hana).get("/").content.decode()
    assert reverse("cohort", args=[w.juniper.slug]) in lead
    assert reverse("cohort", args=[w.rowan.slug]) not in lead
    assert reverse("admin:index") in lead
    assert reverse("admin:index") not in client_for(w.farid).get("/").content.decode()
    assert "Nothing waits for you here" in text_of(client_for(w.lena).get("/"))
    for who in ("ivo", "tuva", "cleo", "root"):
        assert reverse("admin:index") in client_for(getattr(w, who)).get("/").content.decode()


def test_a_student_who_also_mentors_sees_her_own_day_and_a_way(standing_world, client_for):
    w = standing_world
    make.membership(person=w.asha, cohort=w.rowan, role="mentor")
    answer = client_for(w.asha).get("/")
    assert title_of(answer) == "What happened?"
    assert reverse("queue") in answer.content.decode()
