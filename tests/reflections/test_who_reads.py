"""“Who can read this”: on every page of the journal exactly the people whom the rules let in."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts import saving
from accounts.models import Conflict, Cover, Mentoring
from accounts.policy import audience
from reflections.actions import changing, withdrawing
from tests import make


def named_in(w, html):
    """Return the people of the cast who are named in a piece of a page."""
    return {one for one in w.people.values() if re.search(rf">?\b{one.name}\b", html)}


def piece(html, begins, ends):
    """Return each part of a page that lies between two marks."""
    found = re.findall(f"{begins}(.*?){ends}", html, re.DOTALL)
    assert found, begins
    return found


def may_read(w, entry):
    """Return everybody but the author whom the rules let read the page, or what is shared of it."""
    found = set(audience(entry))
    for share in entry.shares.filter(ended_at=None):
        found |= set(audience(share))
    return found - {w.asha}


def with_two_versions(w):
    """Make a page that a cover read in its first version, and her mentor in the second."""
    entry = make.entry(author=w.asha, title="TITLE-twice")
    make.version(entry=entry, cohort=w.juniper, readers={"cover": w.noma})
    draft = entry.draft
    saving.save(draft=draft, by=w.asha, save=saving.Save(uuid.uuid4(), 1, "TITLE-twice", "More."))
    draft.refresh_from_db()
    make.version(entry=entry, cohort=w.juniper, readers={"mentor": w.ekdal})
    w.entries["twice"] = entry


def everything(w):
    """Add to the cast's pages those that are shared, opened by break-glass, and of two readers."""
    with_two_versions(w)
    made = {}
    for name, fields in {
        "shared": {"readers": [w.ben, w.sam, w.lena]},
        "unnamed": {"readers": [w.ben], "is_named": False},
        "tomorrow": {"readers": [w.ben], "is_named": False, "since": make.ago(hours=-9)},
        "ended": {"readers": [w.ben], "ended": True},
        "shared and gone": {"readers": [w.lena]},
    }.items():
        made[name] = make.entry(author=w.asha, title=f"TITLE-{name}")
        make.share(entry=made[name], cohort=w.juniper, **fields)
    make.share(entry=w.entries["answered"], cohort=w.juniper, readers=[w.ben])
    make.grant(asked_by=w.ivo, entry=w.entries["unread"], decided_by=w.tuva)
    w.entries |= made


CHANGES = {
    "as it is": lambda w: None,
    "the lead reads": lambda w: type(w.juniper).objects.update(lead_reads=True),
    "the pairing ended": lambda w: Mentoring.objects.update(ends_at=make.ago(minutes=1)),
    "the cover ended": lambda w: Cover.objects.update(ends_at=make.ago(minutes=1)),
    "they must not meet": lambda w: [
        Conflict.objects.create(one=w.asha, other=one) for one in (w.ekdal, w.ben)
    ],
    "she asked for another": lambda w: changing.ask(by=w.asha, cohort=w.juniper),
    "the cohort ended": lambda w: w.juniper.memberships.update(ends_at=make.ago(minutes=1)),
    "one was taken back": lambda w: withdrawing.withdraw(entry=w.entries["submitted"], by=w.asha),
    "fellow suspended": lambda w: type(w.ben).objects.filter(pk=w.ben.pk).update(is_active=False),
}


