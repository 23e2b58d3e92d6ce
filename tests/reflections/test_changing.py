"""Another mentor, without a reason: who loses what, who learns what, what goes along."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts import notices
from accounts.actions import mentoring as pairing
from accounts.errors import NotNow, NotYours
from accounts.models import AuditEvent, Cover, MentorChange, Mentoring, Notice
from accounts.policy import audience
from reflections.actions import changing
from reflections.models import Handover, Reader
from tests import make


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def find(w, mentor):
    """Let the lead give Asha another mentor."""
    pair = Mentoring(student=w.asha, mentor=mentor, cohort=w.juniper, starts_at=make.ago(days=0))
    pairing.assign(mentoring=pair, by=w.hana)
    return pair


PAGE = "/journal/mentor/"


def test_from_asking_to_the_next_mentor(standing_world, client_for):
    """Old pages and new ones: nothing for the one she left, for the next what she ticked."""
    w, asha = standing_world, client_for(standing_world.asha)
    covered, kept = w.entries["covered"], w.entries["answered"]
    said = text_of(asha.get(PAGE))
    assert "Your mentor is Dr Ekdal. You can have another." in said
    assert "TITLE-covered" in said
    assert "TITLE-draft" not in said
    draft = w.entries["draft"]
    answer = asha.post(
        PAGE, {"cohort": w.juniper.slug, "along": [covered.pk, draft.pk, "x"]}, follow=True
    )
    assert "You have asked for another mentor." in text_of(answer)
    assert list(Handover.objects.values_list("entry", flat=True)) == [covered.pk]
    for who in (w.ekdal, w.noma):
        client = client_for(who)
        for entry in w.entries.values():
            assert audience(entry).get() == w.asha
            assert client.get(reverse("desk", args=[entry.pk])).status_code == 404
        assert "TITLE-" not in client.get(reverse("queue"), follow=True).content.decode()
    # She thinks again, until somebody is found.
    asha.post(PAGE, {"cohort": w.juniper.slug, "do": "along", "along": [kept.pk]})
    assert f'value="{kept.pk}" checked' in asha.get(PAGE).content.decode()
    find(w, w.fox)
    assert set(audience(kept)) == {w.asha, w.fox}
    assert audience(covered).get() == w.asha
    change = MentorChange.objects.get()
    assert change.met_at is not None
    with pytest.raises(NotYours):
        changing.say_what_goes_along(change=change, by=w.asha, along=[covered.pk])
    assert "Your mentor is Dr Fox." in text_of(asha.get(PAGE))


def test_who_is_told_what(standing_world, client_for):
    w = standing_world
    make.membership(person=w.ekdal, cohort=w.juniper, role="lead")  # is told no more for that
    change = changing.ask(by=w.asha, cohort=w.juniper)
    assert set(Notice.objects.values_list("kind", "to__name")) == {
        ("mentor_ended", "Dr Ekdal"), ("mentor_wanted", "Prof Hana"),
    }  # fmt: skip
    notices.deliver()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {w.ekdal.email, w.hana.email}
    for letter in letters.values():
        assert "Asha" not in letter.subject + letter.body
    assert "asked" not in letters[w.ekdal.email].body.replace("No reason is ever asked for", "")
    admin = reverse("admin:accounts_mentorchange_changelist")
    listed = client_for(w.hana).get(admin).content.decode()
    give = f"{reverse('admin:accounts_mentoring_add')}?student={w.asha.pk}&amp;cohort="
    assert give in listed, re.findall("mentoring/add[^>]*>", listed)
    one = reverse("admin:accounts_mentorchange_change", args=[change.pk])
    for body in (listed, client_for(w.hana).get(one).content.decode()):
        assert "Asha" in body
        assert "Ekdal" not in body
    assert client_for(w.omar).get(one).status_code == 404
    add = client_for(w.hana).get(give.replace("&amp;", "&") + str(w.juniper.pk)).content.decode()
    assert f'<option value="{w.asha.pk}" selected>' in add
    find(w, w.fox)
    assert ("new_mentor", "Asha") in set(Notice.objects.values_list("kind", "to__name"))
    assert "has a new mentor" in client_for(w.hana).get(admin).content.decode()


def test_whoever_does_not_lead_any_more_is_not_told(standing_world):
    w = standing_world
    changing.ask(by=w.asha, cohort=w.juniper)
    w.hana.memberships.update(ends_at=make.ago(minutes=1))
    notices.deliver()
    assert [letter.to for letter in mail.outbox] == [[w.ekdal.email]]


def test_the_words_are_the_same_whoever_ended_it(standing_world):
    w = standing_world
    pair = Mentoring.objects.get(student=w.ben, mentor=w.fox)
    pairing.change(mentoring=pair, by=w.hana, starts_at=pair.starts_at, ends_at=make.ago(hours=1))
    assert Notice.objects.get().kind == "mentor_ended"


def test_the_same_mentor_again_reads_nothing_of_before(standing_world):
    """Pairing these two once more opens no old page, whatever was ticked for the next."""
    w, entry = standing_world, standing_world.entries["submitted"]
    changing.ask(by=w.asha, cohort=w.juniper, along=[entry.pk])
    assert not Cover.objects.current().filter(mentoring__student=w.asha).exists()
    find(w, w.ekdal)
    assert all(audience(one).get() == w.asha for one in w.entries.values())
    assert not Reader.objects.filter(version__entry=entry, until=None).exists()
    changing.ask(by=w.asha, cohort=w.juniper)
    find(w, w.gita)
    assert audience(entry).get() == w.asha


def test_a_mentor_of_before_is_named_once_more(standing_world):
    """The one who was hers last year comes again, and reads what was ticked."""
    w, entry = standing_world, standing_world.entries["former"]
    changing.ask(by=w.asha, cohort=w.juniper, along=[entry.pk])
    Reader.objects.filter(version__entry=entry).update(until=make.ago(days=80))
    find(w, w.gita)
    assert w.gita in audience(entry)


def test_whoever_has_none_asks_for_none(standing_world, client_for):
    w = standing_world
    assert "You have no mentor at the moment." in text_of(client_for(w.hana).get(PAGE))
    assert client_for(w.hana).post(PAGE, {"cohort": w.juniper.slug}).status_code == 404
    with pytest.raises(NotNow):
        changing.ask(by=w.hana, cohort=w.juniper)
    changing.ask(by=w.asha, cohort=w.juniper)
    answer = client_for(w.asha).post(PAGE, {"cohort": w.juniper.slug, "do": "ask"}, follow=True)
    assert "so there is nothing to end" in text_of(answer)
    assert MentorChange.objects.count() == 1
    assert AuditEvent.objects.get(verb="mentor_change.asked").facts == {"cohort": w.juniper.pk}
    pair = Mentoring.objects.get(student=w.ben)
    change = MentorChange.objects.create(student=w.ben, cohort=w.juniper, mentoring=pair)
    with pytest.raises(NotYours):
        changing.say_what_goes_along(change=change, by=w.asha, along=[])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same(standing_world, client_for, django_assert_num_queries, rows):
    w, client = standing_world, client_for(standing_world.ben)
    for _ in range(rows):
        make.version(entry=make.entry(author=w.ben), cohort=w.juniper)
    client.get(PAGE)
    with django_assert_num_queries(6):
        client.get(PAGE)


@pytest.mark.parametrize("office", ["", "administrator"])
def test_in_the_admin_too_he_does_not_learn_that_she_asked(standing_world, client_for, office):
    """As a lead he reads what happened to his pairings, in an office the whole trail."""
    w, client = standing_world, client_for(standing_world.ekdal)
    pair = Mentoring.objects.get(student=w.asha, mentor=w.ekdal)
    cover = Cover.objects.get(mentoring=pair)
    if office:
        make.appointment(person=w.ekdal, office=office)
    else:
        make.membership(person=w.ekdal, cohort=w.juniper, role="lead")
    change = changing.ask(by=w.asha, cohort=w.juniper)
    for kind, row in (("mentoring", pair), ("cover", cover)):
        url = reverse(f"admin:accounts_{kind}_history", args=[row.pk])
        said = text_of(client.get(url))
        assert f"This {'pairing' if row == pair else kind} was ended." in said
        assert "Asha ended" not in said
    trail = reverse("admin:accounts_auditevent_changelist")
    event = AuditEvent.objects.get(verb="mentor_change.asked")
    for who, sees in ((w.ekdal, False), (w.ivo, True)):
        listed = client_for(who).get(trail)
        assert ("mentor_change.asked" in str(listed.content)) == bool(office or sees)  # the filter
        assert (f"auditevent/{event.pk}/" in str(listed.content)) == sees
    assert not AuditEvent.objects.filter(verb__endswith=".ended", by=str(w.asha.pk)).exists()
    assert (
        client.get(reverse("admin:accounts_mentorchange_change", args=[change.pk])).status_code
        == 404
    )


def test_where_the_mentor_is_the_only_lead_the_office_is_told(standing_world):
    w = standing_world
    w.hana.memberships.update(ends_at=make.ago(minutes=1))
    make.membership(person=w.ekdal, cohort=w.juniper, role="lead")
    changing.ask(by=w.asha, cohort=w.juniper)
    told = Notice.objects.filter(kind="mentor_wanted").values_list("to", flat=True)
    assert list(told) == [w.ivo.pk]
