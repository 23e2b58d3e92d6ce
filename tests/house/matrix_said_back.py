"""The rows of docs/visibility.md about what readers say back."""

from typing import Any

from django.db.models import Model

from reflections.models import Message, PageClosing, Pencil, Reader, Remark, Reply, ReplyEdition
from tests import make
from tests.house.finding import Things
from tests.world import World


def _unsent(model: type[Model], w: World) -> Any:
    return model.objects.get(version__entry=w.entries["being_answered"])


def _sent(model: type[Model], w: World) -> Any:
    return model.objects.get(version__entry=w.entries["answered"])


def _pencil(w: World, *, left: bool = False) -> Pencil:
    version = w.entries["former" if left else "submitted"].versions.get()
    writer = w.gita if left else w.ekdal
    known = version.pencils.first()
    return known or make.pencil(version=version, author=writer, body="REMARK-making")


def _left_reply(w: World) -> Reply:
    """Find what her mentor of last year did not send before the pairing ended."""
    version = w.entries["former"].versions.get()
    known = version.replies.first()
    return known or make.reply(version=version, author=w.gita, body="REPLY-left", sent=False)


def _left_remark(w: World) -> Model:
    version = w.entries["former"].versions.get()
    known = version.remarks.first()
    return (known or make.remark(version=version, author=w.gita, sent=False)).text


def _edition(w: World) -> ReplyEdition:
    reply = _sent(Reply, w)
    return reply.editions.first() or make.edition(reply=reply, body="REPLY-changed")


def _page_closing(w: World) -> PageClosing:
    version = w.entries["answered"].versions.get()
    return version.closings.first() or make.closing(version=version)


def _asked_for(w: World) -> Model:
    version = w.entries["former"].versions.get()
    Reader.objects.get_or_create(version=version, person=w.fox, via=Reader.Via.ASKED)
    return version.text


SAID_BACK: Things = {
    "a remark in the making": (_pencil, "read"),
    "a remark in the making, its words": (lambda w: _pencil(w).draft.texts.get(), "read"),
    "a remark in the making, to copy once the page is closed to its writer": (
        lambda w: _pencil(w, left=True),
        "copy",
    ),
    "a reply not sent, to copy then": (_left_reply, "copy"),
    "a remark not sent, to copy then": (_left_remark, "copy"),
    "that a sent reply was changed": (_edition, "read"),
    "the words it was changed to": (lambda w: _edition(w).text, "read"),
    "that the author closed the page": (_page_closing, "read"),
    "a closed page, to open again": (_page_closing, "write"),
    "a page another reader was asked for": (_asked_for, "read"),
    "a remark not sent yet": (lambda w: _unsent(Remark, w), "read"),
    "a remark not sent yet, its words": (lambda w: _unsent(Remark, w).text, "read"),
    "a sent remark": (lambda w: _sent(Remark, w), "read"),
    "a sent remark’s words": (lambda w: _sent(Remark, w).text, "read"),
    "a reply not sent yet": (lambda w: _unsent(Reply, w), "read"),
    "a reply not sent yet, its words": (
        lambda w: _unsent(Reply, w).draft.texts.get(),
        "read",
    ),
    "a sent reply": (lambda w: _sent(Reply, w), "read"),
    "a sent reply’s words": (lambda w: _sent(Reply, w).text, "read"),
    "a message under an entry": (lambda w: Message.objects.get(), "read"),
    "a message’s words": (lambda w: Message.objects.get().text, "read"),
    "a phrase the mentor keeps to use again": (lambda w: make.phrase(author=w.ekdal), "read"),
    "that phrase, to change": (lambda w: make.phrase(author=w.ekdal), "write"),
}
