"""What people choose about: a line of the page "What is sent to you" for each group of kinds."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, NoticeChoice

How = NoticeChoice.How
Role = Membership.Role
Said = str | Promise


@dataclass(frozen=True)
class Group:
    """Some kinds of notices that are chosen together.

    ``always`` says to people why these cannot be left out; empty where they can. ``whom`` names
    the roles that are ever told so; empty means everybody. ``offered`` are the choices;
    ``is_shown`` is untrue of what nobody is told any more who could see the page.
    """

    name: str
    label: Said
    says: Said
    always: Said = ""
    whom: frozenset[str] = frozenset()
    is_shown: bool = True
    offered: tuple[str, ...] = (How.AT_ONCE, How.DAILY, How.WEEKLY, How.OFF)


_STUDENTS = frozenset({Role.STUDENT.value})
_READERS = frozenset({Role.MENTOR.value, Role.LEAD.value, "covers"})

_all = (
    Group(
        "replies", _("A reply to you"), _("Your mentor has answered what you wrote."),
        whom=_STUDENTS,
    ),
    Group(
        "to_read", _("Something to read"), _("A page was submitted to you, or shared with you."),
        whom=_READERS,
    ),
    Group(
        "waiting",
        _("A page that waits long"),
        _("After five days who is to answer it, after ten who stands in for her. Never more."),
        whom=_READERS,
        offered=(How.AT_ONCE, How.DAILY, How.OFF),
    ),
    Group("messages", _("An answer below a reply"), _("Somebody has written back to you.")),
    Group(
        "reminders",
        _("Reminders"),
        _("Three days before a reflection is due and on the day, if it is still open. Never more. "
          "There is no weekly choice, since it would come too late."),
        whom=_STUDENTS,
        offered=(How.AT_ONCE, How.DAILY, How.OFF),
    ),
    Group(
        "dates", _("Changed dates"), _("Something of yours is due on another day."), whom=_STUDENTS
    ),
    Group("letters", _("A letter to yourself"), _("It has arrived on the day you chose.")),
    Group(
        "pairings",
        _("Who mentors whom"),
        _("A pairing begins, has ended or cannot go on, or a student asks for another mentor."),
        whom=frozenset({Role.MENTOR.value, Role.LEAD.value, "administrator"}),
    ),
    Group("endings", _("The end of a cohort"), _("What it means for you, and thanks.")),
    Group(
        "invitation", _("Your invitation"), _("The link by which you come in."),
        always=_("Without it you could not come in."),
        is_shown=False,
    ),
    Group(
        "readers",
        _("Who can read you"),
        _("A new mentor, a cover, or somebody who was let in otherwise."),
        always=_("You are always told when somebody else can read what you wrote; of break-glass "
                 "at night too."),
    ),
    Group(
        "contact", _("Somebody asks to be contacted"), _("A student hopes to hear from you soon."),
        always=_("Somebody may need you, and waits; these come at night too."),
        whom=_READERS | {"wellbeing"},
    ),
    Group(
        "approvals", _("Somebody needs your yes"), _("Access to one page, with a reason."),
        always=_("Nobody else may say it in your place, and it may not bear waiting: these come at "
                 "night too."),
        whom=frozenset({"administrator", "wellbeing", "approver"}),
    ),
    Group(
        "account",
        _("Your account and what is kept of you"),
        _("Before anything is deleted, and when it was."),
        always=_("Nothing of yours is deleted without your hearing of it."),
    ),
)  # fmt: skip

GROUPS: dict[str, Group] = {group.name: group for group in _all}
ALWAYS = frozenset(group.name for group in _all if group.always)
