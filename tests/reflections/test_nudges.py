"""What a mentor may want to look at in a reply: the measures, and that nothing of it is kept."""

import logging
import random
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse

from reflections import mentor_queries, nudges
from reflections.models import ReplyText
from tests import make

TEXT = (
    "As him: I knew when the young one moved the tissues two inches nearer. Nobody moves tissues "
    "for gallstones. I hated the silence, and I filled it with Thursday.\n\n¿Qué podía decir?"
)
# Enough words, a question, a phrase of hers, and more of "you" than of "I".
GOOD = (
    "“I hated the silence.” You say that so plainly, and you stayed in it all the same while "
    "everybody else in that room looked away. What was it that you were listening for?"
)
FILL = "Your page stays with people who read it, and your words carry on through the week. " * 2


def keys(body, **said):
    return [one.key for one in nudges.nudges(body, text=TEXT, **said)]


@pytest.mark.parametrize(
    ("body", "said", "expected"),
    [
        ("", {}, []),
        (" \n ", {"recent": [" "]}, []),
        (GOOD, {}, []),
        ("Great reflection!", {}, ["short", "question", "phrase"]),
        # What she left unfinished, even where nothing else is missing.
        (GOOD.replace("for?", "for […]?"), {}, ["unfinished"]),
        # Twenty-four words and twenty-five.
        ("word " * 22 + "you why?", {}, ["short", "phrase"]),
        ("word " * 23 + "you why?", {}, ["phrase"]),
        # A question of hers is not the mentor's; a full-width or an Arabic one is a question.
        (f"> ¿Qué podía decir?\n\n{FILL}", {}, ["question"]),
        (f"You wrote “¿Qué podía decir?” {FILL}", {}, ["question"]),
        (f"“moved the tissues” {FILL} 你呢？", {}, []),
        # A phrase: in any quotation marks, behind ">", or four words in a row without either.
        (f"> Nobody moves tissues\n\n{FILL} Why?", {}, []),
        (f"«filled it with thursday» {FILL} Why?", {}, []),
        (f"\"The Silence\" {FILL} Why?", {}, []),
        (f"You saw that nobody moves tissues for gallstones. {FILL} Why?", {}, []),
        (f"You saw that he moved the chairs. {FILL} Why?", {}, ["phrase"]),
        (f"“Well done” {FILL} Why?", {}, ["phrase"]),
        (f"> \n\n{FILL} Why?", {}, ["phrase"]),
        # More "I" than "you", counted without what is hers.
        (f"“I hated the silence, and I filled it” {FILL} Why?", {}, []),
        (f"“the silence” When I was there, I wept. {'one ' * 20} Why?", {}, ["persons"]),
        (f"“the silence” I’ve seen it and my hands shook; you know yours? {'so ' * 15}", {}, []),
        (f"«the silence» Cuando yo era estudiante, mi voz temblaba. {'así ' * 18} ¿Y?", {},
         ["persons"]),
        (f"«the silence» Tú escuchaste, y contigo estaba él. {'así ' * 18} ¿Y?", {}, []),
        # Remarks lie on her words, have words and may ask.
        (FILL, {"remarks": ["Why did you stay?"]}, []),
        ("Thank you.", {"remarks": ["Why?"]}, ["short"]),
        ("", {"remarks": ["You stayed. " * 12 + "Why?"]}, []),
        # Nearly what she wrote to somebody else.
        (GOOD, {"recent": ["Something else", GOOD.replace("silence", "noise")]}, ["alike"]),
        (GOOD, {"recent": [FILL, "", "Something else entirely"]}, []),
    ],
)  # fmt: skip
def test_what_is_nudged(body, said, expected):
    assert keys(body, **said) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Thank you, Jonas!", "thank YOU jonas", 1.0),
        ("a b c d e", "a b c d e f g", 10 / 12),
        ("a b c d", "e f g h", 0.0),
        ("", "", 0.0),
        ("Áéí ñ", "aei n", 1.0),
    ],
)
def test_how_alike_two_replies_are(one, other, expected):
    assert nudges.alike(one, other) == pytest.approx(expected)
    assert nudges.alike(other, one) == nudges.alike(one, other)


def test_eighty_of_a_hundred_is_not_yet_too_alike():
    same, ten = " ".join(f"s{n}" for n in range(80)), "{0} " * 20
    one, other = f"{same} {ten.format('x')}", f"{same} {ten.format('y')}"
    assert nudges.alike(one, other) == pytest.approx(0.8)
    assert "alike" not in keys(one, recent=[other])
    assert "alike" in keys(f"{one} s", recent=[f"{other} s"])


def test_the_common_words_are_those_the_slow_way_finds():
    dice = random.Random(5)  # noqa: S311 - no secret
    for _round in range(200):
        one, other = (dice.choices("abcdef", k=dice.randint(0, 70)) for _side in range(2))
        row = [0] * (len(other) + 1)
        for word in one:
            before, row = row, [0]
            for at, same in enumerate(other):
                longest = max(before[at + 1], row[at])
                row.append(before[at] + 1 if word == same else longest)
        assert nudges.common(one, other) == row[-1], (one, other)


