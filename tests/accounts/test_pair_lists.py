"""Lists of pairings and of evaluators: looked at line by line, applied in one step, and again."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.actions import pair_lists
from accounts.errors import NotNow, NotYours, Refused
from accounts.models import (
    AuditEvent,
    Cohort,
    Conflict,
    Cover,
    Evaluating,
    Membership,
    Mentoring,
    Notice,
    RosterUpload,
)
from tests import make

TODAY = timezone.localdate
PAIRS, EVALUATORS = "pairs", "evaluators"


def seen(answer):
    return " ".join(unescape(answer.content.decode()).split())


def upload(w, kind, *lines, by=None, title="student email,mentor email,from,to"):
    data = "\n".join([title, *lines]).encode()
    return pair_lists.upload(data=data, kind=kind, cohort=w.juniper, by=by or w.hana)


def evaluators(w, *lines, by=None):
    title = "evaluator email,student email,group,from,to"
    return upload(w, EVALUATORS, *lines, by=by, title=title)


def look(sheet, by):
    return [(line.kind, " ".join(str(said) for said in line.says))
            for line in pair_lists.look(sheet, by).lines]  # fmt: skip


def apply(sheet, by, leave_out=True):
    mark = pair_lists.look(sheet, by).fingerprint
    return pair_lists.apply(upload=sheet, by=by, fingerprint=mark, leave_out=leave_out)


def current(cohort):
    rows = Mentoring.objects.current().filter(cohort=cohort).order_by("student__name")
    return list(rows.values_list("student__name", "mentor__name"))


class TestPairs:
    def test_line_by_line_and_then_all_at_once_and_harmless_again(self, world):
        w = world
        new = make.person(name="New", email="new@example.org")
        for person in (new, more := make.person(name="More", email="more@example.org")):
            make.membership(person=person, cohort=w.juniper)
        Membership.objects.filter(person=w.noma).update(capacity=1)
        Conflict.objects.create(one=more, other=w.gita)
        soon, later = TODAY() + timedelta(days=9), TODAY() + timedelta(days=99)
        sheet = upload(
            w, PAIRS,
            f"new@example.org,NOMA@example.org,,{later}",
            "asha@example.org,fox@example.org,,",
            f"ben@example.org,fox@example.org,,{later}",
            "ben@example.org,fox@example.org,,",
            "more@example.org,gita@example.org,,",
            "chidi@example.org,fox@example.org,,",
            "more@example.org,okoye@example.org,,",
            "more@example.org,fox@example.org,22/11/2026,",
            "=cmd(),fox@example.org,,",
        )  # fmt: skip
        told = look(sheet, w.hana)
        assert told == [
            ("add", "Dr Noma becomes the mentor."),
            ("change", "Dr Fox becomes the mentor, instead of the one until now."),
            ("change", f"Their pairing ends after {later}."),
            ("error", "Line 4 names the same student already. Take one away."),
            ("error", "These two are not to be matched."),
            ("error", "“chidi@example.org” is not a student of Juniper."),
            ("error", "Line 6 names the same student already. Take one away."),
            ("error", "“22/11/2026” is no day we can read for certain. Write it as 2026-11-22."),
            ("error", "A cell begins with “=”, as a formula does. Type the plain text."),
        ]
        assert current(w.juniper) == [("Asha", "Dr Ekdal"), ("Ben", "Dr Fox")]
        with pytest.raises(Refused) as refused:
            apply(sheet, w.hana, leave_out=False)
        assert refused.value.field == "leave_out"
        counts = apply(sheet, w.hana)
        assert (counts["add"], counts["change"], counts["error"]) == (1, 2, 6)
        assert current(w.juniper) == [("Asha", "Dr Fox"), ("Ben", "Dr Fox"), ("New", "Dr Noma")]
        assert not Cover.objects.current().exists()
        assert not RosterUpload.objects.exists()
        kinds = set(Notice.objects.values_list("kind", "to__name"))
        assert kinds == {
            ("mentor_ended", "Dr Ekdal"), ("new_mentor", "Asha"), ("new_student", "Dr Fox"),
            ("new_mentor", "New"), ("new_student", "Dr Noma"),
        }  # fmt: skip
        # The same list once more changes nothing, nor does one that says less.
        again = upload(
            w, PAIRS,
            f"new@example.org,noma@example.org,,{later}",
            "asha@example.org,fox@example.org,,",
            "ben@example.org,fox@example.org,,",
            "more@example.org,,,",
            "new@example.org,noma@example.org,2020-01-01,2020-02-01",
        )  # fmt: skip
        assert [kind for kind, _said in look(again, w.hana)] == ["same"] * 4 + ["error"]
        assert apply(again, w.hana)["same"] == 4
        # A later one begins when it says so: until then it is whoever it was.
        swap = upload(w, PAIRS, f"asha@example.org,gita@example.org,{soon},")
        assert apply(swap, w.hana)["change"] == 1
        assert current(w.juniper)[0] == ("Asha", "Dr Fox")
        then = Mentoring.objects.get(student=w.asha, mentor=w.gita, ends_at=None)
        before = Mentoring.objects.get(student=w.asha, mentor=w.fox)
        assert before.ends_at == then.starts_at
        assert timezone.localdate(then.starts_at) == soon
        assert look(upload(w, PAIRS, f"asha@example.org,gita@example.org,{soon},"), w.hana) == [
            ("same", "")
        ]
        early = look(upload(w, PAIRS, "asha@example.org,noma@example.org,,"), w.hana)
        assert early[0] == ("error", "Another mentor is to begin later. End that pairing first.")
        over = look(upload(w, PAIRS, "more@example.org,fox@example.org,,2020-02-01"), w.hana)
        assert over == [("same", "Its last day is over.")]
        full = look(upload(w, PAIRS, "more@example.org,noma@example.org,,"), w.hana)
        assert full[0][1].endswith("That makes 2 students; 1 at most were meant.")
        themselves = make.membership(person=w.ben, cohort=w.juniper, role="mentor")
        assert themselves
        alone = look(upload(w, PAIRS, "ben@example.org,ben@example.org,,"), w.hana)
        assert alone == [("error", "Nobody mentors themselves.")]

    def test_what_is_no_such_list_and_whose_it_is_not(self, world):
        w = world
        for data, sentence in (
            (b"name\nAsha", "Name the columns"),
            (b"student,evaluator\na@b.org,c@d.org", "Name the columns"),
            (b"", "empty"),
        ):
            with pytest.raises(Refused, match=sentence) as refused:
                pair_lists.upload(data=data, kind=PAIRS, cohort=w.juniper, by=w.hana)
            assert refused.value.field == "file"
        with pytest.raises(Refused, match="Name the columns"):
            pair_lists.upload(data=b"evaluator,from\na@b.org,", kind=EVALUATORS,
                              cohort=w.juniper, by=w.hana)  # fmt: skip
        with pytest.raises(Refused, match="may not"):
            upload(w, PAIRS, "a@b.org,c@d.org,,", by=w.omar)
        sheet = upload(w, PAIRS, "asha@example.org,fox@example.org,,")
        mark = pair_lists.look(sheet, w.hana).fingerprint
        with pytest.raises(NotNow, match="already"):
            pair_lists.apply(upload=sheet, by=w.ivo, fingerprint=mark, leave_out=False)
        Conflict.objects.create(one=w.asha, other=w.fox)
        with pytest.raises(NotNow, match="changed since"):
            pair_lists.apply(upload=sheet, by=w.hana, fingerprint=mark, leave_out=False)
        assert current(w.juniper)[0] == ("Asha", "Dr Ekdal")
        Membership.objects.filter(person=w.hana).update(ends_at=make.ago())
        with pytest.raises(NotYours):
            pair_lists.look(sheet, w.hana)
        Cohort.objects.filter(pk=w.juniper.pk).update(archived_at=make.ago())
        with pytest.raises(NotYours):
            pair_lists.look(RosterUpload.objects.get(pk=sheet.pk), w.ivo)


class TestEvaluators:
    def test_one_a_group_or_the_whole_cohort_and_harmless_again(self, world):
        w = world
        group = make.group(cohort=w.juniper, name="Ward B")
        group.memberships.create(person=w.ben, starts_at=make.ago(days=3))
        group.memberships.create(person=w.asha, starts_at=make.ago(days=30), ends_at=make.ago())
        make.group(cohort=w.juniper, name="Empty")
        last = TODAY() + timedelta(days=30)
        lines = (
            f"ekdal@example.org,asha@example.org,,,{last}",
            f"noma@example.org,,ward b,,{last}",
            f"gita@example.org,,JUNIPER,,{last}",
        )
        sheet = evaluators(
            w, *lines,
            f"okoye@example.org,asha@example.org,,,{last}",
            "fox@example.org,,Nowhere,,",
            "fox@example.org,chidi@example.org,,,",
            "fox@example.org,,Empty,,",
            "fox@example.org,asha@example.org,,2020-01-01,2020-02-01",
            ",asha@example.org,,,",
            f"gita@example.org,asha@example.org,,,{last + timedelta(days=1)}",
        )  # fmt: skip
        told = look(sheet, w.hana)
        kept = "is kept from reading what one student writes."
        paired = "One of them is paired with them now, and needs another mentor."
        assert told[:2] == [("add", f"Dr Ekdal {kept} {paired}"), ("add", f"Dr Noma {kept}")]
        assert told[2] == ("add", "Dr Gita is kept from reading what 2 students write.")
        assert [kind for kind, _said in told[3:]] == [
            "same", "error", "error", "same", "same", "error", "error"
        ]  # fmt: skip
        assert "Nobody in your cohorts has the address “" in told[3][1]
        assert "says other days about the same two" in told[-1][1]
        apply(sheet, w.hana)
        rows = Evaluating.objects.current().order_by("evaluator__name", "student__name")
        assert list(rows.values_list("evaluator__name", "student__name")) == [
            ("Dr Ekdal", "Asha"), ("Dr Gita", "Asha"), ("Dr Gita", "Ben"), ("Dr Noma", "Ben"),
        ]  # fmt: skip
        assert {row.last_day for row in rows} == {last}
        assert AuditEvent.objects.filter(verb="evaluating.begun").count() == 4
        # She who applied it sees the clash on the page; nobody else leads the cohort.
        assert not Notice.objects.filter(kind="pairing_clash", to=w.hana).exists()
        assert Notice.objects.filter(kind="pairing_clash", to=w.ivo).exists()
        assert [kind for kind, _said in look(evaluators(w, *lines), w.hana)] == ["same"] * 3
        # Another end is a change; an administrator knows everybody.
        longer = f"ekdal@example.org,asha@example.org,,,{last + timedelta(days=2)}"
        other = evaluators(w, longer, "okoye@example.org,asha@example.org,,,", by=w.ivo)
        assert [kind for kind, _said in look(other, w.ivo)] == ["change", "add"]
        apply(other, w.ivo)
        assert rows.get(evaluator=w.ekdal).last_day == last + timedelta(days=2)
        event = AuditEvent.objects.get(verb="evaluating.changed")
        assert (event.facts, event.by) == ({"fields": "ends_at"}, str(w.ivo.pk))

    def test_a_lead_who_evaluates_cannot_shorten_what_keeps_herself_out(self, world):
        w = world
        make.evaluating(evaluator=w.hana, student=w.asha, cohort=w.juniper)
        sheet = evaluators(w, f"hana@example.org,asha@example.org,,,{TODAY()}")
        with pytest.raises(Refused, match="may not"):
            apply(sheet, w.hana)
        assert Evaluating.objects.get().ends_at is None


def test_by_the_pages(world, client_for, django_assert_num_queries):
    w, lead = world, client_for(world.hana)
    where = reverse("pairing_list", args=["juniper"])
    assert "Choose a file first." in seen(lead.post(where, {"x": "1"}))
    data = b"student,mentor\nasha@example.org,fox@example.org\nnobody@example.org,fox@example.org\n"
    wrong = lead.post(where, {"file": SimpleUploadedFile("a.csv", b"x,y\n1,2\n")})
    assert wrong.status_code == 422
    assert "Name the columns in the first line" in seen(wrong)
    shown = lead.post(where, {"file": SimpleUploadedFile("a.csv", data)}, follow=True)
    address = shown.redirect_chain[-1][0]
    for words in ("One line of this list would change something", "One line has an error.",
                  "Asha · Dr Fox", "instead of the one until now"):  # fmt: skip
        assert words in seen(shown)
    assert "nobody@example.org" not in seen(lead.get(f"{address}?show=change"))
    assert "The list uploaded" in seen(lead.get(where))
    # The same address is no list of people, and nobody else's.
    assert lead.get(address.replace("/lists/", "/rosters/")).status_code == 404
    assert client_for(w.ivo).get(address).status_code == 404
    mark = shown.context["sheet"].fingerprint
    half = lead.post(f"{address}apply/", {"fingerprint": mark})
    assert half.status_code == 422
    assert "Some lines have errors." in seen(half)
    stale = lead.post(f"{address}apply/", {"fingerprint": "0", "leave_out": "on"}, follow=True)
    assert "Something has changed since you looked." in seen(stale)
    done = lead.post(f"{address}apply/", {"fingerprint": mark, "leave_out": "on"}, follow=True)
    assert "Done: 0 new, 1 changed." in seen(done)
    assert lead.get(address).status_code == 404
    for count in (1, 3):
        people = [make.person(email=f"p{count}-{n}@example.org") for n in range(count)]
        for person in people:
            make.membership(person=person, cohort=w.juniper)
        text = "\n".join(["student,mentor", *(f"{one.email},fox@example.org" for one in people)])
        sheet = pair_lists.upload(data=text.encode(), kind=PAIRS, cohort=w.juniper, by=w.hana)
        # session, person, list with cohort; may she, its people, pairings, bars; roles
        with django_assert_num_queries(8):
            lead.get(reverse("pair_sheet", args=[sheet.pk]))
    gone = lead.post(reverse("pair_sheet_discard", args=[sheet.pk]), follow=True)
    assert "The file is gone." in seen(gone)
    old = evaluators(w, "fox@example.org,asha@example.org,,,")
    assert "What this list would do" in seen(lead.get(reverse("pair_sheet", args=[old.pk])))
    RosterUpload.objects.update(made_at=make.ago(hours=25))
    assert lead.get(reverse("pair_sheet", args=[old.pk])).status_code == 404
