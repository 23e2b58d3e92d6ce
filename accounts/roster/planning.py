"""People to what would happen: a plan, line by line, and nothing done yet.

Pure: the same rows and the same state give the same plan, and the same fingerprint of it.
"""

from collections.abc import Iterable

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.roster.known import Known, Place, State
from accounts.roster.lines import (
    ADD,
    BEGIN,
    CHANGE,
    END,
    ERROR,
    JOIN,
    LEAVE,
    NAME,
    NEW,
    PAIR,
    SAME,
    TWICE,
    UNPAIR,
    Line,
    Plan,
    Step,
)
from accounts.roster.rows import FACILITATOR, LEAD, MENTOR, STUDENT, Row

SPOKEN = {
    STUDENT: lambda: _("student"),
    MENTOR: lambda: _("mentor"),
    LEAD: lambda: _("lead"),
    FACILITATOR: lambda: _("facilitator"),
}


def plan(
    rows: Iterable[Row], state: State, *, cohort: Place | None = None, missing_leave: bool = False
) -> Plan:
    """Return what these rows would do.

    With ``cohort`` the file is about it and no other. With ``missing_leave`` whoever is in a cohort
    and role of the file, and is not in the file, leaves.
    """
    lines = [_placed(Line(row), state, cohort) for row in rows]
    _once(lines)
    for line in lines:
        if line.place is not None and line.kind not in {ERROR, TWICE}:
            _person(line, line.place, state)
    mentors = _mentors(lines, state)
    for line in lines:
        if line.place is not None and line.kind not in {ERROR, TWICE, LEAVE}:
            _pair(line, line.place, state, mentors)
    if missing_leave:
        lines += _missing(lines, state)
    return Plan(tuple(lines))


def _placed(line: Line, state: State, cohort: Place | None) -> Line:
    """Find the line's cohort, or say what is wrong."""
    row = line.row
    if row.problem:
        line.wrong(row.problem)
        return line
    if row.cohort:
        line.place = state.place(row.cohort)
        if line.place is None:
            line.wrong(
                _("There is no cohort “%(name)s” that you may fill.") % {"name": row.cohort[:80]}
            )
        elif cohort is not None and line.place.id != cohort.id:
            line.wrong(_("This list is for %(name)s; the line says otherwise.")
                       % {"name": cohort.name})  # fmt: skip
    else:
        line.place = cohort
        if cohort is None:
            line.wrong(_("It says no cohort. Add the column, or upload on the cohort’s own page."))
    if line.kind != ERROR and line.place is not None and line.place.is_archived:
        line.wrong(_("%(name)s is archived.") % {"name": line.place.name})
    return line


def _once(lines: list[Line]) -> None:
    """Let each person stand once for each cohort; a line said again word for word is harmless."""
    first: dict[tuple[str, int], Line] = {}
    names: dict[str, Line] = {}
    for line in lines:
        if line.kind == ERROR or line.place is None:
            continue
        row = line.row
        earlier = first.setdefault((row.email, line.place.id), line)
        named = names.setdefault(row.email, line)
        if earlier is not line:
            if _alike(earlier, line):
                line.kind = TWICE
                line.says = [_("Line %(line)d says the same; harmless.")
                             % {"line": earlier.row.line}]  # fmt: skip
            else:
                line.wrong(
                    _("Line %(first)d and line %(second)d say different things about the same "
                      "person. Line %(first)d counts; take one of them away.")
                    % {"first": earlier.row.line, "second": row.line}
                )  # fmt: skip
        elif row.name and named.row.name and row.name != named.row.name:
            line.wrong(
                _("Line %(first)d and line %(second)d spell the name of the same person "
                  "differently.")
                % {"first": named.row.line, "second": row.line}
            )  # fmt: skip


def _alike(one: Line, other: Line) -> bool:
    """Say whether two lines mean the same, however they spell the cohort."""
    apart = ("cohort",)
    mine = {k: v for k, v in vars(one.row).items() if k not in {"line", *apart}}
    return mine == {k: v for k, v in vars(other.row).items() if k not in {"line", *apart}}


