"""Each query asks the rule itself, whoever calls it and whatever its page asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Mentoring
from reflections.mentor_queries import phrases
from reflections.models import Concern, ContactWish, Version
from reflections.queries import answers, concerns, export, export_rest, wellbeing
from reflections.queries.lenses import lens_rows, own_line, placed_here
from reflections.queries.pictures import pictures_shared
from reflections.queries.reading import shared_sheet
from reflections.queries.unsent_words import left_to, unsent_words
from tests import make
from tests.world import World

# Named on none of the pages that only Asha's mentor was sent.
STRANGERS = [
    "ben", "chidi", "fox", "okoye", "gita", "noma", "hana", "omar", "farid", "ivo", "tuva",
    "cleo", "maya", "root", "lena",
]  # fmt: skip


def only(version: str, w: World) -> Version:
    found: Version = w.entries[version].versions.get()
    return found


def wish(w: World, **fields: Any) -> ContactWish:
    base = {"asked_at": make.ago(hours=5), "late_from": make.ago(hours=1)}
    return ContactWish.objects.create(**({"entry": w.entries["submitted"]} | base | fields))


# What is found by her own id; only somebody who may not come in is refused.
HERS = {
    "phrases": lambda w: phrases(w.ekdal),
    "phrases to take along": lambda w: export_rest.own_phrases(w.ekdal),
    "a question of a story": lambda w: answers.asked(w.asha, w.release.pk, w.step.key),
    "that she asked to be contacted": lambda w: concerns.wishes_of(w.asha),
    "where her pages stand": lambda w: own_line(w.asha),
}


def test_nothing_of_hers_is_found_by_her_id_alone(world) -> None:
    w = world
    w.step = make.story(release=w.release).steps.first()
    make.phrase(author=w.ekdal)
    make.placing(version=only("submitted", w), by=w.asha)
    wish(w)
    assert [name for name, find in HERS.items() if not find(w)] == []
    w.asha.is_active = w.ekdal.is_active = False
    assert [name for name, find in HERS.items() if find(w)] == []


@pytest.mark.parametrize("entry", ["submitted", "answered", "former", "lead_named", "nobody"])
def test_a_page_is_read_by_whom_it_names_and_by_nobody_else(world, entry) -> None:
    """Not by a mentor named last year, nor a lead named where the cohort's switch is off."""
    w, page = world, world.entries[entry]

    def readers() -> set[str]:
        return {name for name, one in w.people.items() if shared_sheet(one, page.pk)}

    named = set() if entry in ("former", "nobody") else {"ekdal"}
    assert readers() == {"asha"} | named
    make.grant(asked_by=w.ivo, decided_by=w.tuva, entry=page)
    assert readers() == {"asha", "ivo"} | named
    make.evaluating(evaluator=w.ekdal, student=w.asha, cohort=w.juniper)
    assert readers() == {"asha", "ivo"}


def test_where_a_page_stands_is_seen_by_two(world) -> None:
    w, version = world, only("submitted", world)
    for by in (w.asha, w.ekdal, w.gita):
        make.placing(version=version, by=by)

    def placed(name: str) -> set[str]:
        here = placed_here(getattr(w, name), timezone.now())
        return {one["name"] for one in Version.objects.annotate(here=here).get(pk=version.pk).here}

    assert placed("asha") == {"Asha"}  # no answer was sent yet
    assert placed("ekdal") == {"Asha", "Dr Ekdal"}
    assert [name for name in STRANGERS if placed(name)] == []

    def on_the_desk(name: str) -> list[str]:
        version.is_placed = True
        rows = lens_rows(getattr(w, name), version)
        steps = [option for row in rows for option in row.options]
        return [one.name for one in steps if one.is_mine or one.others]

    assert on_the_desk("ekdal")
    assert [name for name in STRANGERS if on_the_desk(name)] == []


def test_pictures_on_what_was_shared_are_for_those_it_was_shared_with(world) -> None:
    w, page = world, world.entries["draft"]
    picture = make.picture(entry=page, added_at=make.ago(hours=1))
    # Chidi was named and is in no company with her; Sam may not come in.
    share = make.share(entry=page, cohort=w.juniper, readers=[w.ben, w.chidi, w.sam])
    found = {name: set(pictures_shared(one, share)) for name, one in w.people.items()}
    assert {name: rows for name, rows in found.items() if rows} == {
        "asha": {picture}, "ben": {picture}
    }  # fmt: skip


def test_what_a_reply_was_changed_to_is_for_its_readers(world) -> None:
    w = world
    edition = make.edition(reply=only("answered", w).replies.get())

    def found(name: str) -> list[Any]:
        return list(export._editions(getattr(w, name)))

    assert found("asha") == found("ekdal") == [edition]
    assert [name for name in STRANGERS if found(name)] == []


def test_what_she_said_back_goes_along_while_she_may_read_the_page(world) -> None:
    """Each wording and each remark in the making is asked of its own rule."""

    def taken(name: str, by: Any) -> tuple[list[str], list[str]]:
        version: Any = only(name, world)
        version.to = world.asha.name
        make.edition(reply=make.reply(version=version, author=by), body="CHANGED")
        make.pencil(version=version, author=by, body="BEGUN")
        (out,) = export_rest._replied(by, [version])
        return [one["body"] for one in out.wordings], [one["body"] for one in out.remarks]

    assert taken("submitted", world.ekdal) == (["CHANGED"], ["BEGUN"])
    assert taken("former", world.gita) == ([], [])


def test_what_was_not_sent_is_left_to_who_wrote_it(world) -> None:
    w, version = world, only("being_answered", world)
    make.pencil(version=version, author=w.ekdal)

    def left(name: str) -> tuple[list[int], list[str]]:
        person = getattr(w, name)
        words = [said for one in unsent_words(person) for said in one.remarks]
        return [len(rows) for rows in left_to(person, version.entry_id)], words

    assert left("ekdal") == ([0, 0, 0], [])  # her desk has it
    Mentoring.objects.filter(mentor=w.ekdal).update(ends_at=make.ago(minutes=1))
    assert left("ekdal") == ([1, 1, 1], ["REMARK-draft", "Half a"])
    assert [name for name in ("asha", *STRANGERS) if left(name) != ([0, 0, 0], [])] == []


def test_figures_are_for_who_may_count(world) -> None:
    w = world
    _since, until = wellbeing._quarters(timezone.localdate())
    at = until - timedelta(days=20)
    for _n in range(8):
        one = make.person()
        Concern.objects.create(student=one, raised_by=w.ekdal, route="safety", opened_at=at)
        wish(w, entry=make.entry(author=one), asked_at=at)

    def counted(name: str) -> tuple[int | None, int | None]:
        found = wellbeing.figures(getattr(w, name))
        return found.total, found.asked.count

    assert counted("tuva") == (8, 8)
    others = {*STRANGERS, "asha", "ekdal"} - {"tuva"}
    assert {counted(name) for name in others} == {(0, 0)}
