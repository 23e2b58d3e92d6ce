"""Phrases that open the help panel for their author, and those that should rather not."""

import json
import re

import pytest

from accounts.help_phrases import LIST, plain, speaks_of_self_harm

OPENS = """
I want to kill myself.
I’ve been cutting myself again.
I don't want to be here anymore
I just want to die
I keep thinking how quiet it would be not to be here, and I'd like that.
They would be better off without me.
I wish I was dead
I wish I wouldn't wake up
I have no reason to live
I am suicidal
I think about jumping in front of the train
I have had suicidal thoughts since May.
I do not want to live
I thought about ending my life.
Sometimes I think of harming myself.
I can't go on any more
I took an overdose last week
Last night I wrote that I WANT TO DIE
Quiero morirme
Me quiero morir.
Ya no quiero vivir
A veces quiero morir
pienso en suicidarme
Estarían mejor sin mí
Tengo pensamientos suicidas
Ojalá no despertara
he pensado en quitarme la vida
me autolesiono
""".strip().splitlines()

LEAVES = """
We were killing time before rounds.
I sat with a dying patient.
I did a suicide risk assessment with the registrar.
I asked whether she wanted to die.
She said she wanted to kill herself.
I cut myself on a scalpel and washed it.
I was dead tired, and dying to know.
I could have died of embarrassment.
This shift is killing me.
I nearly killed myself laughing.
I do not want to be here at six in the morning.
He did not want to live like this.
I hurt myself playing football.
I'd kill for a coffee.
My first suicide attempt call came at four: a man of thirty.
I wrote about self-harm screening for the clinic.
We screened for suicidal ideation; he denied suicidal thoughts.
I think she wanted to die at home.
I started cutting the sutures.
I took an overdose history. My patient took an overdose.
I kept thinking about death and dying, our module.
Me muero de risa.
Me quería morir de vergüenza
Estábamos matando el tiempo.
Hice una evaluación del riesgo suicida.
La paciente quería morir en casa.
No quiero estar aquí a las seis de la mañana.
El señor dijo que ya no quería vivir.
""".strip().splitlines()


def test_what_opens_it_and_what_does_not() -> None:
    wrong = {text: speaks_of_self_harm(text) for text in LEAVES if speaks_of_self_harm(text)}
    missed = [text for text in OPENS if not speaks_of_self_harm(text)]
    assert (wrong, missed) == ({}, [])


@pytest.mark.parametrize("place", ["title", "body"])
def test_either_text_will_do_and_typing_does_not_hide_it(place: str) -> None:
    said = {"title": "Dear me", "body": "All was well."} | {place: "I  WISH\nI WERE\tDEAD"}
    assert speaks_of_self_harm(said["title"], said["body"])
    assert not speaks_of_self_harm("Dear me", "")
    assert plain("Ojalá  NO\ndespertara, I don’t") == "ojala no despertara, i don't"


def test_the_list_says_the_same_to_the_page_and_to_the_server() -> None:
    """Only what both kinds of expressions know: no look-behind, no flags, no named groups."""
    said = json.loads(LIST.read_text(encoding="utf-8"))
    for line in [*said["never"], *said["opens"], *said["parts"].values()]:
        assert line == plain(line)
        assert not re.search(r"\(\?[^:!]", line), line
        assert "\\d" not in line
