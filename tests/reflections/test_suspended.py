"""Somebody suspended while a page is on its way: no question of hers finds anything any more.

Much that is hers is found by the rule and by her id. Her id alone is not enough.
"""

import pytest
from django.utils import timezone

from accounts import device
from accounts.errors import NotYours
from accounts.models import DraftText, Person
from accounts.periods import Periods
from reflections import queries
from reflections.actions import choosing, emptying, searching, tagging
from reflections.activities import ReflectionActivity
from reflections.mentor_queries.mentored import students
from reflections.models import Entry, PortfolioText, Reading, Withdrawal
from reflections.queries import answers, export, export_rest, log
from reflections.queries.thrown import thrown_pages
from tests import make


@pytest.fixture
def w(standing_world):
    """Give Asha one of everything that she alone finds."""
    w = standing_world
    w.page = w.entries["submitted"]
    w.lesson = make.reflection_of(w.release)
    w.tag = make.tag(author=w.asha, entry=w.page)
    w.piece = make.piece(entry=w.page)
    w.text = DraftText.objects.filter(draft=w.page.draft).latest("revision")
    w.picture = make.picture(entry=w.page)
    step = make.story(release=w.release).steps.first()
    make.answer(author=w.asha, release=w.release, step=step)
    make.a_pass(person=w.asha, release=w.release)
    PortfolioText.objects.create(author=w.asha, introduction="FIRST")
    Reading.objects.create(entry=w.page, person=w.ekdal, door="desk")
    Withdrawal.objects.create(entry=w.page, number=2, submitted_at=make.ago(days=1))
    w.thrown = make.entry(author=w.asha, gone_at=make.ago(minutes=5))
    searching.bring_up_to_date(by=w.asha)
    return w


FINDS = {
    "pages": lambda w: queries.own(w.asha),
    "a lesson’s title": lambda w: queries.title_about(w.asha, str(w.lesson.pk)),
    "what was thrown away": lambda w: thrown_pages(w.asha, Periods()),
    "tags": lambda w: queries.tags(w.asha),
    "tags on a page": lambda w: queries.tags_on(w.asha, w.page),
    "a tag": lambda w: queries.tag_of(w.asha, w.tag.pk),
    "pieces": lambda w: queries.portfolio(w.asha).pieces,
    "what is said before them": lambda w: queries.portfolio(w.asha).introduction,
    "a piece": lambda w: queries.piece_of(w.asha, w.page.pk),
    "words": lambda w: queries.found(w.asha, "Asha")[0].paginator.count,
    "who read": lambda w: log.readings(w.asha),
    "what was taken back": lambda w: log.withdrawals(w.asha),
    "answers": lambda w: answers.own_answers(w.asha),
    "passes of the year": lambda w: queries.taken_this_year(w.asha, w.juniper, timezone.now()),
    "a pass": lambda w: queries.own_pass(w.asha, w.release, w.lesson),
    "passes to take along": lambda w: export_rest.passes(w.asha),
    "where she stands": lambda w: queries.statuses_of_lessons(w.asha, w.release, [w.lesson]),
    "how much is done": lambda w: ReflectionActivity().done_counts(w.asha, [w.release]),
    "pictures to take along": lambda w: list(export.picture_files(w.asha, timezone.now())),
    "drafts to take along": lambda w: list(export.earlier_drafts(w.asha, timezone.now())),
    "a picture": lambda w: queries.picture_file(w.asha, w.page.pk, w.picture.pk),
    "whom she mentors": lambda w: students(w.ekdal),
    "for whom she covers": lambda w: students(w.noma),
    "words kept already": lambda w: device.is_kept(w.asha, w.text.sha256, 0),
}

DOES = (
    lambda w: tagging.delete(by=w.asha, tag_id=w.tag.pk),
    lambda w: choosing.leave_out(by=w.asha, piece_id=w.piece.pk),
    lambda w: emptying.bring_back(by=w.asha, entry_id=w.thrown.pk),
)


def test_nothing_of_hers_is_found_any_more(w):
    assert [name for name, find in FINDS.items() if not find(w)] == []
    for person in (w.asha, w.ekdal, w.noma):
        Person.objects.filter(pk=person.pk).update(is_active=False)
        person.refresh_from_db()
    assert [name for name, find in FINDS.items() if find(w)] == []
    for do in DOES:
        with pytest.raises(NotYours):
            do(w)
    assert Entry.objects.filter(pk=w.thrown.pk, gone_at__isnull=False).exists()
