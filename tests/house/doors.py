"""Every door of the portal, and what stands behind it.

A route is PUBLIC (a short list, each with its reason), or OWN (behind sign-in, showing nobody but
the person herself what is hers), or GUARDED (it names a thing: whoever the rule lets may pass,
everybody else is told the same as about a thing that never was), or the admin's.
"""

import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts import uploads
from accounts.models import (
    Cohort,
    Cover,
    DeletionRequest,
    Evaluating,
    Membership,
    Person,
    RosterUpload,
)
from accounts.policy import allows
from curriculum.models import Encounter, LessonStep, Release, Scenario
from curriculum.policies import TEACHING
from curriculum.queries.more_time import may_extend
from reflections.models import Entry, Remark
from tests import make
from tests.curriculum import papers
from tests.house import doors_rehearsals as rooms
from tests.house import matrix_concern, matrix_dialogues, matrix_glass
from tests.world import World

PUBLIC = {
    "healthz": "an operator's monitor has no account",
    "invitation": "somebody who cannot sign in yet accepts her invitation",
    "invitation_open": "the same, once the secret has left the address",
    "notice_stop": "one click in a mail ends mail of its kind; signed, and tells nothing",
    "calendar": "a calendar program reads it by its secret address: dates and titles of modules",
    "account_login": "the front door",
    "account_logout": "leaving twice is no error",
    "account_inactive": "tells a suspended person whom to ask",
    "account_signup": "says that people come by invitation",
    "account_email_verification_sent": "between signing in and confirming an address",
    "account_confirm_email": "the link in a mail, which may be opened elsewhere",
    "account_reset_password": "for those who have forgotten",
    "account_reset_password_done": "the same",
    "account_reset_password_from_key": "the same, from the mail",
    "account_reset_password_from_key_done": "the same",
    "account_request_login_code": "signing in by a code in a mail",
    "account_confirm_login_code": "the same",
    "mfa_authenticate": "the second lock, between password and session",
    "mfa_login_webauthn": "signing in by a passkey",
}

OWN = {
    "glass", "search", "tag_list", "portfolio", "portfolio_print", "portfolio_pieces", "export",
    "export_download",
    "own_lenses",
    "concerns", "known", "standing_in", "help_lines", "wellbeing", "agreement",
    "home", "journal", "entry_new", "entry_samples", "readings", "mentor_change", "shared_list",
    "reflection_pass", "queue", "my_students", "unsent_words", "phrase_list", "module_list",
    "scenario_list", "practice_list", "rehearsal_list", "rehearsal_start", "rehearsal_join",
    "cohort_list", "evidence", "help", "device",
    "profile", "profile_apart", "profile_picture", "appearance", "calendar_feed", "leave",
    "notice_choices",
    "kept", "close_account", "thrown",
    "roster_start", "archived_cohorts",
    "account_reauthenticate", "account_email", "account_change_password", "account_set_password",
    "mfa_index", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_list_webauthn", "mfa_add_webauthn", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn",
    "mfa_edit_webauthn", "usersessions_list",
}  # fmt: skip

May = Callable[[Person, Any], bool]


def _may(action: str) -> May:
    return lambda person, thing: allows(person, action, thing)


def _may_write_back(person: Person, entry: Any) -> bool:
    return allows(person, "write", entry) and entry.versions.exists()


def _may_tick(person: Person, lesson: Any) -> bool:
    """A tick belongs to a release; building a course is not yet being in it."""
    return Release.objects.visible_to(person).filter(version=lesson.version).exists()


def _may_extend(person: Person, thing: Any) -> bool:
    """Her mentor and her lead give a student more time."""
    student, cohort = thing
    return may_extend(person, student, cohort)


