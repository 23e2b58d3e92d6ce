"""What the page about cohorts says first: who needs something this week, in a sentence or three."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.staffing import Mentor
from reflections.figures import Line
from reflections.readers import formal

MOST_OTHERS = 3


@dataclass(frozen=True)
class Finding:
    """The page's title, what stands behind it, and the one thing to do about it, if any."""

    title: str
    said: str = ""
    action: str = ""
    url: str = ""


def _spelt(n: int) -> str:
    """Return a small number as a word, as it stands in a sentence."""
    words = ["", _("one"), _("two"), _("three"), _("four"), _("five")]
    words += [_("six"), _("seven"), _("eight"), _("nine")]
    return words[n] if 0 < n < len(words) else str(n)


def finding(lines: Sequence[Line]) -> Finding:
    """Return what matters most in these cohorts: who waits, who is away, who has no mentor."""
    ranked = sorted(lines, key=_urgency, reverse=True)
    if not ranked or not any(_urgency(ranked[0])):
        waiting = sum(len(line.waits) for line in lines)
        said = ngettext(
            "%(n)s entry waits for a reply, less than five days.",
            "%(n)s entries wait for a reply, each less than five days.",
            waiting,
        )
        said = capfirst(said % {"n": _spelt(waiting)}) if waiting else ""
        return Finding(_("Nobody waits too long"), said)
    worst, others = ranked[0], [line for line in ranked[1:] if any(_urgency(line))]
    facts = [_late_there(worst), *_away(worst), _without_mentor(worst, worst)]
    for line in others[:MOST_OTHERS]:
        facts += [_late_in(line), *_away(line), _without_mentor(line, worst)]
    action, url = _action(ranked)
    return Finding(_title(worst), " ".join(filter(None, facts)), action, url)


def _urgency(line: Line) -> tuple[int, int, int, int]:
    late = line.waits.late
    return (
        bool(late and (line.away or len(line.unheld))),
        late,
        len(line.away),
        line.without_mentor,
    )


def _title(line: Line) -> str:
    name, late = line.cohort.name, line.waits.late
    if late and (line.away or len(line.unheld)):
        return _("%(cohort)s needs a mentor this week") % {"cohort": name}
    if late:
        said = ngettext(
            "An entry in %(cohort)s waits too long", "Entries in %(cohort)s wait too long", late
        )
        return said % {"cohort": name}
    if line.away:
        return _("Nobody covers for %(name)s") % {"name": formal(line.away[0].name)}
    said = ngettext(
        "A student in %(cohort)s has no mentor",
        "Students in %(cohort)s have no mentor",
        line.without_mentor,
    )
    return said % {"cohort": name}


def _late_there(line: Line) -> str:
    late = line.waits.late
    if not late:
        return ""
    said = ngettext(
        "%(n)s entry there has waited five days or more.",
        "%(n)s entries there have waited five days or more.",
        late,
    )
    return capfirst(said % {"n": _spelt(late)})


def _late_in(line: Line) -> str:
    late = line.waits.late
    if not late:
        return ""
    mentors = [one.mentor for one in line.mentors if one.waits.late]
    facts = {"n": _spelt(late), "cohort": line.cohort.name}
    if late == 2 and len(mentors) == 1 and not line.unheld.late:
        return _("In %(cohort)s two are late, both with the same mentor.") % facts
    if late > 2 and len(mentors) == 1 and not line.unheld.late:
        return _("In %(cohort)s %(n)s are late, all with the same mentor.") % facts
    return ngettext("In %(cohort)s %(n)s is late.", "In %(cohort)s %(n)s are late.", late) % facts


def _away(line: Line) -> list[str]:
    names = [one.name for one in line.away]
    if not names:
        return []
    said = ngettext(
        "%(names)s is away and nobody covers.", "%(names)s are away and nobody covers.", len(names)
    )
    return [said % {"names": get_text_list(names, _("and"))}]


def _without_mentor(line: Line, worst: Line) -> str:
    n = line.without_mentor
    if not n:
        return ""
    facts = {"n": _spelt(n), "cohort": line.cohort.name}
    if line is worst:
        said = ngettext("%(n)s student has no mentor.", "%(n)s students have no mentor.", n)
        return capfirst(said % facts)
    return (
        ngettext(
            "In %(cohort)s %(n)s student has no mentor.",
            "In %(cohort)s %(n)s students have no mentor.",
            n,
        )
        % facts
    )


def _action(lines: Sequence[Line]) -> tuple[str, str]:
    """Return (what to do, where) about the first of these cohorts that needs somebody."""
    for line in lines:
        if line.away:
            return _find_cover(line.away[0])
        if line.without_mentor:
            return _("Find a mentor for them"), reverse("admin:accounts_mentoring_add")
    return "", ""


def _find_cover(mentor: Mentor) -> tuple[str, str]:
    url = f"{reverse('admin:accounts_cover_add')}?mentoring={mentor.uncovered[0]}"
    return _("Find cover for %(name)s") % {"name": formal(mentor.name)}, url
