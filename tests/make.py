"""Plain functions that make things. Keyword-only; whatever is not named gets a sensible value."""

import uuid
import wave
from dataclasses import replace
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts import saving, words
from accounts.models import (
    Agreement,
    Appointment,
    Cohort,
    Cover,
    Draft,
    Evaluating,
    Group,
    HelpContact,
    Leave,
    Membership,
    Mentoring,
    Person,
    School,
)
from curriculum.actions.encounters import replace_nodes
from curriculum.encounter_document import SHUTS_DOOR, STRONG, Choice, Node, to_json
from curriculum.encounter_document import Encounter as PracticeDocument
from curriculum.models import (
    Attendance,
    Competency,
    Completion,
    Course,
    CourseTeam,
    Editing,
    Encounter,
    Extension,
    Framework,
    Lesson,
    LessonStep,
    Module,
    ModuleVersion,
    Prompt,
    Release,
    ReleaseChange,
    Scenario,
    ShelfPrompt,
    SkipWeek,
)
from curriculum.models.encounter import PLAYED
from reflections import anchors
from reflections.actions.tagging import fingerprint
from reflections.models import (
    Answer,
    AnswerText,
    Delivery,
    EditionText,
    Entry,
    Grant,
    GrantText,
    Message,
    MessageText,
    PageClosing,
    Pass,
    Pencil,
    Phrase,
    Picture,
    PictureText,
    Piece,
    Placing,
    Reader,
    Remark,
    RemarkText,
    Reply,
    ReplyEdition,
    ReplyText,
    Share,
    ShareReader,
    ShareText,
    Tag,
    Tagged,
    Version,
    VersionPicture,
    VersionText,
)

PASSWORD = "a-long-enough-password"


class Count:
    """The number of the last thing that was made."""

    last = 0


def _n() -> int:
    Count.last += 1
    return Count.last


def ago(**spell: float) -> Any:
    """Return the moment that long ago (``days=3``)."""
    return timezone.now() - timedelta(**spell)


def school(**fields: Any) -> School:
    return School.objects.create(**({"name": "Alderbrook School of Medicine"} | fields))


def person(
    *, name: str = "", email: str = "", password: str | None = None, **fields: Any
) -> Person:
    """Make a person who has come in; with ``joined_at=None`` one who has no password yet."""
    name = name or f"Person {_n()}"
    email = email or f"{name.split()[-1].lower()}{_n()}@example.org"
    fields = {"joined_at": ago(days=100)} | fields
    if password is None:
        password = PASSWORD if fields["joined_at"] else ""
    return Person.objects.create_user(email, password, name=name, **fields)


def cohort(*, name: str = "", **fields: Any) -> Cohort:
    name = name or f"Cohort {_n()}"
    base = {
        "slug": name.lower().replace(" ", "-"),
        "time_zone": "Europe/London",
        "first_day": date(2026, 9, 1),
        "programme_year": "M1",
    }
    return Cohort.objects.create(name=name, **(base | fields))


def membership(
    *, person: Person, cohort: Cohort, role: str = "student", **fields: Any
) -> Membership:
    fields = {"starts_at": ago(days=90)} | fields
    if role == "mentor":
        agreement(person=person)
    return Membership.objects.create(person=person, cohort=cohort, role=role, **fields)


def agreement(*, person: Person, **fields: Any) -> Agreement:
    """Let a mentor have agreed to what mentors agree to, long ago and for long."""
    fields = {"signed_at": ago(days=4000), "until": ago(days=-4000)} | fields
    return Agreement.objects.create(person=person, **fields)


def mentoring(*, mentor: Person, student: Person, cohort: Cohort, **fields: Any) -> Mentoring:
    fields = {"starts_at": ago(days=80)} | fields
    return Mentoring.objects.create(mentor=mentor, student=student, cohort=cohort, **fields)


def cover(*, mentoring: Mentoring, cover: Person, **fields: Any) -> Cover:
    fields = {"starts_at": ago(days=2), "announced_at": ago(days=3)} | fields
    return Cover.objects.create(mentoring=mentoring, cover=cover, **fields)


def evaluating(*, evaluator: Person, student: Person, cohort: Cohort, **fields: Any) -> Evaluating:
    fields = {"starts_at": ago(days=1)} | fields
    return Evaluating.objects.create(evaluator=evaluator, student=student, cohort=cohort, **fields)


