"""Keys for words on a device: one person's for one page, and nothing that tells of anybody else."""

import base64

import pytest
from django.urls import reverse

from accounts import device, saving, words
from accounts.saving import Save
from tests import make

PLACE = "/journal/3f0c7b0e-7d5c-4a4e-9d0f-6a6f1f0c9d11/draft/"


def key_bytes(pair):
    return base64.urlsafe_b64decode(pair.split(".")[1] + "=")


def test_a_key_is_one_persons_for_one_page_and_one_secret(db, settings):
    asha, ben = make.person(), make.person()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old", "older"]
    keys = device.keys_for(asha, PLACE).split()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []
    assert device.keys_for(asha, PLACE) == keys[1]
    others = {*keys, device.keys_for(ben, PLACE), device.keys_for(asha, PLACE + "x")}
    assert len(others) == 5
    # A name says nothing of its key, and neither is shared.
    assert len({pair.split(".")[0] for pair in others}) == 5
    assert {len(key_bytes(pair)) for pair in others} == {32}


def test_everybody_is_handed_her_own_keys_and_nobody_else_any(db, client, client_for):
    asha, ben = make.person(), make.person()
    asked = {"places": [PLACE]}

    def answer(who, facts=asked):
        return who.post(reverse("device"), facts, "application/json")

    assert answer(client_for(asha)).json()["keys"] == {PLACE: device.keys_for(asha, PLACE)}
    assert answer(client_for(ben)).json()["keys"] == {PLACE: device.keys_for(ben, PLACE)}
    assert answer(client).status_code == 302
    assert client_for(asha).get(reverse("device")).status_code == 405
    stopped = make.person(is_active=False)
    assert answer(client_for(stopped)).status_code == 302
    for bad in (
        [],
        {"places": 3},
        {"places": ["x"]},
        {"places": ["/\ud800/"]},
        {"places": [None]},
        {"kept": ["a"]},
        {"kept": [["0" * 63 + "\x00", 0]]},
        {"kept": [["0" * 64, -1]]},
        {"kept": [["0" * 64, "many"]]},
        {"kept": [["0" * 64, float("inf")]]},
    ):
        assert answer(client_for(asha), bad).status_code == 400, bad


def test_a_text_is_kept_only_for_its_author_and_only_after_that_revision(db, client_for):
    asha, ben = make.person(), make.person()
    draft = saving.begin(by=asha)
    saved = saving.save(draft=draft, by=asha, save=Save(draft.pk, 0, "T", "Words"))
    sha256 = words.fingerprint("T", "Words")
    assert saved.sha256 == sha256
    asked = {"kept": [[sha256, 0], [sha256, 1], [words.fingerprint("", "Words"), 0]]}
    for person, kept in ((asha, [True, False, False]), (ben, [False, False, False])):
        answer = client_for(person).post(reverse("device"), asked, "application/json")
        assert answer.json() == {"keys": {}, "kept": kept}


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_no_query_but_one_for_each_text(db, client_for, number, django_assert_num_queries):
    browser = client_for(make.person())
    asked = {"places": [f"{PLACE}{at}" for at in range(number)]}
    with django_assert_num_queries(2):
        browser.post(reverse("device"), asked, "application/json")
    asked |= {"kept": [["0" * 64, 0]]}
    with django_assert_num_queries(3):
        browser.post(reverse("device"), asked, "application/json")
