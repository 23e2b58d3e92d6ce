"""Giving a cohort another version: what students keep, who may, what is refused."""

import uuid

import pytest
from django.urls import reverse

from accounts.errors import NotNow, Refused
from accounts.models import AuditEvent, Membership, Notice
from accounts.saving import Save
from curriculum import queries as course
from curriculum.actions import completing, publishing, repinning
from curriculum.models import Completion, Lesson, Release, ReleaseChange
from reflections import queries
from reflections.actions import answering, submitting, writing
from reflections.models import Entry
from reflections.queries import answers
from reflections.readers import readers_for
from tests import make

pytestmark = pytest.mark.django_db
NOTE = "The prompt is clearer."


def changed(world, *, by=None, change=None):
    """Publish a second version, changed by ``change(version)``; return it."""
    module = world.release.version.module
    edited = publishing.edit(module=module, by=world.hana)
    if change:
        change(edited)
    return publishing.publish(module=module, by=by or world.hana)


def repin(world, version, **facts):
    facts = {"release": world.release, "note": NOTE, "by": world.hana} | facts
    made = repinning.repin(version=version, **facts)
    world.release.refresh_from_db()
    return made


def without_reflection(version) -> None:
    version.lessons.filter(kind="reflection").delete()


def new_prompt(version) -> None:
    lesson = version.lessons.get(kind="reflection")
    lesson.prompts.update(text="Another question altogether?")


def save_of(body, base=0):
    return Save(uuid.uuid4(), base, "", body)


# ------------------------------------------------------------------ the act
def test_the_release_moves_its_dates_stay_and_one_line_is_kept(world):
    before = world.release.version
    dates = Release.objects.filter(pk=world.release.pk).values("opens_at", "due_at", "closes_at")
    had = dates.get()
    notices = Notice.objects.count()
    version = changed(world)
    made = repin(world, version, note="  The prompt \n is clearer. ")
    assert (made.from_version, made.to_version, made.note) == (before, version, NOTE)
    assert world.release.version == version
    assert dates.get() == had
    assert Notice.objects.count() == notices
    event = AuditEvent.objects.get(verb="release.repinned")
    assert (event.facts["before"], event.facts["number"]) == (1, 2)
    assert NOTE not in str(event.facts)


def test_releases_that_were_not_ticked_keep_their_version(world):
    second = make.release(version=world.release.version, cohort=world.juniper, block="Spring")
    repin(world, changed(world))
    second.refresh_from_db()
    assert second.version.number == 1


@pytest.mark.parametrize("who", ["cleo", "omar", "asha", "farid", "ekdal", "tuva"])
def test_it_takes_both_rights_to_build_and_to_plan(world, who):
    """Cleo builds the course and plans no cohort; Omar leads another cohort."""
    version = changed(world)
    with pytest.raises(Refused):
        repin(world, version, by=world.people[who])
    lead = make.person()
    make.membership(person=lead, cohort=world.juniper, role="lead")  # plans, does not build
    with pytest.raises(Refused):
        repin(world, version, by=lead)
    assert world.release.version.number == 1
    assert not ReleaseChange.objects.exists()


@pytest.mark.parametrize("who", ["hana", "ivo", "root", "maya"])
def test_those_with_both_rights_may(world, who):
    repin(world, changed(world), by=world.people[who])
    assert world.release.version.number == 2


def test_what_cannot_be_repinned_is_refused_with_a_sentence(world):
    version = changed(world)
    foreign = world.other_release.version
    edited = publishing.edit(module=version.module, by=world.hana)
    twin = make.release(version=version, cohort=world.juniper)
    cases = [
        ({"version": foreign}, Refused),
        ({"version": edited}, Refused),
        ({"version": world.release.version}, NotNow),
        ({"note": "  "}, Refused),
        ({}, NotNow),  # the twin: version, cohort and block would be there twice
    ]
    for facts, error in cases:
        with pytest.raises(error) as refused:
            repin(world, facts.pop("version", version), **facts)
        assert str(refused.value.sentence).endswith(".")
    twin.delete()
    Release.objects.filter(pk=world.release.pk).update(
        due_at=None, closes_at=make.ago(days=1), opens_at=make.ago(days=9)
    )
    with pytest.raises(NotNow, match="closed"):
        repin(world, version)
    Release.objects.filter(pk=world.release.pk).update(closes_at=None)
    type(world.juniper).objects.filter(pk=world.juniper.pk).update(archived_at=make.ago(days=1))
    with pytest.raises(NotNow, match="archived"):
        repin(world, version)
    world.release.refresh_from_db()
    assert world.release.version.number == 1


def test_publishing_and_giving_is_one_act_or_none(world):
    module = world.release.version.module
    publishing.edit(module=module, by=world.hana)
    Release.objects.filter(pk=world.release.pk).update(due_at=None, closes_at=make.ago(days=1))
    with pytest.raises(NotNow):
        repinning.publish_to(module=module, releases=[world.release], note=NOTE, by=world.hana)
    assert not module.versions.filter(number=2).exists()