def leave(*, person: Person, **fields: Any) -> Leave:
    fields = {"starts_at": ago(days=1)} | fields
    return Leave.objects.create(person=person, **fields)


def appointment(*, person: Person, office: str = "administrator", **fields: Any) -> Appointment:
    fields = {"starts_at": ago(days=90)} | fields
    return Appointment.objects.create(person=person, office=office, **fields)


def group(*, cohort: Cohort, **fields: Any) -> Group:
    return Group.objects.create(cohort=cohort, **({"name": f"Group {_n()}"} | fields))


def help_contact(**fields: Any) -> HelpContact:
    base = {
        "name": f"Help line {_n()}",
        "what": "Somebody answers, day and night.",
        "phone": "+44 20 5550 0100",
        "last_checked_on": timezone.localdate(),
    }
    return HelpContact.objects.create(**(base | fields))


def course(*, title: str = "", owner: Person | None = None, **fields: Any) -> Course:
    number = _n()
    base = {"title": title or f"Course {number}", "slug": f"course-{number}"}
    made = Course.objects.create(**(base | fields))
    if owner is not None:
        course_team(course=made, person=owner, role="owner")
    return made


def course_team(
    *, course: Course, person: Person, role: str = "editor", **fields: Any
) -> CourseTeam:
    fields = {"starts_at": ago(days=90)} | fields
    return CourseTeam.objects.create(course=course, person=person, role=role, **fields)


def framework(*, slug: str = "", codes: str = "A1 A2", **fields: Any) -> Framework:
    """Make a framework with a competency for each word of ``codes``."""
    slug = slug or f"framework-{_n()}"
    made = Framework.objects.create(slug=slug, **({"title": f"Framework {slug}"} | fields))
    for place, code in enumerate(codes.split(), 1):
        Competency.objects.create(framework=made, code=code, label=f"Label {code}", position=place)
    return made


def module(*, course: Course, slug: str = "", **fields: Any) -> Module:
    number = _n()
    base = {"slug": slug or f"module-{number}", "position": number}
    return Module.objects.create(course=course, **(base | fields))


def module_version(
    *, module: Module, number: int | None = 1, title: str = "", **fields: Any
) -> ModuleVersion:
    base: dict[str, Any] = {"title": title or f"Module {module.slug}", "number": number}
    if number is not None:
        base["published_at"] = ago(days=60)
    return ModuleVersion.objects.create(module=module, **(base | fields))


def lesson(
    *, version: ModuleVersion, kind: str = "reading", title: str = "", **fields: Any
) -> Lesson:
    number = _n()
    base = {
        "slug": f"lesson-{number}",
        "title": title or f"Lesson {number}",
        "position": number,
        "body": "<p>Something to read.</p>",
    }
    return Lesson.objects.create(version=version, kind=kind, **(base | fields))


def step(*, lesson: Lesson, text: str = "", **fields: Any) -> LessonStep:
    number = _n()
    base = {"text": text or f"Step {number}", "position": number}
    return LessonStep.objects.create(lesson=lesson, **(base | fields))


def prompt(*, lesson: Lesson, text: str = "", **fields: Any) -> Prompt:
    number = _n()
    base = {"name": f"Prompt {number}", "text": text or "What happened?", "position": number}
    return Prompt.objects.create(lesson=lesson, **(base | fields))


def shelf_prompt(*, course: Course, text: str = "", **fields: Any) -> ShelfPrompt:
    number = _n()
    base = {
        "group": "For the ward",
        "name": f"On the shelf {number}",
        "text": text or f"Something on the shelf {number}.",
        "position": number,
    }
    return ShelfPrompt.objects.create(course=course, **(base | fields))


def scenario(*, course: Course, title: str = "", **fields: Any) -> Scenario:
    number = _n()
    base = {
        "slug": f"scenario-{number}",
        "position": number,
        "title": title or f"Scenario {number}",
        "summary": "Opening, silence",
        "skill": "Listening",
        "setting": "Family clinic",
        "you_are": "a student.",
        "brief": "Mr Calder, 47. Booked for “tired”.",
        "aims": "Listen.",
        "is_published": True,
    }
    return Scenario.objects.create(course=course, **(base | fields))