@pytest.mark.parametrize("change", CHANGES)
def test_names_on_the_pages_are_the_audience(world, client_for, change):
    w, client = world, client_for(world.asha)
    everything(w)
    CHANGES[change](w)
    listed = client.get(reverse("journal")).content.decode()
    lines = {
        re.search(r"TITLE-([\w ]+)", line)[1]: line for line in piece(listed, "<li>\n", "</li>")
        if "TITLE-" in line
    }  # fmt: skip
    for name, entry in w.entries.items():
        readers = may_read(w, entry)
        assert named_in(w, lines[name]) - {w.asha} == readers, ("the list", name)
        room = client.get(reverse("entry_write", args=[entry.pk])).content.decode()
        # Above the page: who will read what is submitted next, and who reads what was.
        now = re.split(r"What you submitted before can be read by|Shared with the students", room)
        above = "".join(now[1:]).split("<h1")[0] if len(now) > 1 else ""
        assert named_in(w, above) == readers, ("the writing room", name)
        asked = client.get(reverse("entry_share", args=[entry.pk])).content.decode()
        if "entry_unshare" in asked or "share/end/" in asked:
            shared = set(audience(entry.shares.get())) - {w.asha}
            said = piece(asked, "<dt>Who can read it</dt>", "</dd>")[0]
            assert named_in(w, said) == shared, ("the page that ends it", name)
        if not entry.versions.exists():
            continue
        for version in entry.versions.all():
            page = client.get(
                reverse("entry", args=[entry.pk]), {"version": version.number}
            ).content.decode()
            who = piece(page, '<h2 id="who">', "</section>")[0]
            assert named_in(w, who) == readers, ("the page", name, version.number)
            first = who.split("</p>")[0]
            assert named_in(w, first) == set(audience(version)) - {w.asha}


def test_what_is_said_before_submitting_is_what_is_true_afterwards(standing_world, client_for):
    w, client = standing_world, client_for(standing_world.asha)
    entry = w.entries["draft"]
    make.share(entry=entry, cohort=w.juniper, readers=[w.ben])
    url = reverse("entry_submit", args=[entry.pk])
    asked = client.get(url).content.decode()
    said = piece(asked, "<dt>Who will be able to read it</dt>", "</div>")[0]
    assert named_in(w, said) == {w.ekdal, w.noma, w.ben}
    named = re.findall(r'name="named" value="([^"]+)"', asked)
    client.post(url, {"revision": 1, "named": named, "attest": "on"})
    assert may_read(w, entry) == {w.ekdal, w.noma, w.ben}


def test_many_fellows_are_a_number_in_the_list_and_names_on_the_page(standing_world, client_for):
    w, client = standing_world, client_for(standing_world.asha)
    fellows = [make.person(name=f"Fellow {number}") for number in range(9)]
    for one in fellows:
        make.membership(person=one, cohort=w.juniper)
    entry = w.entries["submitted"]
    share = make.share(entry=entry, cohort=w.juniper, readers=[*fellows, w.ben, w.ekdal, w.lena])
    readers = set(audience(share)) - {w.asha}
    assert len(readers) == 10
    listed = client.get(reverse("journal")).content.decode()
    assert "You, Dr Ekdal and 10 of the students of Juniper can read it." in listed
    page = client.get(reverse("entry", args=[entry.pk])).content.decode()
    who = piece(page, '<h2 id="who">', "</section>")[0]
    assert {one.name for one in readers} <= set(re.findall(r"Fellow \d|Ben", who))
    assert "Lena" not in who


def test_what_she_attested_is_shown_to_her_alone(standing_world, client_for):
    w, entry = standing_world, make.entry(author=standing_world.asha)
    facts = {"attested_at": make.ago(days=6), "kept_for": {"date": ["made_up"], "was": []}}
    named = {"lead": w.hana}
    make.version(entry=entry, cohort=w.juniper, readers=named, **facts)
    said = "Someone who knew this patient would not recognise them here."
    page = reverse("entry", args=[entry.pk])
    before = reverse("entry", args=[w.entries["submitted"].pk])
    assert said not in client_for(w.asha).get(before).content.decode()
    shown = client_for(w.asha).get(page).content.decode()
    assert said in shown
    assert "A date: I made it up." in shown
    type(w.juniper).objects.filter(pk=w.juniper.pk).update(lead_reads=True)
    to_the_lead = client_for(w.hana).get(page)
    assert to_the_lead.status_code == 200
    assert said not in to_the_lead.content.decode()
    assert "made it up" not in to_the_lead.content.decode()
