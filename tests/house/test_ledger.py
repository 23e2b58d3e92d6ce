"""The privacy ledger: every field classified, nothing in it that is gone, and shown as it is."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db.models import ForeignKey, OneToOneField

from accounts import ledger
from accounts.ledger import BLANK, DELETE, KEEP
from accounts.models import Person
from accounts.periods import PERIODS
from config.checks import every_field_is_in_the_ledger

DOCS = Path(__file__).resolve().parents[2] / "docs"
HEAD = """# The privacy ledger

Of every field of every table: what it is, why it is there, until when, and what becomes of a row
when the person it is about is erased. It is written from the ledger that erasing itself reads
([`accounts/ledger`](../accounts/ledger/__init__.py) and the `ledger.py` of each app), by

```sh
.venv/bin/python -m pytest tests/house/test_ledger.py --rewrite-ledger
```

A field that is in no ledger is an error of `manage.py check`; a private one without a canary in the
probe world fails a test. Periods in `code` are those of [privacy](privacy.md#how-long).

"""


def _page() -> str:
    classes = "\n".join(f"- *{name}*: {said}" for name, said in ledger.CLASSES.items())
    return f"{HEAD}{classes}\n\n{ledger.as_markdown()}\n"


def test_ledger_page_is_as_the_ledger(request: pytest.FixtureRequest) -> None:
    file = DOCS / "ledger.md"
    if request.config.option.rewrite_ledger:
        file.write_text(_page())
    assert file.read_text() == _page()


def test_every_field_is_classified_and_the_check_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(ledger.faults()) == []
    assert every_field_is_in_the_ledger(None) == []
    table = ledger._tables["reflections.VersionText"]
    fields = {name: kind for name, kind in table.fields.items() if name != "body"}
    wrong = ledger.Table(table.model, fields | {"mood": "personal"}, "", "")
    monkeypatch.setitem(ledger._tables, table.model, wrong)
    monkeypatch.setitem(ledger._tables, "reflections.Mood", wrong)
    assert [one.id for one in every_field_is_in_the_ledger(None)] == ["portal.E010"] * 3
    said = "\n".join(one.msg for one in every_field_is_in_the_ledger(None))
    assert "body is not in the ledger" in said
    assert "has a field mood" in said
    assert "reflections.Mood" in said


def test_whatever_leads_to_a_person_says_how_it_ends() -> None:
    """A new link to a person cannot be forgotten when she is erased."""
    silent = []
    for table in ledger.tables():
        named = {path.split("__")[0] for path in ledger.paths(table, "person")}
        for one in table.rows._meta.concrete_fields:
            links = isinstance(one, ForeignKey | OneToOneField) and one.related_model is Person
            # Who gave, agreed or noted is named on somebody else's row, and is a stub afterwards.
            if links and one.name not in named and table.end != KEEP and not table.whose:
                silent.append(f"{table.model}.{one.name}")
            if links and not ledger.paths(table, "person"):
                silent.append(f"{table.model}.{one.name}")
    assert silent == []


def test_private_words_never_stay_when_their_person_is_erased() -> None:
    staying = {
        f"{one.model}.{name}"
        for one in ledger.tables()
        for name, kind in one.fields.items()
        if kind == "private" and ledger.paths(one, "person")
        if one.end == KEEP or (one.end == BLANK and name not in one.blank)
    }
    # The school's own teaching: whoever published it is a name on it, no more.
    assert staying == {
        "curriculum.ModuleVersion.facilitator_notes",
        "curriculum.ScenarioEdition.document",
        "curriculum.Encounter.title",
        "curriculum.Encounter.focus",
    }


def test_paths_lead_somewhere_and_periods_exist() -> None:
    known = set(PERIODS)
    for one in ledger.tables():
        for kind in ("person", "page"):
            for path in ledger.paths(one, kind):
                try:
                    one.rows._base_manager.filter(**{f"{path}__in": []})
                except FieldError as error:
                    pytest.fail(f"{one.model}: {error}")
        for word in one.until.split("`")[1::2]:
            assert word in known | {"apply_retention"}, one.model
        assert one.end not in (DELETE, BLANK) or one.blank or one.end == DELETE
        assert set(one.blank) <= set(one.fields)
    assert {model._meta.label for model in apps.get_models()} <= {t.model for t in ledger.tables()}


def test_a_table_or_field_said_twice_or_of_no_class_is_refused() -> None:
    for wrong in (
        {"model": "reflections.Entry"},
        {"model": "x.Y", "open": "a a"},
        {"model": "x.Y", "open": "a", "private": "a"},
        {"model": "x.Y", "moody": "a"},
    ):
        with pytest.raises(ValueError, match="ledger"):
            ledger.table(**wrong, why="")


def test_privacy_page_has_every_period() -> None:
    text = (DOCS / "privacy.md").read_text()
    for one in PERIODS.values():
        bounds = f"{one.said(one.least)} to {one.said(one.most)}"
        row = f"| {one.what} (`{one.key}`) | {one.said(one.default)} | {bounds} |"
        assert row in text, row