def _held(line: Line, state: State) -> frozenset[str]:
    if line.known is None or line.place is None:
        return frozenset()
    return state.roles.get((line.known.id, line.place.id), frozenset())


def _person(line: Line, place: Place, state: State) -> None:
    """Say what becomes of the person and her role."""
    row, known = line.row, state.people.get(line.row.email)
    line.known = known
    if known is None:
        _newcomer(line, place)
    elif not known.is_reached:
        # The same sentence for everybody behind another wall: whether she may sign in, or keeps
        # the portal, is not this uploader's to learn.
        line.wrong(_("This address is known in another part of the school. "
                     "Ask an administrator to add this person."))  # fmt: skip
    elif known.is_keeper:
        line.wrong(_("This is an administrator’s address; add them by hand."))
    elif row.leaves:
        _leave(line, known, place, state)
    elif not known.is_active:
        line.wrong(_("This person may not sign in. An administrator lets them in again first."))
    else:
        _rename(line, known)
        _role(line, place, _held(line, state))


def _newcomer(line: Line, place: Place) -> None:
    row = line.row
    if row.leaves:
        line.says = [_("Not known here: nothing to leave.")]
    elif not row.name:
        line.wrong(_("This person is new, and there is no name."))
    else:
        role = row.role or STUDENT
        line.kind = ADD
        line.steps = [Step(NEW, row.email, value=row.name), Step(BEGIN, row.email, place.id, role)]
        line.says = [_becomes(role, place)]


def _becomes(role: str, place: Place) -> str:
    said = {"role": capfirst(SPOKEN[role]()), "cohort": place.name}
    return _("%(role)s of %(cohort)s.") % said


def _rename(line: Line, known: Known) -> None:
    name = line.row.name
    if not name or name == known.name:
        return
    if known.has_come_in or not known.may_rename:
        line.says.append(_("Known already; the name stays as it is here."))
        return
    line.kind = CHANGE
    line.steps.append(Step(NAME, known.email, value=name))
    line.says.append(_("The name becomes “%(name)s”.") % {"name": name})


def _role(line: Line, place: Place, held: frozenset[str]) -> None:
    """Give the role the line names. Somebody is a student of a cohort or teaches there, not both;
    what teachers hold there beside it, they keep."""
    email = line.row.email
    role = line.row.role or (STUDENT if not held else "")
    if not role or role in held:
        return
    against = {STUDENT} if role != STUDENT else held - {STUDENT}
    ends = sorted(held & against)
    if LEAD in ends:
        line.wrong(_("This person leads the cohort. End that by hand first."))
        return
    for old in ends:
        line.steps.append(Step(END, email, place.id, old))
    line.steps.append(Step(BEGIN, email, place.id, role))
    line.kind = CHANGE if held else JOIN
    line.says.append(_becomes(role, place))
    if ends:
        line.says.append(_("What they were there until now ends, with its pairings."))


def _leave(line: Line, known: Known, place: Place, state: State) -> None:
    held = _held(line, state)
    ends = held & {line.row.role} if line.row.role else held
    if not ends:
        line.says = [_("Not in this cohort: nothing to leave.")]
    elif LEAD in ends:
        line.wrong(_("This person leads the cohort. End that by hand."))
    elif known.id == state.uploader:
        line.wrong(_("This is you. Ask somebody else to end your own role."))
    else:
        line.kind = LEAVE
        line.steps = [Step(END, known.email, place.id, role) for role in sorted(ends)]
        line.says = [_("%(cohort)s, at once. What they wrote stays theirs.")
                     % {"cohort": place.name}]  # fmt: skip


def _mentors(lines: list[Line], state: State) -> set[tuple[str, int]]:
    """Return who is a mentor where, once this plan is done."""
    addresses = {known.id: known.email for known in state.people.values() if known.is_active}
    then = {
        (addresses[person], cohort)
        for (person, cohort), roles in state.roles.items()
        if MENTOR in roles and person in addresses
    }
    for line in lines:
        for step in line.steps:
            if step.what == END and step.value == MENTOR:
                then.discard((step.email, step.cohort))
            if step.what == BEGIN and step.value == MENTOR:
                then.add((step.email, step.cohort))
    return then