# ------------------------------------------------------------------ a student in the middle
@pytest.mark.parametrize("change", [new_prompt, without_reflection], ids=["changed", "removed"])
def test_she_reads_writes_submits_and_revises_under_the_prompt_she_began(world, client_for, change):
    entry = world.entries["draft"]
    prompt = entry.prompt.text
    repin(world, changed(world, change=change))
    client = client_for(world.asha)
    room = reverse("entry_write", args=[entry.pk])
    assert prompt in client.get(room).content.decode()
    base = entry.draft.revision
    kept = writing.save(by=world.asha, entry_id=entry.pk, save=save_of("More words", base))
    named = {r.key for r in readers_for(world.asha, world.juniper)}
    version = submitting.submit(
        entry=entry, by=world.asha, revision=kept.revision, named=named, attested=True
    )
    assert version.prompt.text == prompt
    page = client.get(reverse("entry", args=[entry.pk])).content.decode()
    assert "More words" in page
    again = writing.save(by=world.asha, entry_id=entry.pk, save=save_of("Newer", kept.revision))
    named = {r.key for r in readers_for(world.asha, world.juniper)}
    second = submitting.submit(
        entry=entry, by=world.asha, revision=again.revision, named=named, attested=True
    )
    assert second.number == 2
    desk = client_for(world.ekdal).get(reverse("entry", args=[entry.pk]), follow=True)
    assert prompt in desk.content.decode() or entry.prompt.name in desk.content.decode()


def test_her_page_is_found_under_the_changed_prompt_and_begun_once(world, client_for):
    entry = world.entries["draft"]
    repin(world, changed(world, change=new_prompt))
    lesson = world.release.version.lessons.get(kind="reflection")
    assert lesson.pk != entry.lesson_id
    client = client_for(world.asha)
    opened = client.get(f"{reverse('entry_new')}?release={world.release.pk}&lesson={lesson.pk}")
    assert opened.url == reverse("entry_write", args=[entry.pk])
    assert queries.next_reflection(world.asha).entry_id == entry.pk
    outline = client.get(reverse("module", args=[world.release.version.module.slug]))
    assert "Your draft is waiting" in outline.content.decode()
    place = queries.place(world.asha, str(world.release.pk), str(lesson.pk))
    taken = writing.save(by=world.asha, entry_id=uuid.uuid4(), save=save_of("Two"), place=place)
    assert taken == writing.Taken(entry)
    assert Entry.objects.filter(release=world.release).count() == 1


def test_a_page_opened_before_the_change_is_still_begun_where_it_stood(world, client_for):
    """Ben has the empty room open; the prompt changes under him; his first save must be kept."""
    old = world.release.version.lessons.get(kind="reflection")
    repin(world, changed(world, change=without_reflection))
    place = queries.place(world.ben, str(world.release.pk), str(old.pk))
    key = uuid.uuid4()
    writing.save(by=world.ben, entry_id=key, save=save_of("Kept"), place=place)
    entry = Entry.objects.get(pk=key)
    assert (entry.lesson, entry.prompt) == (old, old.prompts.get())
    assert queries.place(world.chidi, str(world.release.pk), str(old.pk)) is None
    foreign = make.reflection_of(world.other_release)
    assert queries.place(world.ben, str(world.release.pk), str(foreign.pk)) is None


def test_ticks_stay_with_the_lesson_and_what_went_counts_no_more(world, client_for):
    reading = world.release.version.lessons.get(kind="reading")
    second = make.lesson(version=world.release.version, kind="reading", title="Taken out later")
    for lesson in (reading, second):
        completing.complete(by=world.asha, release=world.release, lesson=lesson)
    entry = world.entries["draft"]
    make.version(entry=entry, cohort=world.juniper, readers={"mentor": world.ekdal})

    def taken_out(version):
        version.lessons.filter(title="Taken out later").delete()

    repin(world, changed(world, change=taken_out))
    assert Completion.objects.filter(person=world.asha).count() == 2
    now = Lesson.objects.get(version=world.release.version, key=reading.key)
    client = client_for(world.asha)
    module = world.release.version.module.slug
    assert "You have read this" in client.get(f"/modules/{module}/{now.slug}/").content.decode()
    shelf = client.get(reverse("module_list")).context["shelves"][0]
    line = next(line for line in shelf.lines if line.release == world.release)
    assert (line.done, line.lessons) == (2, 2)


def test_answers_stay_with_the_question_and_those_no_longer_asked_stay_hers(world, client_for):
    story = make.lesson(version=world.release.version, kind="narrative", title="A story")
    kept, gone = make.step(lesson=story, text="Kept?"), make.step(lesson=story, text="Gone?")
    for step, body in ((kept, "An answer that stays"), (gone, "An answer to what went")):
        place = answers.asked(world.asha, world.release.pk, step.key)
        answering.give(by=world.asha, asked=place, save=save_of(body))

    def fewer(version):
        version.lessons.get(key=story.key).steps.filter(key=gone.key).delete()

    repin(world, changed(world, change=fewer))
    url = reverse("lesson", args=[world.release.version.module.slug, story.slug])
    page = client_for(world.asha).get(url).content.decode()
    now, _sep, earlier = page.partition("Questions that are no longer asked")
    assert "An answer that stays" in now
    assert "Gone?" not in now
    assert "An answer to what went" in earlier
    assert "Gone?" in earlier
    assert "An answer to what went" not in client_for(world.ben).get(url).content.decode()
    # Ben had the page open: what he typed to the question that went is still taken.
    place = answers.asked(world.ben, world.release.pk, gone.key)
    answering.give(by=world.ben, asked=place, save=save_of("Typed in time"))
    assert "Typed in time" in client_for(world.ben).get(url).content.decode()


