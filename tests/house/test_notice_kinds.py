"""Every kind of notice has its mail, a place on the page "What is sent to you", and a rule."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.translation import ngettext_lazy

from accounts import notices
from accounts.notices.letters import _Spelt
from tests.house import source

EMAILS = source.ROOT / "templates" / "emails"
# What a mail's templates may be filled with, beside the link.
FACTS = {"link", "weekday", "may_pass"}
KINDS = notices.kinds()


def _words(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_kind_is_whole(kind: notices.Kind) -> None:
    folder = EMAILS / kind.name
    assert sorted(path.name for path in folder.iterdir()) == ["body.txt", "subject.txt"]
    body = _words(folder / "body.txt")
    assert "{{ link }}" in body
    assert "autoescape off" in body
    assert body.rstrip().endswith("Heartbeat\n{% endautoescape %}")
    for path in folder.iterdir():
        filled = set(re.findall(r"{{ *([\w.]+)", _words(path)))
        filled |= set(re.findall(r"{% *(?:el)?if (\w+)", _words(path)))
        assert filled <= FACTS
    subject = render_to_string(f"{kind.folder}/subject.txt", {})
    assert 5 < len(" ".join(subject.split())) < 60
    assert kind.group in notices.GROUPS
    assert bool(kind.many) != kind.is_always
    if kind.many:
        one, some = (str(kind.many % {"count": _Spelt(n)}) for n in (1, 3))
        assert one.startswith("One ")
        assert some.startswith("Three ")
        assert one.endswith(".")


def test_every_folder_is_a_kind_and_every_group_is_told_of() -> None:
    folders = {path.name for path in EMAILS.iterdir() if path.is_dir()}
    assert folders == {*KINDS, "several"}
    assert {kind.group for kind in KINDS.values()} == set(notices.GROUPS)


def test_what_cannot_be_left_out_says_why() -> None:
    for group in notices.GROUPS.values():
        assert group.label
        assert group.says
        assert ("off" in group.offered) or group.always
    assert {"invitation", "readers", "contact", "account"} <= notices.ALWAYS


@pytest.mark.parametrize("group", ["", "gossip", "replies", "readers"])
def test_a_kind_without_a_place_or_a_sentence_is_refused(group: str) -> None:
    kind = KINDS["reply"]
    many = ngettext_lazy("%(count)s x.", "%(count)s x.", "count") if group == "readers" else ""
    with pytest.raises(ValueError, match="The notice kind 'new'"):
        notices.register(notices.Kind("new", kind.still, kind.link, group=group, many=many))
    assert "new" not in notices.kinds()
