"""A notice goes to who may still know of it: each kind asks the rule again when it is sent."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts import notices
from reflections import conditions, waiting_reminders
from reflections.models import Acknowledgement, Concern, ContactWish
from tests import make

Told = Callable[[str, Any], set[str]]


@pytest.fixture
def told(world) -> Told:
    """Return how to find out who of the cast would still be told of something."""

    def names(kind: str, about: Any) -> set[str]:
        still = notices.kinds()[kind].still
        return {name for name, one in world.people.items() if still(one, about)}

    return names


def test_a_late_wish_goes_to_who_stands_in(world, told) -> None:
    late = {"asked_at": make.ago(hours=5), "late_from": make.ago(hours=1)}
    led, covered = (
        ContactWish.objects.create(entry=world.entries[name], **late)
        for name in ("submitted", "covered")
    )
    assert told("contact_late", led) == {"hana"}
    assert told("contact_late", covered) == {"noma"}
    ContactWish.objects.filter(pk=led.pk).update(ended_at=timezone.now())
    assert told("contact_late", led) == set()


def test_what_was_handed_over_goes_to_the_wellbeing_lead(world, told) -> None:
    concern = Concern.objects.create(
        student=world.asha, raised_by=world.ekdal, route="wellbeing", handed_over_at=timezone.now()
    )
    assert told("handed_over", concern) == {"tuva"}
    # She took her yes back.
    Concern.objects.filter(pk=concern.pk).update(handed_over_at=None)
    assert told("handed_over", concern) == set()


def test_that_an_answer_will_come_goes_to_who_reads_it_there(world, told) -> None:
    version = world.entries["submitted"].versions.get()
    Acknowledgement.objects.create(
        version=version, person=world.ekdal, answer_by=timezone.localdate()
    )
    assert told("acknowledged", version) == {"asha", "ekdal"}


def test_a_request_goes_to_a_second_person_who_is_not_near_it(world, told) -> None:
    w = world
    for person in (w.tuva, w.ivo, w.ekdal, w.asha):
        make.appointment(person=person, office="approver")
    grant = make.grant(asked_by=w.ivo, entry=w.entries["submitted"])
    assert told("glass_asked", grant) == {"tuva"}
    decided = make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=w.entries["submitted"])
    assert told("glass_asked", decided) == set()


def test_that_a_page_was_opened_goes_to_its_author_from_the_day_she_is_told(world, told) -> None:
    w = world
    make.appointment(person=w.tuva, office="approver")
    known = {"asked_by": w.ivo, "decided_by": w.tuva, "entry": w.entries["submitted"]}
    assert told("glass_opened", make.grant(**known)) == {"asha", "ivo", "tuva"}
    later = make.grant(**known, tell_at=make.ago(days=-9))
    assert told("glass_opened", later) == {"ivo", "tuva"}


def test_what_waits_waits_for_who_may_still_answer_it(world) -> None:
    """Whom a page names is asked again: a mentor of last year's is not reminded."""
    w, still = world, waiting_reminders.still_waits
    former, hers = (w.entries[name].versions.get() for name in ("former", "submitted"))
    assert former in conditions.may_wait_for(w.gita)
    assert not still(w.gita, former)
    assert still(w.ekdal, hers)
    make.evaluating(evaluator=w.ekdal, student=w.asha, cohort=w.juniper)
    assert hers in conditions.may_wait_for(w.ekdal)
    assert not still(w.ekdal, hers)
