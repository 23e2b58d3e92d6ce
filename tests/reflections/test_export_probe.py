"""The archives of the probe world: all that is theirs, and no canary of anybody else."""

import pytest

from accounts.models import Person
from reflections.models import Remark
from tests.house.crawl import canaries_in
from tests.reflections.test_export import everything

# What somebody writes herself, and what is said back to her.
WRITTEN = {"entry", "version", "revision", "tag", "portfolio", "answer", "share"}
SAID_BACK = {"remark", "reply", "message", "edition", "pencil", "phrase"}
SAY_BACK = {"a_mentor", "b_mentor", "a_cover"}


def _marks(manifest, wanted):
    """Return the canaries of the things that are wanted."""
    return {
        mark
        for thing in manifest["objects"]
        if wanted(thing)
        for one in thing["canaries"].values()
        for mark in canaries_in(one)
    }


@pytest.mark.long
def test_the_whole_probe_world_and_no_canary_of_anybody_else(manifest):
    """Each canary of what she wrote or received is in her archive; no other one is."""
    people = {one["key"]: Person.objects.get(email=one["email"]) for one in manifest["people"]}
    for key in ("a_author", "a_fellow", "b_author", "c_author"):
        said = canaries_in(everything(people[key]))
        may = _marks(manifest, lambda one, key=key: key in one["readers"])
        # What she threw away is on its way out.
        written = _marks(
            manifest,
            lambda one, key=key: (
                one["owner"] == key and one["kind"] in WRITTEN and one["state"] != "thrown away"
            ),
        )
        received = _marks(
            manifest, lambda one, key=key: key in one["readers"] and one["kind"] in SAID_BACK
        )
        hers = written | received
        assert said <= may, key
        assert hers, key
        assert hers <= said, key
    # A mentor takes along what she said herself where she may still read what it is about, sent or
    # not, with the words her remarks quote, and her own address. Nothing else: a former mentor has
    # lost what she said.
    for key in ("a_mentor", "b_mentor", "a_cover", "a_former_mentor", "b_lead", "superuser"):
        said = _marks(
            manifest,
            lambda one, key=key: (
                one["owner"] == key and one["kind"] in SAID_BACK and key in one["readers"]
            ),
        )
        address = canaries_in(people[key].email)
        remarks = Remark.objects.filter(text__body__in=said)
        quoted = {one.text.quote for one in remarks.select_related("text")}
        assert canaries_in(everything(people[key])) == said | quoted | address, key
        assert bool(said and quoted) == (key in SAY_BACK), key
        assert address, key
