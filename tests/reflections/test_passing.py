"""Two passes a year, without a reason: taken, taken back, refused kindly the third time."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import NotNow, NotYours, Refused
from accounts.models import AuditEvent
from curriculum import queries as course
from curriculum.actions import publishing
from curriculum.models import Release
from reflections import queries
from reflections.actions import passing, submitting
from reflections.models import Pass
from tests import make

pytestmark = pytest.mark.django_db


def take(person, release):
    own = course.own_release(person, release.pk)
    return passing.take(by=person, release=own, lesson=make.reflection_of(release))


def take_back(person, release):
    own = course.own_release(person, release.pk)
    passing.take_back(by=person, release=own, lesson=make.reflection_of(release))


@pytest.fixture
def three(world):
    return [make.taught(cohort=world.juniper) for _ in range(3)]


def test_a_pass_is_one_row_without_a_reason_or_a_line_in_the_audit_trail(world, three):
    before = AuditEvent.objects.count()
    made = take(world.ben, three[0])
    assert take(world.ben, three[0]) == made
    fields = {field.name for field in Pass._meta.get_fields()}
    assert fields == {"id", "person", "release", "lesson_key", "taken_at"}
    assert AuditEvent.objects.count() == before


def test_the_third_is_refused_and_says_what_to_do(world, three):
    take(world.ben, three[0])
    take(world.ben, three[1])
    with pytest.raises(Refused) as refused:
        take(world.ben, three[2])
    for words in ("both passes", "ask your mentor for more time", "no reason is asked"):
        assert words in str(refused.value.sentence)
    assert take(world.asha, three[2])


def test_passes_of_another_cohort_count_and_those_of_last_year_do_not(world, three):
    elsewhere = make.taught(cohort=world.rowan)
    make.membership(person=world.ben, cohort=world.rowan)
    old = make.taught(cohort=world.juniper)
    make.a_pass(person=world.ben, release=old, taken_at=make.ago(days=370))
    take(world.ben, elsewhere)
    take(world.ben, three[0])
    with pytest.raises(Refused):
        take(world.ben, three[1])


def test_it_is_taken_back_until_the_date_that_is_hers(world, three):
    release = three[0]
    take(world.ben, release)
    take_back(world.ben, release)
    take_back(world.ben, release)
    assert not Pass.objects.exists()
    take(world.ben, release)
    Release.objects.filter(pk=release.pk).update(due_at=make.ago(minutes=1))
    with pytest.raises(NotNow):
        take_back(world.ben, release)
    made = make.extension(release=release, person=world.ben, granted_by=world.fox)
    assert made.due_at > timezone.now()
    take_back(world.ben, release)
    assert not Pass.objects.exists()


def test_not_on_what_is_closed_submitted_or_not_hers(world, three):
    closed, sent, _third = three
    Release.objects.filter(pk=closed.pk).update(due_at=None, closes_at=make.ago(minutes=1))
    entry = make.entry(author=world.ben, release=sent)
    make.version(entry=entry, readers={"mentor": world.fox})
    for release in (closed, sent, world.future_release):
        with pytest.raises(NotNow):
            take(world.ben, release)
    for person in (world.chidi, world.ekdal, world.hana, world.lena, world.sam):
        with pytest.raises(NotYours):
            take(person, three[2])
    reading = three[2].version.lessons.exclude(kind="reflection").get()
    with pytest.raises(NotYours):
        passing.take(by=world.ben, release=three[2], lesson=reading)


def test_writing_after_all_gives_the_pass_back_in_time_and_not_after(world, three):
    for release, left in ((three[0], 0), (three[1], 1)):
        take(world.ben, release)
        if left:
            Release.objects.filter(pk=release.pk).update(due_at=make.ago(minutes=1))
        entry = make.entry(author=world.ben, release=release)
        named = {reader.key for reader in queries.room(world.ben, entry.pk).readers}
        submitting.submit(
            entry=entry, by=world.ben, revision=entry.draft.revision, named=named, attested=True
        )
        assert Pass.objects.filter(release=release).count() == left


def test_home_asks_for_it_no_more_and_the_outline_counts_it_done(world, three):
    release = three[0]
    lesson = make.reflection_of(release)
    Release.objects.exclude(pk=release.pk).update(opens_at=make.ago(days=-1), due_at=None)
    assert queries.next_reflection(world.ben).release == release
    take(world.ben, release)
    assert queries.next_reflection(world.ben) is None
    assert queries.next_reflection(world.asha).release == release
    outline = course.outline(world.ben, release)
    row = outline.rows[outline.index_of(lesson)]
    assert (row.is_done, str(row.said), row.go_on) == (True, "You passed on this one", "")
    line = next(one for one in course.shelves(world.ben)[0].lines if one.release == release)
    assert line.done == 1


def test_a_draft_she_passed_on_stays_a_draft_of_hers(world, three):
    entry = make.entry(author=world.ben, release=three[0])
    take(world.ben, three[0])
    status = queries.statuses_of_lessons(world.ben, three[0], [make.reflection_of(three[0])])
    assert [one.is_done for one in status.values()] == [True]
    assert queries.room(world.ben, entry.pk).place.is_passed


class TestThePage:
    def url(self, release):
        lesson = make.reflection_of(release)
        return f"{reverse('reflection_pass')}?release={release.pk}&lesson={lesson.pk}"

    def posted(self, release, do):
        return {"release": release.pk, "lesson": make.reflection_of(release).pk, "do": do}

    def test_one_tap_and_a_yes(self, world, three, client_for):
        client, release = client_for(world.ben), three[0]
        page = client.get(self.url(release)).content.decode()
        assert "You have 2 left until" in page
        assert not Pass.objects.exists()
        answer = client.post(reverse("reflection_pass"), self.posted(release, "pass"), follow=True)
        assert "Nothing more is asked of you here." in answer.content.decode()
        page = client.get(self.url(release)).content.decode()
        assert "You can take the pass back until it is due" in page
        client.post(reverse("reflection_pass"), self.posted(release, "back"))
        assert not Pass.objects.exists()

    def test_with_none_left_it_says_so_kindly_and_keeps_the_button_away(
        self, world, three, client_for
    ):
        for release in three[:2]:
            take(world.ben, release)
        client = client_for(world.ben)
        page = client.get(self.url(three[2])).content.decode()
        assert "You have used both passes of this year" in page
        assert 'value="pass"' not in page
        answer = client.post(reverse("reflection_pass"), self.posted(three[2], "pass"))
        assert answer.status_code == 409

    def test_the_doors_to_it(self, world, three, client_for):
        release, client = three[0], client_for(world.ben)
        Release.objects.exclude(pk=release.pk).update(opens_at=make.ago(days=-1), due_at=None)
        lesson = make.reflection_of(release)
        link = self.url(release).replace("&", "&amp;")
        slug = release.version.module.slug
        for url in (
            reverse("home"),
            reverse("lesson", args=[slug, lesson.slug]),
            f"{reverse('entry_new')}?release={release.pk}&lesson={lesson.pk}",
        ):
            assert link in client.get(url).content.decode(), url
        take(world.ben, release)
        assert (
            "You passed on this one" in client.get(reverse("module", args=[slug])).content.decode()
        )

    @pytest.mark.parametrize(
        "bad", ["", "?release=1", "?release=x&lesson=y", "?release=9&lesson=1"]
    )
    def test_nowhere_is_a_404(self, world, client_for, bad):
        assert client_for(world.ben).get(reverse("reflection_pass") + bad).status_code == 404
        assert client_for(world.ben).post(reverse("reflection_pass")).status_code == 404

    def test_whoever_is_no_student_has_nothing_to_pass_on(self, world, client_for):
        for name in ("ekdal", "hana", "ivo"):
            page = client_for(world.people[name]).get(self.url(world.release))
            assert page.status_code == 404

    def test_the_page_costs_few_queries(self, world, client_for, django_assert_num_queries):
        client = client_for(world.asha)
        url = self.url(world.release)
        with django_assert_num_queries(7):  # session, person, roles, release, lesson, two of hers
            client.get(url)


def test_nobody_else_reads_a_pass(world):
    made = make.a_pass(person=world.asha, release=world.release)
    for name, person in world.people.items():
        seen = Pass.objects.visible_to(person)
        assert list(seen) == ([made] if name == "asha" else []), name


def test_the_year_goes_by_the_cohorts_first_day(world):
    cohort = world.juniper
    today = timezone.localdate()
    cohort.first_day = today - timedelta(days=400)
    cohort.save()
    release = make.taught(cohort=cohort)
    at = queries.passing(world.ben, release, make.reflection_of(release))
    assert at.left == 2
    assert today < at.renews_on <= today + timedelta(days=366)
    assert (at.renews_on.month, at.renews_on.day) == (cohort.first_day.month, cohort.first_day.day)


def test_a_page_from_before_the_module_changed_still_passes(world, three):
    """Publishing to a cohort gives its lessons new rows; the key says it is the same reflection."""
    release = three[0]
    before = make.reflection_of(release)
    owner = world.root
    publishing.edit(module=release.version.module, by=owner)
    version = publishing.publish(module=release.version.module, by=owner)
    Release.objects.filter(pk=release.pk).update(version=version)
    own = course.own_release(world.ben, release.pk)
    assert passing.take(by=world.ben, release=own, lesson=before).lesson_key == before.key
    version.lessons.filter(key=before.key).update(key=uuid.uuid4())
    passing.take_back(by=world.ben, release=own, lesson=before)
    with pytest.raises(NotYours):
        passing.take(by=world.ben, release=own, lesson=before)
