"""Access ends at the next request: every way to lose a role, at every door that was open before.

Pages, JSON twins, files, feeds, what is in the post, and what an open tab still sends.
"""

import json
import uuid
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from accounts import notices, uploads
from accounts.actions import archiving, evaluating, feeds, memberships, mentoring, persons
from accounts.models import (
    Cohort,
    Conflict,
    Cover,
    Draft,
    DraftText,
    Evaluating,
    Membership,
    Mentoring,
    Notice,
    Person,
)
from reflections.actions import changing, sharing
from reflections.models import Message, Reading, Remark, Reply, Version
from tests import make

SEATS = Membership.objects


def _end_seat(w: Any, who: str) -> None:
    seat = SEATS.get(person=getattr(w, who), cohort=w.juniper, ends_at=None)
    memberships.change(
        membership=seat, by=w.ivo, starts_at=seat.starts_at, ends_at=make.ago(seconds=1)
    )


def _swap(w: Any, who: str, role: str) -> None:
    """Give somebody another role in the same cohort in place of the one they had."""
    _end_seat(w, who)
    seat = Membership(person=getattr(w, who), cohort=w.juniper, role=role)
    memberships.begin(membership=seat, by=w.ivo)


def _archive(w: Any) -> None:
    cohort = Cohort.objects.get(pk=w.juniper.pk)  # the cast is shared by all tests of this module
    archiving.archive(cohort=cohort, by=w.ivo, close=True)


def _unpair(w: Any) -> None:
    mentoring.end(mentoring=Mentoring.objects.current().get(student=w.asha), by=w.hana)


def _uncover(w: Any) -> None:
    cover = Cover.objects.get(cover=w.noma)
    mentoring.change_cover(cover=cover, by=w.hana, ends_at=make.ago(seconds=1))


def _bar(w: Any, one: str, other: str) -> None:
    Conflict.objects.create(one=getattr(w, one), other=getattr(w, other))


def _evaluate(w: Any, who: str) -> None:
    row = Evaluating(evaluator=getattr(w, who), student=w.asha, cohort=w.juniper)
    evaluating.begin(evaluating=row, by=w.hana)


def _ends(rows: Any) -> None:
    """Let the day come that somebody wrote down long ago: no act, no job, only the clock."""
    assert rows.update(ends_at=make.ago(seconds=1)) == 1