def encounter(*, course: Course, **fields: Any) -> Encounter:
    """Make a practice of one moment and two endings, as it is played and as it is written."""
    number = _n()
    choices = (
        Choice("a1a", "Sit down.", ("silence", "presence"), STRONG, "near", "You stayed."),
        Choice("a1b", "Walk on.", ("deflect",), SHUTS_DOOR, "away", "You were gone."),
    )
    played = PracticeDocument(
        code=f"practice-{number}", title=f"Practice {number}", focus="Staying", setting="A bench",
        minutes=5, content_note="Worry", you_are="A student.", start="a1",
        nodes=(
            Node("a1", "A bench.", "Ms Okoro-Pell", "Since two.", choices),
            Node("near", says="You sat.", ending="Near", recap=("silence",), reflect="Who sat?"),
            Node("away", says="You left.", ending="Away", recap=("repair",), reflect="What now?"),
        ),
    )  # fmt: skip
    said = {name: fields.pop(name) for name in (*PLAYED, "nodes") if name in fields}
    code = fields.setdefault("slug", played.code)
    played = replace(played, code=code, needs_sign_off=fields.get("needs_sign_off", False), **said)
    base = {name: getattr(played, name) for name in PLAYED}
    base |= {"position": number, "is_published": True, "document": to_json(played)}
    row = Encounter.objects.create(course=course, **(base | fields))
    replace_nodes(row, played.nodes)
    return row


def release(*, version: ModuleVersion, cohort: Cohort, **fields: Any) -> Release:
    today = timezone.localdate()
    base = {
        "opens_on": today - timedelta(days=14),
        "opens_time": time(6, 0),
        "due_on": today + timedelta(days=5),
    }
    return Release.objects.create(version=version, cohort=cohort, **(base | fields))


def skip_week(*, cohort: Cohort, **fields: Any) -> SkipWeek:
    today = timezone.localdate()
    base = {"starts_on": today, "ends_on": today + timedelta(days=6), "reason": "exams"}
    return SkipWeek.objects.create(cohort=cohort, **(base | fields))


def extension(
    *, release: Release, person: Person, granted_by: Person, days: int = 7, **fields: Any
) -> Extension:
    base = {"due_on": (release.due_on or timezone.localdate()) + timedelta(days=days)}
    return Extension.objects.create(
        release=release, person=person, granted_by=granted_by, **(base | fields)
    )


def a_pass(*, person: Person, release: Release, **fields: Any) -> Pass:
    base = {"lesson_key": reflection_of(release).key}
    return Pass.objects.create(person=person, release=release, **(base | fields))


def completion(*, person: Person, release: Release, lesson: Lesson) -> Completion:
    return Completion.objects.create(person=person, release=release, lesson_key=lesson.key)


def attendance(
    *, person: Person, release: Release, lesson: Lesson, by: Person, **fields: Any
) -> Attendance:
    base = {"held_on": timezone.localdate(), "recorded_by": by, "lesson_key": lesson.key}
    return Attendance.objects.create(person=person, release=release, **(base | fields))


def story(*, release: Release, questions: int = 2, **fields: Any) -> Lesson:
    """Make a patient's story with questions in the released module."""
    made = lesson(version=release.version, kind="narrative", **fields)
    for number in range(1, questions + 1):
        step(lesson=made, text=f"Question {number}?")
    return made


def answer(
    *,
    author: Person,
    release: Release,
    step: LessonStep,
    body: str = "An answer.",
    given: bool = True,
    group: Group | None = None,
) -> Answer:
    """Make an answer to a story's question; ``given`` to ``group`` or to the whole cohort."""
    made = Answer.objects.create(
        author=author,
        release=release,
        lesson_key=step.lesson.key,
        step_key=step.key,
        draft=draft(author=author, body=body),
        group=group,
        given_at=ago(hours=1) if given else None,
    )
    if given:
        sha256 = words.fingerprint("", body)
        AnswerText.objects.create(answer=made, body=body, sha256=sha256)
    return made


def release_change(
    *, release: Release, by: Person, to: ModuleVersion | None = None, **fields: Any
) -> ReleaseChange:
    """Say that a release was given another version (here the same one, unless named)."""
    base = {"from_version": release.version, "note": "A clearer prompt."}
    to = to or release.version
    return ReleaseChange.objects.create(release=release, to_version=to, by=by, **(base | fields))


