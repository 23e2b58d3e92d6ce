"""The help panel leaves no trace: nothing is sent, stored, logged or marked, and nothing stops."""

import logging

from django.apps import apps
from django.core import mail
from django.urls import reverse

from tests import make

SAID = "I just want to die. I wrote it down to see it."


def _everything() -> dict[str, list]:
    """Return every row of every table, but for the session's own moment of last use."""
    skip = {"sessions.session", "usersessions.usersession"}
    return {
        model._meta.label_lower: sorted(map(str, model._base_manager.order_by("pk").values_list()))
        for model in apps.get_models()
        if model._meta.label_lower not in skip
    }


def test_the_submit_page_shows_it_and_keeps_nothing(world, client_for, caplog) -> None:
    make.help_contact(name="Night line", is_urgent=True, phone="020 5550 0111")
    quiet = make.entry(author=world.asha, body="We were killing time with a dying patient.")
    loud = make.entry(author=world.asha, body=SAID)
    asha = client_for(world.asha)
    with caplog.at_level(logging.INFO):
        pages = {}
        asha.get(reverse("entry_submit", args=[quiet.pk]))
        before, mails = _everything(), len(mail.outbox)
        for one in (quiet, loud):
            caplog.clear()
            pages[one] = asha.get(reverse("entry_submit", args=[one.pk])).content.decode()
            assert caplog.records == []
    assert "you don’t have to carry it alone" not in pages[quiet]
    assert "you don’t have to carry it alone" in pages[loud]
    assert 'href="tel:02055500111"' in pages[loud]
    assert '<details class="help-panel" open>' in pages[loud]  # closed without a script
    assert _everything() == before
    assert len(mail.outbox) == mails
    # It stops nothing: the button is there as before.
    assert 'type="submit"' in pages[loud]


def test_the_room_holds_the_panel_shut_and_asks_the_same_of_everybody(world, client_for) -> None:
    asha = client_for(world.asha)
    pages = []
    for body in ("An ordinary day.", SAID):
        entry = make.entry(author=world.asha, body=body)
        page = asha.get(reverse("entry_write", args=[entry.pk])).content.decode()
        start = page.index('<section class="help-panel"')
        pages.append(page[start : page.index("</section>", start)])
    assert pages[0] == pages[1]  # the server has not looked
    assert " hidden>" in pages[0]
    make.help_contact(name="Night line", is_urgent=True)
    assert "Night line" in asha.get(reverse("help_lines")).content.decode()


def test_where_no_script_looked_the_submit_page_does_before_anything_is_sent(
    world, client_for
) -> None:
    make.help_contact(name="Night line", is_urgent=True, phone="020 5550 0111")
    asha = client_for(world.asha)
    told = {"attest": "on", "wants_contact": "on", "do": "submit", "author": str(world.asha.pk)}
    for body, look, is_asked in (
        ("An ordinary day.", "here", False),
        (SAID, "", False),  # the page has looked, and she has seen it
        (SAID, "here", True),
    ):
        entry = make.entry(author=world.asha, body=body)
        room = asha.get(reverse("entry_write", args=[entry.pk])).context["room"]
        named = [one.key for one in room.readers]
        typed = {"title": "A day", "body": body, "base": "1", "look": look, "named": named}
        answer = asha.post(reverse("entry_write", args=[entry.pk]), typed | told)
        assert entry.versions.exists() is not is_asked, (body, look)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'href="tel:02055500111"' in page
    assert page.count(" checked") == 2  # what she ticked goes along
    form = {"revision": answer.context["room"].base, "attest": "on", "named": named}
    asha.post(reverse("entry_submit", args=[entry.pk]), form)
    assert entry.versions.exists()
