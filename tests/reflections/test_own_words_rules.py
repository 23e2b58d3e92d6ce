"""What is taken along, searched, tagged and chosen is asked of its own rule, each kind of row.

One rule at a time shows nothing: what it keeps is gone from what it is asked for, and nothing else.
"""

import pytest
from django.utils import timezone

from accounts.errors import NotYours
from accounts.models import DraftText
from accounts.policy import PolicyQuerySet
from reflections import models as kept
from reflections import queries
from reflections.actions import choosing, emptying, searching, tagging
from reflections.models.reply import RECALL_FOR
from reflections.queries import export, export_rest
from tests import make
from tests.reflections.test_search import retype


@pytest.fixture
def shut(monkeypatch):
    """Return how to let one model's rule show nothing."""
    rule = PolicyQuerySet.visible_to

    def closing(model):
        def visible_to(rows, *asked, **said):
            found = rule(rows, *asked, **said)
            return found.none() if rows.model is model else found

        monkeypatch.setattr(PolicyQuerySet, "visible_to", visible_to)

    return closing


@pytest.fixture
def w(world):
    """The cast, and of every kind of row one of Asha's."""
    entry = world.entries["answered"]
    version, asha = entry.versions.get(), world.asha
    make.message(version=version, author=world.ekdal)
    make.picture(entry=entry, version=version)
    make.share(entry=entry, cohort=world.juniper, readers=[world.ben])
    make.tag(author=asha, entry=entry)
    make.piece(entry=entry, version=version)
    make.a_pass(person=asha, release=world.release)
    choosing.say(by=asha, title="Mine", introduction="")
    kept.Reading.objects.create(entry=entry, version=version, person=world.ekdal, door="desk")
    kept.Withdrawal.objects.create(entry=entry, number=9, submitted_at=timezone.now())
    return world


def _now(read):
    return list(read(timezone.now()))


def _page(w):
    turns = _now(lambda at: export.pages(w.asha, at + RECALL_FOR))
    return next(one for some in turns for one in some if one.id == w.entries["answered"].pk)


def _said(w):
    return [
        one for some in _now(lambda at: export_rest.said_to_others(w.ekdal, at)) for one in some
    ]


ON_A_PAGE = {
    kept.Version: lambda page: page.versions,
    kept.Reader: lambda page: page.versions[0].readers,
    kept.Remark: lambda page: page.versions[0].remarks,
    kept.Reply: lambda page: page.versions[0].replies,
    kept.Message: lambda page: page.versions[0].messages,
    kept.Tagged: lambda page: page.tags,
    kept.Reading: lambda page: page.readings,
    kept.Withdrawal: lambda page: page.withdrawals,
    kept.Picture: lambda page: page.pictures,
    kept.VersionPicture: lambda page: page.pictures[0].versions,
    kept.Share: lambda page: page.shares,
    kept.ShareReader: lambda page: page.shares[0].readers,
}


def test_each_row_of_a_page_taken_along_is_asked_of_its_rule(w, shut, monkeypatch):
    whole = _page(w)
    for model, part in ON_A_PAGE.items():
        assert part(whole), model
        shut(model)
        assert not part(_page(w)), model
        monkeypatch.undo()


def test_what_one_said_to_others_is_asked_of_its_rules(w, shut, monkeypatch):
    versions = {
        name: make.version(entry=make.entry(author=w.asha), cohort=w.juniper,
                           readers={"mentor": w.ekdal})
        for name in ("reply", "remark", "message")
    }  # fmt: skip
    for name, version in versions.items():
        getattr(make, name)(version=version, author=w.ekdal)
    whole = _said(w)
    only = ((kept.Reply, "reply"), (kept.Remark, "remarks"), (kept.Message, "messages"))
    for model, part in only:
        assert len([one for one in whole if getattr(one, part)]) > 1, part
        shut(model)
        left = _said(w)
        monkeypatch.undo()
        assert not [one for one in left if getattr(one, part)], part
        # A version on which nothing else was said is not even named.
        others = [other for _model, other in only if other != part]
        else_said = [one for one in whole if any(getattr(one, other) for other in others)]
        assert len(left) == len(else_said) < len(whole), part
    shut(kept.Version)
    assert _said(w) == []


