"""The rows of docs/visibility.md about what a learner keeps for herself: tags, a portfolio."""

from django.db.models import Model

from reflections.actions import searching
from reflections.models import Piece, PortfolioText, SearchPage, SearchWord
from tests import make
from tests.house.finding import Things
from tests.world import World


def _piece(w: World) -> Model:
    chosen = Piece.objects.filter(author=w.asha).first()
    return chosen or make.piece(entry=w.entries["submitted"])


def _indexed(w: World) -> World:
    searching.bring_up_to_date(by=w.asha)
    return w


KEPT: Things = {
    "the day a letter of the author’s comes back": (
        lambda w: make.delivery(entry=make.entry(author=w.asha, form="letter")),
        "read",
    ),
    "a pass of the author’s": (
        lambda w: w.asha.passes.first() or make.a_pass(person=w.asha, release=w.release),
        "read",
    ),
    "a tag of the author’s": (lambda w: make.tag(author=w.asha), "read"),
    "which pages are under it": (
        lambda w: (
            make.tag(author=w.asha, entry=w.entries["submitted"])
            .tagged.filter(entry=w.entries["submitted"])
            .get()
        ),
        "read",
    ),
    "a tag, to change": (lambda w: make.tag(author=w.asha), "write"),
    "what the author says before her portfolio": (
        lambda w: PortfolioText.objects.get_or_create(author=w.asha)[0],
        "read",
    ),
    "a piece of her portfolio": (_piece, "read"),
    "a piece, to move or take out": (_piece, "write"),
    "the index of her words, a page of it": (
        lambda w: SearchPage.objects.get(entry=_indexed(w).entries["submitted"]),
        "read",
    ),
    "the index of her words, a word of it": (
        lambda w: SearchWord.objects.filter(author=_indexed(w).asha).earliest("pk"),
        "read",
    ),
}