def test_a_word_stands_on_one_side_in_every_language():
    sides = {
        side: set().union(*(language[side] for language in nudges.PERSONS.values()))
        for side in (nudges.ME, nudges.YOU)
    }
    assert sides[nudges.ME] & sides[nudges.YOU] == set()
    # As they are compared: without capitals and accents.
    for said in sides[nudges.ME] | sides[nudges.YOU]:
        assert nudges._words(said) == [said]
    # A language the portal speaks has its lists.
    assert {code.partition("-")[0] for code, _name in settings.LANGUAGES} <= set(nudges.PERSONS)


def test_page_and_server_mean_the_same_gap():
    script = Path(settings.BASE_DIR, "static/portal/js/desk_insert.js").read_text()
    assert f'GAP = "{nudges.GAP}"' in script


# ------------------------------------------------------------------ asked, said, forgotten
@pytest.fixture
def entry(world):
    return world.entries["submitted"]


def nudge(client, entry, body):
    return client.post(reverse("desk_nudges", args=[entry.pk]), {"body": body})


def rows():
    return {model: model._base_manager.count() for model in apps.get_models()}


def test_nudges_are_answered_and_leave_nothing_behind(
    world, client_for, entry, caplog, django_assert_num_queries
):
    client = client_for(world.ekdal)
    before, session = rows(), dict(client.session)
    with caplog.at_level(logging.DEBUG):
        # Session, person, versions, replies, remarks, the last twenty replies.
        with django_assert_num_queries(6):
            page = nudge(client, entry, "Great SECRETWORD!").content.decode()
        assert "This is under 25 words." in page
        assert "no question in it" in page
        assert "SECRETWORD" not in page
    said = [one.getMessage() for one in caplog.records if "SELECT" not in one.getMessage()]
    assert "SECRETWORD" not in " ".join(said)
    assert "short" not in " ".join(said)
    assert rows() == before
    assert dict(client.session) == session


def test_a_good_reply_and_an_empty_one_are_left_alone(world, client_for, entry):
    client = client_for(world.ekdal)
    good = GOOD.replace("I hated the silence", "WORDS-submitted of Asha")
    for body in (good, ""):
        assert nudge(client, entry, body).content.strip() == b""
    assert nudge(client, entry, "x" * 200_001).status_code == 413


def test_compared_with_the_last_twenty_of_her_own(world, client_for, entry):
    client = client_for(world.ekdal)

    def replied(author, body, days):
        version = make.version(
            entry=make.entry(author=world.asha),
            cohort=world.juniper,
            readers={"mentor": world.ekdal, "cover": world.noma},
        )
        return make.reply(version=version, author=author, body=body, at=make.ago(days=days))

    others = "Somebody else said these nine words to her before"
    replied(world.noma, others, 1)
    old = "You will find that these words are from long ago"
    replied(world.ekdal, old, 40)
    assert b"not long ago" in nudge(client, entry, old).content
    assert b"not long ago" not in nudge(client, entry, others).content
    for day in range(nudges.RECENT):
        replied(world.ekdal, f"Number {day}", day)
    assert b"not long ago" not in nudge(client, entry, old).content


def test_not_compared_with_what_she_may_no_longer_read(world, client_for, entry):
    """What she wrote to a student whom somebody else mentors now."""
    w, old, dele = world, "You will find that these words are from long ago", make.person()
    make.membership(person=dele, cohort=w.juniper)
    pairing = make.mentoring(mentor=w.ekdal, student=dele, cohort=w.juniper)
    to_dele = make.version(
        entry=make.entry(author=dele), cohort=w.juniper, readers={"mentor": w.ekdal}
    )
    make.reply(version=to_dele, author=w.ekdal, body=old)
    client = client_for(w.ekdal)
    assert b"not long ago" in nudge(client, entry, old).content
    pairing.ends_at = make.ago(hours=1)
    pairing.save()
    assert b"not long ago" not in nudge(client, entry, old).content


def test_the_preview_says_them_and_sends_all_the_same(world, client_for, entry):
    client = client_for(world.ekdal)
    reply = make.reply(version=entry.versions.get(), author=world.ekdal, sent=False, body="Thanks!")
    url = reverse("reply_send", args=[entry.pk])
    page = client.get(url).content.decode()
    assert page.index("This is under 25 words.") < page.index('name="then"')
    version = entry.versions.get()
    client.post(url, {"version": version.pk, "revision": reply.draft.revision})
    assert ReplyText.objects.get(reply=reply).body == "Thanks!"


def test_only_whoever_may_answer_is_answered(world, client_for, entry):
    for name in ("asha", "fox", "okoye", "hana", "ivo", "root"):
        assert nudge(client_for(getattr(world, name)), entry, "x").status_code == 404
    assert mentor_queries.versions_to_answer(world.fox, entry.pk) == []


@pytest.mark.parametrize("body", ["“aa” " * 9_000, "> aa\n" * 9_000, "“aa”\n> bb\n" * 4_000])
def test_however_much_is_quoted_only_so_much_is_looked_up(body, monkeypatch):
    """A text of nothing but quotation marks held a worker for a quarter of a minute."""
    asked, stands_in = [], nudges._stands_in
    monkeypatch.setattr(nudges, "_stands_in", lambda *said: asked.append(1) or stands_in(*said))
    assert "phrase" in keys(body)
    assert 0 < len(asked) <= 3 * nudges.MOST_QUOTED