def taught(*, cohort: Cohort, owner: Person | None = None, **fields: Any) -> Release:
    """Make a course with one module, a reading and a reflection, and release it to ``cohort``."""
    version = module_version(module=module(course=course(owner=owner)))
    lesson(version=version, kind="reading")
    reflection = lesson(version=version, kind="reflection", title="Reflection")
    prompt(lesson=reflection)
    return release(version=version, cohort=cohort, **fields)


def reflection_of(release: Release) -> Lesson:
    """Return the reflection lesson of a release."""
    return release.version.lessons.get(kind="reflection")


def picture_file(*, size: tuple[int, int] = (40, 30), format: str = "PNG") -> SimpleUploadedFile:
    """Return a small uploaded picture."""
    buffer = BytesIO()
    Image.new("RGB", size, "#b01e2f").save(buffer, format)
    name = f"picture.{format.lower()}"
    return SimpleUploadedFile(name, buffer.getvalue(), f"image/{format.lower()}")


def sound(*, seconds: int = 1) -> bytes:
    """Return a real sound: silence, as a WAV file."""
    file = BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(2 * 8000 * seconds))
    return file.getvalue()


def draft(*, author: Person, body: str = "", title: str = "") -> Draft:
    """Make a draft; with words, one save is acknowledged already."""
    made = saving.begin(by=author)
    if body or title:
        saving.save(draft=made, by=author, save=saving.Save(uuid.uuid4(), 0, title, body))
        made.refresh_from_db()
    return made


def editing(
    *, person: Person, module: Module, lesson: Lesson | None = None, body: str = "", **fields: Any
) -> Editing:
    """Let somebody have the page of a module (or of one of its lessons) open."""
    return Editing.objects.create(
        draft=draft(author=person, body=body),
        person=person,
        module=module,
        lesson_key=lesson.key if lesson else None,
        **fields,
    )


def entry(
    *,
    author: Person,
    release: Release | None = None,
    body: str = "I sat with her for an hour.",
    title: str = "An hour",
    **fields: Any,
) -> Entry:
    """Make an entry that is a draft."""
    lesson = reflection_of(release) if release else None
    return Entry.objects.create(
        author=author,
        release=release,
        lesson=lesson,
        prompt=lesson.prompts.first() if lesson else None,
        draft=draft(author=author, body=body, title=title),
        **fields,
    )


def delivery(*, entry: Entry, days: int = 30) -> Delivery:
    """Let a letter come back so many days from today; with less than none it has come."""
    return Delivery.objects.create(entry=entry, on=timezone.localdate() + timedelta(days=days))


def version(
    *,
    entry: Entry,
    cohort: Cohort | None = None,
    readers: dict[str, Person] | None = None,
    **fields: Any,
) -> Version:
    """Submit the entry's draft as it stands; ``readers`` maps via (mentor, lead…) to people."""
    text = saving.newest_text(entry.draft)
    number = entry.versions.count() + 1
    base = {
        "number": number,
        "prompt": entry.prompt,
        "cohort": cohort or (entry.release.cohort if entry.release else None),
        "revision": entry.draft.revision,
        "words": words.count(text.body),
    }
    made = Version.objects.create(entry=entry, **(base | fields))
    VersionText.objects.create(version=made, title=text.title, body=text.body, sha256=text.sha256)
    for via, reader in (readers or {}).items():
        Reader.objects.create(version=made, person=reader, via=via, since=made.submitted_at)
    return made


def reply(
    *,
    version: Version,
    author: Person,
    body: str = "I heard you.",
    sent: bool = True,
    at: Any = None,
) -> Reply:
    made = Reply.objects.create(
        version=version,
        author=author,
        sent_at=(at or timezone.now()) if sent else None,
        length=words.count(body) if sent else None,
    )
    if sent:
        ReplyText.objects.create(reply=made, body=body, sha256=words.fingerprint("", body))
    else:
        made.draft = draft(author=author, body=body)
        made.save()
    return made


def remark(
    *,
    version: Version,
    author: Person,
    quote: str = "",
    body: str = "This line.",
    sent: bool = True,
    **fields: Any,
) -> Remark:
    text = version.text.body
    quote = quote or text[:5]
    start = text.index(quote)
    at = anchors.anchor(text, start, start + len(quote))
    made = Remark.objects.create(
        version=version,
        author=author,
        start=start,
        end=start + len(quote),
        sent_at=timezone.now() if sent else None,
        **fields,
    )
    RemarkText.objects.create(
        remark=made, body=body, quote=quote, prefix=at.prefix, suffix=at.suffix
    )
    return made