def _students(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for student, cohort in ((world.asha, world.juniper), (world.chidi, world.rowan)):
        yield {"slug": cohort.slug, "person_id": student.pk}, (student, cohort)


def _may_answer_question(person: Person, step: Any) -> bool:
    """A question is asked of the students of a cohort, once its module is open to them."""
    seats = Membership.objects.current().filter(person=person, role=Membership.Role.STUDENT)
    return step.release.is_open and seats.filter(cohort=step.release.cohort).exists()


def _may_note(person: Person, lesson: Any) -> bool:
    """Attendance is noted by those who teach the very cohort a circle is held in."""
    here = Release.objects.filter(version=lesson.version)
    seats = Membership.objects.current().filter(person=person, role__in=TEACHING)
    return seats.filter(cohort__in=here.values("cohort")).exists()


def _leads_any(person: Person, _cohort: Any) -> bool:
    """A table of all cohorts in somebody's charge is there for whoever has one."""
    return Cohort.objects.visible_to(person, "progress").exists()


def _may_answer(person: Person, entry: Any) -> bool:
    return any(allows(person, "answer", version) for version in entry.versions.all())


def _may_ask_contact(person: Person, entry: Any) -> bool:
    return allows(person, "write", entry) and entry.versions.exists()


@dataclass(frozen=True)
class Door:
    """A guarded route. ``things`` gives (address, thing) pairs, ``unused`` an address of none."""

    name: str
    may: May
    things: Callable[[World], Iterator[tuple[dict[str, Any], Any]]]
    unused: Callable[[World], dict[str, Any]]
    method: str = "get"
    body: Callable[[Person, Any], dict[str, Any]] | None = None

    def knock(self, client: Client, person: Any, address: dict[str, Any], thing: Any = None) -> Any:
        """Ask this door for one address, as ``person`` would, and return the answer."""
        url = reverse(self.name, kwargs=address)
        if self.method == "get":
            return client.get(url)
        body = self.body(person, thing) if self.body else {}
        if self.method == "put":
            return client.put(
                url,
                json.dumps(body),
                content_type="application/json",
                HTTP_ACCEPT="application/json",
            )
        return client.post(url, body)


def _entries(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    yield from (({"entry_id": entry.pk}, entry) for entry in world.entries.values())


def _shares(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for fields in ({}, {"is_named": False}, {"readers": [world.sam, world.lena]}):
        entry = make.entry(author=world.asha, body="WORDS-shared", title="TITLE-shared")
        readers = {"readers": [world.ben]} | fields
        share = make.share(entry=entry, cohort=world.juniper, **readers)
        yield {"share_id": share.pk}, share


def _letters(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    entry = make.entry(author=world.asha, body="WORDS-letter", form="letter")
    make.delivery(entry=entry)
    yield {"entry_id": entry.pk}, entry


def _restored(person: Person, thing: Any) -> dict[str, Any]:
    return {"what": "r1", "base": "1"}


def _wishes(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    wish = matrix_concern.wish(world)
    yield {"entry_id": wish.entry_id, "wish_id": wish.pk}, wish


def _no_wish(world: World) -> dict[str, Any]:
    return {"entry_id": world.entries["submitted"].pk, "wish_id": uuid.uuid4()}


def _concerns(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    concern = matrix_concern.concern(world)
    yield {"concern_id": concern.pk}, concern


def _no_concern(world: World) -> dict[str, Any]:
    return {"concern_id": uuid.uuid4()}


def _no_entry(world: World) -> dict[str, Any]:
    return {"entry_id": uuid.uuid4()}


def _tags(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for person in (world.asha, world.chidi):
        tag = make.tag(author=person, name="NIGHTS")
        yield {"tag_id": tag.pk}, tag


def _has_unsent_words(person: Person, thing: Any) -> bool:
    _entry, writer = thing
    return person == writer


def _left(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield a page its mentor of last year may read no more, with words of hers about it."""
    entry = world.entries["former"]
    version = entry.versions.get()
    if not version.replies.exists():
        make.reply(version=version, author=world.gita, body="REPLY-left", sent=False)
    yield {"entry_id": entry.pk}, (entry, world.gita)


def _remarks(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for remark in Remark.objects.filter(sent_at=None).select_related("version__entry"):
        entry = remark.version.entry
        yield {"entry_id": entry.pk, "remark_id": remark.pk}, remark


def _sent_remarks(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for remark in Remark.objects.exclude(sent_at=None).select_related("version__entry"):
        yield {"entry_id": remark.version.entry_id, "remark_id": remark.pk}, remark


def _helped(person: Any, thing: Any) -> dict[str, Any]:
    return {"do": "helped"}


def _courses(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for course in {
        release.version.module.course for release in (world.release, world.other_release)
    }:
        yield {"slug": course.slug}, course


def _modules(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for release in (world.release, world.other_release, world.future_release):
        yield {"slug": release.version.module.slug}, release.version


def _talks(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    group = matrix_dialogues.group_of(world)
    yield {"rehearsal_id": group.rehearsal_id}, group


def _kept_maps(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    row = matrix_dialogues.kept_of(world)
    yield {"rehearsal_id": row.group.rehearsal_id}, row


def _goes_on(person: Person, thing: Any) -> dict[str, Any]:
    return {"do": "go_on", "group": "1"}


def _may_practise(person: Person, practice: Any) -> bool:
    """Only what is published is played here, by those who write it too."""
    return practice.is_published and allows(person, "read", practice)


def _practices(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    course = world.release.version.module.course
    for shown in (True, False):
        slug = f"to-practise-{shown}".lower()
        row = Encounter.objects.filter(slug=slug).first()
        row = row or make.encounter(
            course=course, slug=slug, is_published=shown, needs_sign_off=not shown
        )
        yield {"slug": slug}, row


def _scenarios(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    course = world.release.version.module.course
    for shown in (True, False):
        scenario, _new = Scenario.objects.get_or_create(
            slug=f"in-the-library-{shown}".lower(),
            defaults={
                "course": course, "title": "S", "summary": "S", "skill": "S", "setting": "S",
                "you_are": "you", "brief": "B", "aims": "A", "is_published": shown,
            },
        )  # fmt: skip
        yield {"slug": scenario.slug}, scenario


def _on_paper(sheet: str) -> Callable[[World], Iterator[tuple[dict[str, Any], Any]]]:
    """Yield scenarios with an edition, in the library and not yet; ``sheet`` as an address says."""

    def things(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
        for address, scenario in _scenarios(world):
            edition = scenario.editions.first() or papers.publish(scenario, papers.document())
            yield address | ({"sheet": sheet} if sheet else {}), edition

    return things


def _lessons(kind: str) -> Callable[[World], Iterator[tuple[dict[str, Any], Any]]]:
    def things(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
        for address, version in _modules(world):
            for lesson in version.lessons.all():
                if kind in ("", lesson.kind):
                    yield address | {"lesson": lesson.slug}, lesson

    return things


def _questions(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for release in (world.release, world.other_release, world.future_release):
        for step in LessonStep.objects.filter(
            lesson__version=release.version, lesson__kind="narrative"
        ):
            step.release = release
            yield {"release_id": release.pk, "step_key": step.key}, step


def _no_question(world: World) -> dict[str, Any]:
    return {"release_id": world.release.pk, "step_key": uuid.uuid4()}


def a_save(person: Any, thing: Any) -> dict[str, Any]:
    """Return a well-formed save onto the first revision, under the name of whoever asks."""
    return {
        "save_id": str(uuid.uuid4()),
        "base": 1,
        "author": str(person.pk),
        "title": "",
        "body": "mine now",
        "version": _newest(thing),
    }


def _newest(thing: Any) -> str:
    """Return the version the page that asks was about; a made-up one where there is none."""
    newest = thing.versions.last() if isinstance(thing, Entry) else None
    return str(newest.pk if newest else uuid.uuid4())


def _placed(person: Any, thing: Any) -> dict[str, Any]:
    return {"number": 1, "knot": "2"}


def _form(person: Any, thing: Any) -> dict[str, Any]:
    """Return what the desk's forms send, well formed."""
    return {
        "version": _newest(thing),
        "revision": 0,
        "send_id": str(uuid.uuid4()),
        "body": "I heard you.",
        "start": 0,
        "end": 5,
        "quote": "WORDS",
    }


def _fillable(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    yield from (({"slug": one.slug}, one) for one in (world.juniper, world.rowan))


def _no_cohort(world: World) -> dict[str, Any]:
    return {"slug": "never-was"}


def _rosters(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield a list that its uploader still has to apply, of a lead and of an administrator."""
    for person in (world.hana, world.ivo):
        roster = RosterUpload.objects.create(
            uploader=person, cohort=world.juniper, data=b"email,name\nnew@example.org,New\n"
        )
        yield {"roster_id": roster.pk}, roster


def _no_roster(world: World) -> dict[str, Any]:
    return {"roster_id": uuid.uuid4()}


def _covered(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    yield {"slug": world.juniper.slug}, world.juniper


def _evaluated(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield the cohort, with somebody who is evaluated in it."""
    if not Evaluating.objects.filter(evaluator=world.gita).exists():
        make.evaluating(evaluator=world.gita, student=world.ben, cohort=world.juniper)
    yield {"slug": world.juniper.slug}, world.juniper


def _a_cover(person: Person, thing: Any) -> dict[str, Any]:
    return {"cover": Cover.objects.earliest("pk").pk}


def _an_evaluator(person: Person, thing: Any) -> dict[str, Any]:
    return {"row": Evaluating.objects.latest("pk").pk}


def _sheets(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield a list of pairings of a lead, and one of evaluators of an administrator."""
    lists = ((world.hana, "pairs", "mentor"), (world.ivo, "evaluators", "evaluator"))
    for person, kind, other in lists:
        sheet = RosterUpload.objects.create(
            uploader=person, cohort=world.juniper, kind=kind,
            data=f"student,{other}\nben@example.org,gita@example.org\n".encode(),
        )  # fmt: skip
        yield {"sheet_id": sheet.pk}, sheet


def _no_sheet(world: World) -> dict[str, Any]:
    return {"sheet_id": uuid.uuid4()}


def _grants(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    draft = make.grant(asked_by=world.ivo, entry=world.entries["draft"])
    for grant in (matrix_glass.opened(world), draft):
        yield {"grant_id": grant.pk}, grant


def _no_grant(world: World) -> dict[str, Any]:
    return {"grant_id": uuid.uuid4()}


def _pictures(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield a picture on a version, and one that hangs on the draft alone."""
    entry = world.entries["submitted"]
    first, second = (uploads.store(make.picture_file(), "entry") for _time in range(2))
    shown = make.picture(entry=entry, version=entry.versions.get(), file=first)
    yield {"entry_id": entry.pk, "picture_id": shown.pk}, shown.versions.get()
    hung = make.picture(entry=entry, file=second)
    yield {"entry_id": entry.pk, "picture_id": hung.pk}, hung


def _no_picture(world: World) -> dict[str, Any]:
    return {"entry_id": world.entries["submitted"].pk, "picture_id": uuid.uuid4()}


def _with_draft(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    yield from (({"entry_id": one.pk}, one) for one in world.entries.values() if one.draft)


def _phrases(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    for person in (world.ekdal, world.okoye):
        phrase = make.phrase(author=person)
        yield {"phrase_id": phrase.pk}, phrase


def _thrown(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield a page that was thrown away a moment ago."""
    entry = make.entry(author=world.asha)
    type(entry).objects.filter(pk=entry.pk).update(gone_at=timezone.now())
    yield {"entry_id": entry.pk}, entry


def _requests(world: World) -> Iterator[tuple[dict[str, Any], Any]]:
    thing = str(world.entries["answered"].pk)
    made, _new = DeletionRequest.objects.get_or_create(
        person=world.asha, kind="reflections.entry", thing=thing
    )
    yield {"request_id": made.pk}, made


def _no_request(world: World) -> dict[str, Any]:
    return {"request_id": uuid.uuid4()}


GUARDED = (
    Door("desk_concern", _may_answer, _entries, _no_entry),
    Door("entry_contact", _may_ask_contact, _entries, _no_entry, "post"),
    Door("desk_reached", _may("reach"), _wishes, _no_wish, "post"),
    Door("concern", _may("change"), _concerns, _no_concern),
    Door("concern_told", _may("change"), _concerns, _no_concern, "post"),
    Door("concern_hand_over", _may("consent"), _concerns, _no_concern, "post"),
    Door("entry_pictures", _may("write"), _entries, _no_entry),
    Door("entry_picture", _may("read"), _pictures, _no_picture),
    Door("entry_lenses", _may_write_back, _entries, _no_entry, "post", _placed),
    Door("desk_lenses", _may_answer, _entries, _no_entry, "post", _form),
    Door("desk_check", _may_answer, _entries, _no_entry, "post"),
    Door("acknowledge", _may_answer, _entries, _no_entry, "post", lambda p, t: {"do": "tell"}),
    Door("claim", _may_answer, _entries, _no_entry, "post", lambda p, t: {"do": "take"}),
    Door("desk_before", _may_answer, _entries, _no_entry),
    Door("desk_nudges", _may_answer, _entries, _no_entry, "post", _form),
    Door("desk_reading", _may_answer, _entries, _no_entry, "post"),
    Door("phrase", _may("read"), _phrases, lambda w: {"phrase_id": uuid.uuid4()}),
    Door("grant", _may("read"), _grants, _no_grant),
    Door("grant_decide", _may("read"), _grants, _no_grant, "post"),
    Door("grant_end", _may("end"), _grants, _no_grant, "post"),
    Door("grant_read", _may("use"), _grants, _no_grant),
    Door("cohort_roster", _may("change"), _fillable, _no_cohort),
    Door("cohort_invite", _may("change"), _fillable, _no_cohort, "post"),
    Door("cohort_archive", _may("change"), _fillable, _no_cohort),
    Door("cohort_thank", _may("change"), _fillable, _no_cohort, "post"),
    Door("cohort_hand_over", _may("change"), _fillable, _no_cohort, "post"),
    Door("cohort_bring_back", _may("change"), _fillable, _no_cohort, "post"),
    Door("pairing", _may("change"), _fillable, _no_cohort),
    Door("pairing_table", _may("change"), _fillable, _no_cohort),
    Door("pairing_proposal", _may("change"), _fillable, _no_cohort),
    Door("pairing_list", _may("change"), _fillable, _no_cohort),
    Door("pairing_give", _may("change"), _fillable, _no_cohort, "post"),
    Door("pairing_capacity", _may("change"), _fillable, _no_cohort, "post"),
    Door("pairing_cover", _may("change"), _covered, _no_cohort, "post", _a_cover),
    Door("evaluators", _may("change"), _fillable, _no_cohort),
    Door("evaluator_list", _may("change"), _fillable, _no_cohort),
    Door("evaluator_end", _may("change"), _evaluated, _no_cohort, "post", _an_evaluator),
    Door("pair_sheet", _may("read"), _sheets, _no_sheet),
    Door("pair_sheet_apply", _may("read"), _sheets, _no_sheet, "post"),
    Door("pair_sheet_discard", _may("read"), _sheets, _no_sheet, "post"),
    Door("roster", _may("read"), _rosters, _no_roster),
    Door("roster_errors", _may("read"), _rosters, _no_roster),
    Door("roster_columns", _may("read"), _rosters, _no_roster, "post"),
    Door("roster_apply", _may("read"), _rosters, _no_roster, "post"),
    Door("roster_discard", _may("read"), _rosters, _no_roster, "post"),
    Door("entry", _may("read"), _entries, _no_entry),
    Door("entry_write", _may("write"), _entries, _no_entry),
    Door("entry_submit", _may("write"), _entries, _no_entry, "post"),
    Door("entry_withdraw", _may_write_back, _entries, _no_entry),
    Door("entry_share", _may("write"), _entries, _no_entry),
    Door("entry_unshare", _may("write"), _entries, _no_entry, "post"),
    Door("shared", _may("read"), _shares, lambda w: {"share_id": uuid.uuid4()}),
    Door("entry_letter", _may("write"), _letters, _no_entry),
    Door("entry_versions", _may("write"), _entries, _no_entry),
    Door("entry_compare", _may("write"), _entries, _no_entry),
    Door("entry_restore", _may("write"), _entries, _no_entry, "post", _restored),
    Door("entry_throw", _may("write"), _with_draft, _no_entry),
    Door("entry_bring_back", _may("restore"), _thrown, _no_entry, "post"),
    Door("entry_ask_delete", _may_write_back, _entries, _no_entry),
    Door("request_take_back", _may("take_back"), _requests, _no_request, "post"),
    Door("entry_check", _may("write"), _entries, _no_entry, "post"),
    Door("entry_readers", _may_write_back, _entries, _no_entry, "post"),
    Door("entry_answer", _may_write_back, _entries, _no_entry, "post", _form),
    Door("entry_close", _may_write_back, _entries, _no_entry, "post"),
    Door("entry_reader", _may_write_back, _entries, _no_entry),
    Door("entry_tags", _may("write"), _entries, _no_entry),
    Door("tag", _may("read"), _tags, lambda w: {"tag_id": uuid.uuid4()}),
    Door("entry_portfolio", _may("write"), _entries, _no_entry, "post"),
    Door("entry_draft", _may("write"), _entries, _no_entry, "put", a_save),
    Door("desk", _may_answer, _entries, _no_entry),
    Door("reply_draft", _may_answer, _entries, _no_entry, "put", a_save),
    Door("reply_send", _may_answer, _entries, _no_entry, "post", _form),
    Door("desk_answer", _may_answer, _entries, _no_entry, "post", _form),
    Door("reply_recall", _may_answer, _entries, _no_entry, "post"),
    Door("reply_change", _may_answer, _entries, _no_entry),
    Door("reply_change_draft", _may_answer, _entries, _no_entry, "put", a_save),
    Door("pencil_draft", _may_answer, _entries, _no_entry, "put", a_save),
    Door(
        "remark_draft",
        _may("write"),
        _remarks,
        lambda w: {"entry_id": w.entries["answered"].pk, "remark_id": uuid.uuid4()},
        "put",
        a_save,
    ),
    Door("unsent_throw", _has_unsent_words, _left, _no_entry, "post"),
    Door("remark_add", _may_answer, _entries, _no_entry, "post", _form),
    Door(
        "remark",
        _may("write"),
        _remarks,
        lambda w: {"entry_id": uuid.uuid4(), "remark_id": uuid.uuid4()},
        "post",
    ),
    Door(
        "remark_said",
        _may("receive"),
        _sent_remarks,
        lambda w: {"entry_id": uuid.uuid4(), "remark_id": uuid.uuid4()},
        "post",
        _helped,
    ),
    Door("scenario", _may("read"), _scenarios, lambda w: {"slug": "never-was"}),
    Door("practice", _may_practise, _practices, lambda w: {"slug": "never-was"}),
    Door("scenario_print", _may("read"), _on_paper(""), lambda w: {"slug": "never-was"}),
    Door(
        "scenario_print_sheet",
        _may("read"),
        _on_paper("role-calder"),
        lambda w: {"slug": "never-was", "sheet": "role-calder"},
    ),
    *(
        Door(name, may, rooms.rehearsals, lambda w: rooms.ROOM, method, rooms.a_form)
        for name, may, method in (
            ("rehearsal", _may("read"), "get"),
            ("rehearsal_now", _may("attend"), "get"),
            ("rehearsal_may_play", _may("attend"), "post"),
            ("rehearsal_time_out", _may("attend"), "post"),
            ("rehearsal_resume", _may("attend"), "post"),
            ("rehearsal_step_out", _may("attend"), "post"),
            ("rehearsal_keep", _may("attend"), "post"),
            ("rehearsal_write_on", _may("attend"), "post"),
            ("rehearsal_leave", _may("attend"), "get"),
            ("rehearsal_drive", _may("run"), "post"),
            ("rehearsal_wall", rooms.may_run, "get"),
            ("rehearsal_cast", _may("run"), "get"),
            ("rehearsal_close", _may("run"), "get"),
            ("rehearsal_take_over", _may("take_over"), "post"),
        )
    ),
    Door("rehearsal_dialogue", _may("read"), _talks, lambda w: rooms.ROOM, "post", _goes_on),
    Door("rehearsal_map", _may("read"), _kept_maps, lambda w: rooms.ROOM),
    Door("rehearsal_door", _may("join"), rooms.codes, lambda w: {"code": "BBBBBB"}),
    *(
        Door(name, _may("watch"), rooms.sheets, lambda w: rooms.SHEET, method, body)
        for name, method, body in (
            ("rehearsal_sheet", "post", rooms.a_form),
            ("rehearsal_sheet_draft", "put", a_save),
            ("rehearsal_sheet_check", "post", rooms.a_form),
        )
    ),
    Door("coverage", _may("survey"), _courses, lambda w: {"slug": "never-was"}),
    Door("coverage_table", _may("survey"), _courses, lambda w: {"slug": "never-was"}),
    Door("module", _may("read"), _modules, lambda w: {"slug": "never-was"}),
    Door(
        "lesson",
        _may("read"),
        _lessons(""),
        lambda w: {"slug": w.release.version.module.slug, "lesson": "never-was"},
    ),
    Door(
        "lesson_done",
        _may_tick,
        _lessons("reading"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
        "post",
    ),
    Door(
        "lesson_recording",
        _may("read"),
        _lessons("transcript"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "lesson_projector",
        _may("read_notes"),
        _lessons("circle"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "lesson_attendance",
        _may_note,
        _lessons("circle"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "answer",
        _may_answer_question,
        _questions,
        _no_question,
        "post",
        lambda person, thing: {"author": str(person.pk), "body": "Mine.", "do": "give"},
    ),
    Door("answer_draft", _may_answer_question, _questions, _no_question, "put", a_save),
    Door(
        "lesson_image",
        _may("read"),
        _lessons("art"),
        lambda w: {"slug": "never-was", "lesson": "never-was"},
    ),
    Door(
        "cohort",
        _may("read"),
        lambda w: (({"slug": one.slug}, one) for one in (w.juniper, w.rowan)),
        lambda w: {"slug": "never-was"},
    ),
    Door(
        "student_time",
        _may_extend,
        _students,
        lambda w: {"slug": w.juniper.slug, "person_id": uuid.uuid4()},
    ),
    Door(
        "cohorts_table",
        _leads_any,
        lambda w: (({"table": table}, w.juniper) for table in ("figures", "days", "weeks")),
        lambda w: {"table": "never-was"},
    ),
    Door(
        "evidence_table",
        _leads_any,
        lambda w: (
            ({"item": item}, w.juniper)
            for item in (
                "matrix",
                "feedback",
                "timing",
                "participation",
                "mentors",
                "concerns",
                "history",
                "turnaround",
                "load",
            )
        ),
        lambda w: {"item": "never-was"},
    ),
    Door(
        "cohort_progress",
        _may("progress"),
        lambda w: (({"slug": one.slug}, one) for one in (w.juniper, w.rowan)),
        lambda w: {"slug": "never-was"},
    ),
    Door(
        "cohort_table",
        _may("progress"),
        lambda w: (
            ({"slug": one.slug, "table": table}, one)
            for one in (w.juniper, w.rowan)
            for table in ("modules", "mentors", "weeks")
        ),
        lambda w: {"slug": "never-was", "table": "modules"},
    ),
    Door(
        "picture",
        _may("read"),
        lambda w: (({"person_id": one.pk}, one) for one in (w.asha, w.chidi)),
        lambda w: {"person_id": uuid.uuid4()},
    ),
)


def routes(
    resolver: URLResolver | None = None, prefix: str = "", spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Yield (name, route) of every pattern the portal answers."""
    for one in (resolver or get_resolver()).url_patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one, route, (*spaces, *([one.namespace] if one.namespace else [])))
        elif isinstance(one, URLPattern):
            yield ":".join((*spaces, one.name or "")), route