# Who loses it, the kind of reader they were, and how.
WAYS: dict[str, tuple[str, Any]] = {
    "the mentor’s seat ends": ("ekdal", lambda w: _end_seat(w, "ekdal")),
    "the mentor facilitates instead": ("ekdal", lambda w: _swap(w, "ekdal", "facilitator")),
    "the mentor leads instead": ("ekdal", lambda w: _swap(w, "ekdal", "lead")),
    "the pairing ends": ("ekdal", _unpair),
    "she asks for another mentor": ("ekdal", lambda w: changing.ask(by=w.asha, cohort=w.juniper)),
    "the mentor is suspended": ("ekdal", lambda w: persons.suspend(person=w.ekdal, by=w.ivo)),
    "mentor and author must not meet": ("ekdal", lambda w: _bar(w, "ekdal", "asha")),
    "the mentor evaluates her": ("ekdal", lambda w: _evaluate(w, "ekdal")),
    "the cover evaluates her": ("noma", lambda w: _evaluate(w, "noma")),
    "the end date of the pairing comes": (
        "ekdal", lambda w: _ends(Mentoring.objects.filter(student=w.asha, mentor=w.ekdal))
    ),
    "the end date of the cover comes": ("noma", lambda w: _ends(Cover.objects.all())),
    "the end date of the seat comes": (
        "ekdal", lambda w: _ends(SEATS.filter(person=w.ekdal, cohort=w.juniper))
    ),
    "the cohort ends": (
        "ekdal", _archive
    ),
    "the author leaves, and her pairing ends": ("ekdal", lambda w: _end_seat(w, "asha")),
    "the cover ends": ("noma", _uncover),
    "the cover’s seat ends": ("noma", lambda w: _end_seat(w, "noma")),
    "the covered pairing ends": ("noma", _unpair),
    "she asks for another, and is covered": (
        "noma", lambda w: changing.ask(by=w.asha, cohort=w.juniper)
    ),
    "the cover is suspended": ("noma", lambda w: persons.suspend(person=w.noma, by=w.ivo)),
    "the fellow leaves": ("ben", lambda w: _end_seat(w, "ben")),
    "the fellow facilitates instead": ("ben", lambda w: _swap(w, "ben", "facilitator")),
    "the fellow is suspended": ("ben", lambda w: persons.suspend(person=w.ben, by=w.ivo)),
    "fellow and author must not meet": ("ben", lambda w: _bar(w, "asha", "ben")),
    "she ends the sharing": (
        "ben", lambda w: sharing.end(entry=w.entries["answered"], by=w.asha)
    ),
    "the cohort ends for fellows": (
        "ben", _archive
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def picture() -> str:
    """Store a picture once; rebuilding one costs a process of its own."""
    return uploads.store(make.picture_file(), kind="person")


def _furnish(w: Any, picture: str) -> None:
    """Let each of the three have something open: a page, a reply being written, a shared page."""
    for state in ("submitted", "answered"):
        version = w.entries[state].versions.get()
        version.readers.create(person=w.noma, via="cover", since=make.ago(days=5))
    make.share(entry=w.entries["answered"], cohort=w.juniper, readers=[w.ben])
    Person.objects.filter(pk=w.asha.pk).update(picture=picture)
    for reader in (w.ekdal, w.noma):
        notices.tell("something_to_read", to=reader, about=w.entries["submitted"].versions.get())


def _doors(w: Any, who: str) -> list[tuple[str, str, Any]]:
    """Return every door to her words that stands open for this reader now."""
    if who == "ben":
        share = w.entries["answered"].shares.get()
        return [("get", reverse("shared", args=[share.pk]), None)]
    entry = w.entries["submitted"]
    answered = w.entries["answered"]
    newest = str(entry.versions.get().pk)
    save = {
        "save_id": str(uuid.uuid4()), "base": 0, "author": str(getattr(w, who).pk), "title": "",
        "body": "typed in an open tab", "version": newest,
    }  # fmt: skip
    remark = {"version": newest, "start": 0, "end": 5, "quote": "WORDS", "body": "A remark."}
    message = {"send_id": str(uuid.uuid4()), "body": "typed in an open tab"}
    return [
        ("get", reverse("entry", args=[entry.pk]), None),
        ("get", reverse("desk", args=[entry.pk]), None),
        ("put", reverse("reply_draft", args=[entry.pk]), save),
        ("post", reverse("remark_add", args=[entry.pk]), remark),
        ("post", reverse("reply_send", args=[entry.pk]), {"version": newest, "revision": 0}),
        ("post", reverse("desk_answer", args=[answered.pk]), message),
    ]


def _knock(client: Any, method: str, url: str, body: Any) -> Any:
    if method == "put":
        sent = json.dumps(body)
        return client.put(url, sent, content_type="application/json", HTTP_ACCEPT="text/json")
    return getattr(client, method)(url, body) if body else getattr(client, method)(url)


@pytest.mark.parametrize("way", WAYS)
def test_access_ends_at_the_next_request(standing_world, client_for, picture, way) -> None:
    w = standing_world
    _furnish(w, picture)
    who, lose = WAYS[way]
    reader = getattr(w, who)
    client, doors = client_for(reader), _doors(w, who)
    # Open before: a look through the doors that change nothing.
    for method, url, _body in doors:
        if method == "get":
            assert client.get(url).status_code in {200, 302}, url
    feed = reverse("calendar", args=[feeds.make(by=reader)])
    assert client_for(None).get(feed).status_code == 200
    held = [Model.objects.count() for Model in KEPT]

    lose(w)

    is_out = not Person.objects.get(pk=reader.pk).is_active
    for method, url, body in doors:
        answer = _knock(client, method, url, body)
        expected = {302, 401} if is_out else {404}
        assert answer.status_code in expected, (url, answer.status_code)
        if answer.status_code == 302:
            assert answer["Location"].startswith(reverse("account_login"))
        if method == "put":  # the tab keeps the words: it is told that nothing was written
            assert answer.json()["state"] == ("login-needed" if is_out else "not-found")
        assert b"WORDS-" not in answer.content
    for page in ("home", "queue", "my_students", "journal", "shared_list"):
        body = client.get(reverse(page), follow=True).content.decode()
        assert "WORDS-" not in body
        assert "TITLE-" not in body, page
    # Nothing was written for anybody, and nothing is in her log of what came after.
    assert [Model.objects.count() for Model in KEPT] == held
    assert (client_for(None).get(feed).status_code == 200) is not is_out
    _post_is_silent(reader)


KEPT = (Reading, Reply, Remark, Message, Draft, DraftText, Version)


def _post_is_silent(reader: Person) -> None:
    """What was already in the post about her pages is not sent to whoever lost them."""
    Notice.objects.filter(sent_at=None).update(due_at=make.ago(hours=1))
    about = Notice.objects.filter(to=reader, kind="something_to_read")
    notices.deliver()
    assert not about.filter(sent_at__isnull=False).exists()
    said = [letter.subject for letter in mail.outbox if reader.email in letter.to]
    assert "There is something new to read." not in said


def test_a_picture_ends_with_the_cohort_they_shared(standing_world, client_for, picture) -> None:
    w = standing_world
    Person.objects.filter(pk=w.asha.pk).update(picture=picture)
    url = reverse("picture", args=[w.asha.pk])
    for who in ("ben", "ekdal"):
        client = client_for(getattr(w, who))
        assert _picture(client, url) == 200
        _end_seat(w, who)
        assert _picture(client, url) == 404
    client = client_for(w.fox)
    assert _picture(client, url) == 200
    persons.suspend(person=w.fox, by=w.ivo)
    assert _picture(client, url) == 302


def _picture(client: Any, url: str) -> int:
    answer = client.get(url)
    for close in answer._resource_closers:  # close() would also end the database connection
        close()
    return answer.status_code


def test_the_author_herself_keeps_everything_until_she_is_suspended(
    standing_world, client_for
) -> None:
    w, entry = standing_world, standing_world.entries["answered"]
    client = client_for(w.asha)
    _end_seat(w, "asha")
    for name in ("entry", "entry_write", "entry_share", "entry_withdraw"):
        assert client.get(reverse(name, args=[entry.pk])).status_code == 200, name
    assert "TITLE-answered" in client.get(reverse("journal")).content.decode()
    persons.suspend(person=w.asha, by=w.ivo)
    save = {"save_id": str(uuid.uuid4()), "base": 1, "author": str(w.asha.pk), "title": ""}
    url = reverse("entry_draft", args=[entry.pk])
    answer = _knock(client, "put", url, save | {"body": "typed in an open tab"})
    assert (answer.status_code, answer.json()["state"]) == (401, "login-needed")
    assert client.get(reverse("journal")).status_code == 302
