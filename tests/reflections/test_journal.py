"""The journal: her own pages by title, in pages."""

import re

import pytest
from django.urls import reverse

from tests import make


def text_of(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_journal_lists_own_pages_by_title(standing_world, client_for, asha):
    w = standing_world
    make.entry(author=w.asha, title="")
    text = text_of(asha.get(reverse("journal")))
    assert all(f"TITLE-{state}" in text for state in w.entries)
    assert "A page without a title" in text
    assert "WORDS-" not in text
    assert "TITLE-answered You have a reply." in text
    assert "TITLE-draft Draft, only you can see it. 3 words" in text
    assert "TITLE-former With nobody yet." in text
    for who in ("ekdal", "hana", "ben", "root"):
        other = text_of(client_for(getattr(w, who)).get(reverse("journal")))
        assert "TITLE-" not in other
        assert "There is no right way to do this." in other


def test_a_page_without_a_title_bears_its_prompts_name(standing_world, client_for):
    w = standing_world
    entry = make.entry(author=w.chidi, release=w.other_release, title=" ")
    prompt = entry.prompt
    assert prompt.name in text_of(client_for(w.chidi).get(reverse("journal")))
    make.version(entry=entry)
    assert prompt.name in text_of(client_for(w.chidi).get(reverse("journal")))


def test_the_journal_in_pages(standing_world, client_for):
    w = standing_world
    for number in range(23):
        make.entry(author=w.ben, title=f"Page-{number:02}")
    client = client_for(w.ben)
    first, second = (text_of(client.get(f"/journal/?page={n}")) for n in (1, 2))
    assert first.count("Page-") == 20
    assert second.count("Page-") == 3
    assert "Page-22" in first
    assert text_of(client.get("/journal/?page=x")).count("Page-") == 20


@pytest.mark.parametrize("entries", [1, 3])
def test_the_journal_costs_seven_queries(
    standing_world, client_for, django_assert_num_queries, entries
):
    w, client = standing_world, client_for(standing_world.ben)
    for _ in range(entries):
        make.entry(author=w.ben)
        make.version(entry=make.entry(author=w.ben), cohort=w.juniper, readers={"mentor": w.fox})
    with django_assert_num_queries(7):
        client.get(reverse("journal"))