def message(*, version: Version, author: Person, body: str = "Thank you.") -> Message:
    made = Message.objects.create(version=version, author=author, send_id=uuid.uuid4())
    MessageText.objects.create(message=made, body=body)
    return made


def grant(
    *, asked_by: Person, entry: Entry, decided_by: Person | None = None, **fields: Any
) -> Grant:
    """Ask to open an entry; with ``decided_by`` it is open since ten minutes ago."""
    base: dict[str, Any] = {"asked_for": entry.pk, "ground": "law", "asked_at": ago(minutes=20)}
    if decided_by is not None:
        at = ago(minutes=10)
        base |= {"decided_by": decided_by, "decided_at": at, "opened_at": at, "entry": entry}
        base |= {"ends_at": at + timedelta(minutes=60), "tell_at": at}
    made = Grant.objects.create(asked_by=asked_by, **(base | fields))
    GrantText.objects.create(grant=made, reason="REASON-why")
    return made


def picture(*, entry: Entry, version: Version | None = None, **fields: Any) -> Picture:
    """Hang a picture on a page (no file behind it), and on ``version`` too."""
    base = {"file": f"entry/{uuid.uuid4().hex}.png", "size": 1000}
    made = Picture.objects.create(entry=entry, **(base | fields))
    PictureText.objects.create(picture=made, description="DESCRIPTION-of a drawing")
    if version is not None:
        VersionPicture.objects.create(version=version, picture=made)
    return made


def share(
    *,
    entry: Entry,
    cohort: Cohort,
    readers: list[Person],
    is_named: bool = True,
    ended: bool = False,
    **fields: Any,
) -> Share:
    """Share the entry's draft as it stands with these people; ``ended`` takes its words away."""
    text = saving.newest_text(entry.draft)
    base = {"since": ago(hours=1), "revision": entry.draft.revision, "words": 3}
    fields = base | ({"ended_at": timezone.now()} if ended else {}) | fields
    made = Share.objects.create(entry=entry, cohort=cohort, is_named=is_named, **fields)
    if not ended:
        facts = {"title": text.title, "body": text.body, "sha256": text.sha256}
        ShareText.objects.create(share=made, **facts)
    ShareReader.objects.bulk_create(ShareReader(share=made, person=one) for one in readers)
    return made


def tag(*, author: Person, name: str = "nights", entry: Entry | None = None) -> Tag:
    """Make a tag of somebody's, or find it, and put it on ``entry`` if one is given."""
    said = {"name": name}
    made, _new = Tag.objects.get_or_create(
        author=author, name_sha256=fingerprint(name), defaults=said
    )
    if entry is not None:
        Tagged.objects.get_or_create(tag=made, entry=entry)
    return made


def phrase(*, author: Person, name: str = "Begin", body: str = "I read this twice.") -> Phrase:
    """Keep words of somebody's to use again."""
    return Phrase.objects.create(author=author, name=name, body=body)


def piece(*, entry: Entry, version: Version | None = None, position: int = 1) -> Piece:
    """Choose a page for its author's portfolio."""
    return Piece.objects.create(
        author=entry.author, entry=entry, version=version, position=position
    )


def placing(*, version: Version, by: Person, lens: str = "knot", step: int = 2) -> Placing:
    """Place a version on one lens, or find where this person placed it."""
    said = {"step": step}
    return Placing.objects.get_or_create(version=version, by=by, lens=lens, defaults=said)[0]


def edition(*, reply: Reply, body: str = "Other words.") -> ReplyEdition:
    """Change a sent reply, as her reader would."""
    made = ReplyEdition.objects.create(reply=reply, number=reply.editions.count() + 1)
    EditionText.objects.create(edition=made, body=body, sha256=words.fingerprint("", body))
    return made


def pencil(*, version: Version, author: Person, body: str = "Half a", **of: Any) -> Pencil:
    """Begin a remark that is not kept yet."""
    return Pencil.objects.create(
        version=version, author=author, draft=draft(author=author, body=body), **of
    )


def closing(*, version: Version) -> PageClosing:
    return PageClosing.objects.create(version=version)