def test_the_rest_is_asked_of_its_rule(w, shut, monkeypatch):
    asha, entry = w.asha, w.entries["answered"]
    tag, piece = queries.tags(asha).get(), queries.portfolio(asha).pieces[0]
    # A word that stands only in what was submitted, found after the page went on.
    retyped = w.entries["submitted"]
    retype(retyped, "Nothing of it.")
    searching.bring_up_to_date(by=asha)

    def found():
        return queries.found(asha, "words")[1]

    def refused(act, **asked):
        with pytest.raises(NotYours):
            act(by=asha, **asked)
        return []

    assert any(hit.version for hit in found())
    for model, read in (
        (kept.Picture, lambda: _now(lambda at: export.picture_files(asha, at))),
        (DraftText, lambda: _now(lambda at: export.earlier_drafts(asha, at))),
        (kept.Pass, lambda: export_rest.passes(asha)),
        (kept.SearchWord, found),
        (kept.SearchPage, found),
        (kept.VersionText, lambda: [hit for hit in found() if hit.version]),
        (kept.Tag, lambda: list(queries.tags(asha))),
        (kept.Tag, lambda: list(queries.tags_on(asha, entry))),
        (kept.Tag, lambda: queries.tag_of(asha, tag.pk)),
        (kept.Tagged, lambda: queries.tagged_pages(asha, tag)[1]),
        (kept.Piece, lambda: queries.portfolio(asha).pieces),
        (kept.Piece, lambda: queries.piece_of(asha, entry.pk)),
        (kept.PortfolioText, lambda: queries.portfolio(asha).title),
    ):
        assert read(), model
        shut(model)
        assert not read(), model
        monkeypatch.undo()
    for model, act, asked in (
        (kept.Tag, tagging.rename, {"tag_id": tag.pk, "name": "other"}),
        (kept.Piece, choosing.move, {"piece_id": piece.pk, "step": 1}),
    ):
        shut(model)
        refused(act, **asked)
        monkeypatch.undo()


def test_what_was_thrown_away_is_found_and_taken_along_nowhere(w):
    asha, entry = w.asha, make.entry(author=w.asha, title="LANTERN", body="A lantern.")
    older = make.entry(author=asha, body="Another lantern.", started_at=make.ago(days=30))
    make.tag(author=asha, name="kept", entry=entry)

    def found(word="lantern"):
        searching.bring_up_to_date(by=asha)
        page, hits = queries.found(asha, word)
        assert page.paginator.count == len(hits)
        return [hit.pk for hit in hits]

    def taken():
        pages = [one.id for some in _now(lambda at: export.pages(asha, at)) for one in some]
        assert len(pages) == export.number_of_pages(asha, timezone.now())
        states = {one["page"] for one in _now(lambda at: export.earlier_drafts(asha, at))}
        return entry.pk in pages, entry.pk in states

    emptying.throw_away(by=asha, entry_id=older.pk)  # no index is made for it
    assert not kept.SearchPage.objects.filter(author=asha).exists()
    emptying.bring_back(by=asha, entry_id=older.pk)
    assert (found(), taken()) == ([entry.pk, older.pk], (True, True))
    # Looked at long ago: nothing here is found again for being new.
    looked = make.ago(days=-1)
    kept.SearchPage.objects.filter(author=asha).update(looked_at=looked)
    emptying.throw_away(by=asha, entry_id=entry.pk)
    assert (found(), taken()) == ([older.pk], (False, False))
    assert list(queries.tags(asha).get(name="kept").tagged.values_list("entry", flat=True))
    assert queries.tagged_pages(asha, queries.tags(asha).get(name="kept"))[1] == []
    emptying.bring_back(by=asha, entry_id=entry.pk)
    assert (found(), taken()) == ([entry.pk, older.pk], (True, True))
    page = kept.SearchPage.objects.get(entry=entry)
    assert page.looked_at == looked
    # The draft beside a submitted page goes alone.
    make.version(entry=entry, cohort=w.juniper)
    retype(entry, "Only in the draft: heron.")
    kept.SearchPage.objects.filter(author=asha).update(looked_at=timezone.now())
    assert found("heron") == [entry.pk]
    emptying.throw_away(by=asha, entry_id=entry.pk)
    assert (found("heron"), found()) == ([], [entry.pk, older.pk])