# ------------------------------------------------------------------ what she is told
def test_students_read_one_line_on_the_outline_and_on_lessons(world, client_for):
    repin(world, changed(world))
    address = reverse("module", args=[world.release.version.module.slug])
    lesson = world.release.version.lessons.get(kind="reading")
    for url in (address, f"{address}{lesson.slug}/"):
        page = client_for(world.asha).get(url).content.decode()
        assert page.count(NOTE) == 1
        assert "Changed today:" in page
        assert "Compare the versions" not in page
        assert "Compare the versions" in client_for(world.hana).get(url).content.decode()
        assert NOTE not in client_for(world.chidi).get(url).content.decode()


@pytest.mark.parametrize("why", ["a month ago", "before it opened", "all done"])
def test_the_line_goes(world, client_for, why):
    version = changed(world, change=without_reflection)
    made = repin(world, version)
    if why == "a month ago":
        ReleaseChange.objects.filter(pk=made.pk).update(at=make.ago(days=31))
    elif why == "before it opened":
        ReleaseChange.objects.filter(pk=made.pk).update(at=make.ago(days=20))
    else:
        lesson = world.release.version.lessons.get()
        completing.complete(by=world.asha, release=world.release, lesson=lesson)
    address = reverse("module", args=[version.module.slug])
    assert NOTE not in client_for(world.asha).get(address).content.decode()


def test_a_lesson_that_went_leads_home_and_what_was_written_is_named(world, client_for):
    reflection = make.reflection_of(world.release)
    repin(world, changed(world, change=without_reflection))
    module = reverse("module", args=[world.release.version.module.slug])
    client = client_for(world.asha)
    page = client.get(f"{module}{reflection.slug}/", follow=True)
    assert page.redirect_chain == [(module, 302)]
    text = page.content.decode()
    assert "That lesson is no longer part of this module." in text
    assert "“Reflection” is no longer part of this module" in text
    assert reverse("entry_write", args=[world.entries["draft"].pk]) in text
    assert "“Reflection”" not in client_for(world.ben).get(module).content.decode()
    assert client.get(f"{module}never-was/").status_code == 404


def test_a_lesson_with_a_new_address_is_found_under_the_old_one(world, client_for):
    reading = world.release.version.lessons.get(kind="reading")

    def readdressed(version):
        version.lessons.filter(key=reading.key).update(slug="elsewhere")

    repin(world, changed(world, change=readdressed))
    module = reverse("module", args=[world.release.version.module.slug])
    answer = client_for(world.asha).get(f"{module}{reading.slug}/")
    assert answer.url == f"{module}elsewhere/"


def test_a_module_with_everything_in_it_costs_ten_queries_at_most(
    world, client_for, django_assert_num_queries
):
    version = world.release.version
    for kind in ("roleplay", "practice"):
        make.lesson(version=version, kind=kind, scenario="the-yard-sign")
    story = make.lesson(version=version, kind="narrative")
    make.step(lesson=story)
    module = reverse("module", args=[version.module.slug])
    client = client_for(world.asha)
    # What changed, and for the module the lessons that are gone; nothing where nothing changed.
    for changes, of_module, of_story in ((0, 8, 9), (1, 10, 10), (2, 10, 10)):
        for _ in range(changes):
            make.release_change(release=world.release, by=world.hana)
        for url, number in ((module, of_module), (f"{module}{story.slug}/", of_story)):
            with django_assert_num_queries(number):
                assert client.get(url).status_code == 200


def test_the_line_asks_the_rule_itself(world):
    """Also for a release that came to hand in some other way than through it."""
    made = repin(world, changed(world))
    world.release.changed_at = made.at
    outline = course.outline(world.asha, world.release)
    place = course.Place(world.release.version, world.release)
    assert course.news(world.asha, place, outline).changes == [made]
    assert course.news(world.chidi, place, outline).changes == []
    lead = make.person()  # opens the admin, builds nothing
    make.membership(person=lead, cohort=world.juniper, role="lead")
    assert course.news(lead, place, outline).may_compare is False
    assert course.news(world.hana, place, outline).may_compare is True


def test_a_student_who_left_is_told_nothing(world, client_for):
    repin(world, changed(world))
    Membership.objects.filter(person=world.asha).update(ends_at=make.ago(days=1))
    url = reverse("module", args=[world.release.version.module.slug])
    assert client_for(world.asha).get(url).status_code == 404