def _pair(line: Line, place: Place, state: State, mentors: set[tuple[str, int]]) -> None:
    """Pair a student with the mentor the line names; none named says nothing."""
    wanted = line.row.mentor
    if not wanted or line.row.leaves:
        return
    if not _is_student_then(line, state):
        line.says.append(_("Only students have a mentor here; that cell is left alone."))
        return
    now = state.mentors.get((line.known.id, place.id), "") if line.known else ""
    if now == wanted and (wanted, place.id) in mentors:
        return
    if wanted == line.row.email:
        line.wrong(_("Nobody mentors themselves."))
    elif (wanted, place.id) not in mentors:
        line.wrong(
            _("“%(email)s” is not a mentor of %(cohort)s, and does not become one by this file.")
            % {"email": wanted, "cohort": place.name}
        )
    elif _is_barred(line, state, wanted):
        # Without a reason: none is stored, and none is anybody's business.
        line.wrong(_("This pairing cannot be made. Choose another mentor."))
    else:
        if now:
            line.steps.append(Step(UNPAIR, line.row.email, place.id, now))
        line.steps.append(Step(PAIR, line.row.email, place.id, wanted))
        line.kind = CHANGE if line.kind == SAME else line.kind
        said = _("%(name)s becomes the mentor.")
        if now:
            said = _("%(name)s becomes the mentor, instead of the one until now.")
        line.says.append(said % {"name": _called(wanted, place, state)})


def _called(email: str, place: Place, state: State) -> str:
    """Return the name of somebody of this cohort; of others only the address the file says."""
    known = state.people.get(email)
    return known.name if known and (known.id, place.id) in state.roles else email


def _is_student_then(line: Line, state: State) -> bool:
    begun = {step.value for step in line.steps if step.what == BEGIN}
    ended = {step.value for step in line.steps if step.what == END}
    return STUDENT in (_held(line, state) - ended) | begun


def _is_barred(line: Line, state: State, wanted: str) -> bool:
    mentor = state.people.get(wanted)
    if line.known is None or mentor is None:
        return False
    return frozenset({line.known.id, mentor.id}) in state.barred


def _missing(lines: list[Line], state: State) -> list[Line]:
    """Return those who are in a cohort and role of the file without standing in it.

    Leads, keepers and the uploader never leave by silence, and nobody whose address stands
    anywhere in the file, even on a line with an error.
    """
    meant, places = _meant(lines, state)
    said = {line.row.email for line in lines} | {line.row.mentor for line in lines}
    found = []
    for known in sorted(state.people.values(), key=lambda one: (one.name, one.email)):
        if known.email in said or known.is_keeper or known.id == state.uploader:
            continue
        for place_id in sorted(places):
            held = state.roles.get((known.id, place_id), frozenset())
            ends = sorted(role for role in held - {LEAD} if (place_id, role) in meant)
            if ends:
                found.append(_gone(known, places[place_id], ends))
    return found


def _meant(lines: list[Line], state: State) -> tuple[set[tuple[int, str]], dict[int, Place]]:
    """Return which roles of which cohorts the file is about, and the cohorts."""
    meant: set[tuple[int, str]] = set()
    places: dict[int, Place] = {}
    for line in lines:
        if line.place is None or line.kind == ERROR or line.row.leaves:
            continue
        begun = {step.value for step in line.steps if step.what == BEGIN}
        roles = {line.row.role} if line.row.role else begun or _held(line, state)
        places[line.place.id] = line.place
        meant |= {(line.place.id, role) for role in roles}
    return meant, places


def _gone(known: Known, place: Place, ends: list[str]) -> Line:
    row = Row(0, email=known.email, name=known.name, cohort=place.name, leaves=True)
    says = _("%(cohort)s, at once: missing from this file. What they wrote stays theirs.")
    steps = [Step(END, known.email, place.id, role) for role in ends]
    line = Line(row, LEAVE, [says % {"cohort": place.name}], steps, place, known)
    line.is_missing = True
    return line
