"""Who may see and change people, cohorts and relationships.

Each clause's docstring is the sentence people are told.
"""

from datetime import datetime, timedelta

from django.db.models import CharField, F, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from accounts.models import (
    Agreement,
    Appointment,
    AuditEvent,
    Closing,
    Cohort,
    Conflict,
    Cover,
    DeletionRequest,
    Draft,
    DraftText,
    Evaluating,
    FeedToken,
    Forewarning,
    Group,
    GroupMembership,
    HelpContact,
    Invitation,
    Leave,
    LegalHold,
    Membership,
    MentorChange,
    Mentoring,
    Notice,
    NoticeChoice,
    Person,
    RetentionRule,
    RosterUpload,
    School,
    SchoolWord,
)
from accounts.models.dated import is_current
from accounts.policy import (
    EVERYBODY,
    Clause,
    Policy,
    Side,
    register,
    same,
    there_is,
)

Role = Membership.Role


def in_cohort(who: Side, cohort: object, at: datetime, *roles: str) -> Q:
    """Return the condition that ``who`` is currently in ``cohort`` in one of ``roles``."""
    rows = Membership.objects.current(at).filter(person=who(), cohort=cohort)
    return there_is(rows.filter(role__in=roles) if roles else rows)


def holds_office(who: Side, at: datetime, *offices: str) -> Q:
    """Return the condition that ``who`` currently holds one of these offices."""
    return there_is(Appointment.objects.current(at).filter(person=who(), office__in=offices))


def known(who: Side, it: Side, at: datetime) -> Q:
    """Return everybody with an account; strangers are refused before any clause is asked."""
    return EVERYBODY


administrator = Clause(
    "administrator",
    _("the programme administrator"),
    lambda who, it, at: holds_office(who, at, Appointment.Office.ADMINISTRATOR),
)
# An operator keeps the house running. She is nobody special over anything anyone writes:
# no policy of reflections names this clause, and a house test holds it to that.
operator = Clause(
    "operator",
    _("the operator of the portal"),
    lambda who, it, at: who.has(is_superuser=True),
)
anybody = Clause("anybody", _("everybody who can sign in"), known)
oneself = Clause("oneself", _("the person themselves"), lambda who, it, at: same(who, it, "pk"))


def beside(who: Side, at: datetime, *roles: str) -> Q:
    """Return the condition on a row with a cohort that ``who`` is now in that cohort.

    Written as a join for use inside one ``Exists``: a subquery within it could not name ``who``.
    """
    seat = is_current(at, "cohort__memberships__") & Q(cohort__memberships__person=who())
    return seat & Q(cohort__memberships__role__in=roles) if roles else seat


def _share_a_cohort(who: Side, it: Side, at: datetime) -> Q:
    return there_is(Membership.objects.current(at).filter(beside(who, at), person=it()))


fellow = Clause("fellow", _("people in the same cohort"), _share_a_cohort)


def _paired(who: Side, it: Side, at: datetime) -> Q:
    pairs = Mentoring.objects.current(at)
    return there_is(pairs.filter(mentor=who(), student=it())) | there_is(
        pairs.filter(student=who(), mentor=it())
    )


paired = Clause("paired", _("their mentor, or those they mentor"), _paired)


def _leads_somebody(who: Side, it: Side, at: datetime) -> Q:
    return there_is(Membership.objects.current(at).filter(beside(who, at, Role.LEAD), person=it()))


leads_them = Clause("leads_them", _("the lead of their cohort"), _leads_somebody)

mentor_of = Clause(
    "mentor_of",
    _("their mentor"),
    lambda who, it, at: there_is(Mentoring.objects.current(at).filter(mentor=who(), student=it())),
)


def _covers_for(who: Side, it: Side, at: datetime) -> Q:
    pairing = is_current(at, "mentoring__") & Q(mentoring__student=it())
    covers = Cover.objects.current(at).filter(pairing, cover=who(), announced_at__lte=at)
    return there_is(covers)


# Whoever reads "please contact me" must be able to ring.
cover_of = Clause("cover_of", _("the announced cover of their mentor"), _covers_for)

cohort_member = Clause(
    "cohort_member", _("members of the cohort"), lambda who, it, at: in_cohort(who, it(), at)
)
cohort_lead = Clause(
    "cohort_lead", _("the cohort’s lead"), lambda who, it, at: in_cohort(who, it(), at, Role.LEAD)
)


def lead_of(path: str) -> Clause:
    """Return the clause "lead of the cohort at ``path`` of the row"."""
    return Clause(
        "cohort_lead",
        _("the cohort’s lead"),
        lambda who, it, at: in_cohort(who, it(path), at, Role.LEAD),
    )


def led_to_its_end(path: str) -> Clause:
    """Return the clause "led the cohort at ``path`` of the row when it was archived".

    Roles end with the archive. Last year's plan is what next year's is made from, all the same.
    """

    def led(who: Side, it: Side, at: datetime) -> Q:
        # What had an end planned, or had not begun, ends just before the rest.
        until_then = Q(ends_at__gte=F("cohort__archived_at") - timedelta(seconds=1))
        seats = Membership.objects.filter(until_then, starts_at__lte=F("cohort__archived_at"))
        return there_is(seats.filter(person=who(), cohort=it(path), role=Role.LEAD))

    return Clause("led_to_its_end", _("whoever led the cohort when it was archived"), led)


def leads_person(path: str) -> Clause:
    """Return the clause "leads a cohort of the person whom ``path`` of the row names"."""
    return Clause(
        "cohort_lead",
        _("the lead of a cohort they are in"),
        lambda who, it, at: there_is(
            Membership.objects.current(at).filter(beside(who, at, Role.LEAD), person=it(path))
        ),
    )


def themselves(path: str) -> Clause:
    """Return the clause "the person whom ``path`` of the row names"."""
    return Clause("oneself", _("the person themselves"), lambda who, it, at: same(who, it, path))


author_of_draft = Clause("author", _("its author"), lambda who, it, at: same(who, it, "author_id"))
author_of_text = Clause(
    "author", _("its author"), lambda who, it, at: same(who, it, "draft__author_id")
)


def _wellbeing(who: Side, it: Side, at: datetime) -> Q:
    return holds_office(who, at, Appointment.Office.WELLBEING)


wellbeing_lead = Clause("wellbeing", _("the wellbeing lead"), _wellbeing)

# Where a law forbids telling, the office says so, and ``untold`` keeps it from her.
told_of_hold = Clause(
    "told",
    _("the person themselves, unless the law forbids telling"),
    lambda who, it, at: same(who, it, "person_id"),
)

held = Clause("held", _("never whoever it is on"), lambda who, it, at: same(who, it, "person_id"))
untold = Clause(
    "untold",
    _("never whom the law forbids telling"),
    lambda who, it, at: same(who, it, "person_id") & it.has(is_told=False),
)


def _asked_to_leave(who: Side, it: Side, at: datetime) -> Q:
    """Return the condition on a line of the trail that a student asked for another than ``who``."""
    asked = MentorChange.objects.filter(mentoring__mentor=who())
    named = asked.annotate(said=Cast("pk", CharField())).filter(said=it("about"))
    return there_is(named) & it.has(about_kind=MentorChange._meta.label_lower)


left_mentor = Clause(
    "left_mentor", _("never the mentor whom a student asked to leave"), _asked_to_leave
)

said_herself = Clause(
    "oneself",
    _("who said it of herself"),
    lambda who, it, at: same(who, it, "one_id") & it.has(is_own=True),
)
said_of_her = Clause(
    "said_of_her",
    _("never of whom somebody said it"),
    lambda who, it, at: same(who, it, "other_id") & it.has(is_own=True),
)
of_ones_own = Clause(
    "own", _("never what somebody said of herself"), lambda who, it, at: it.has(is_own=True)
)

_keepers = (administrator, operator)
_cohort_staff = Clause(
    "cohort_staff",
    _("the cohort’s leads, mentors and facilitators"),
    lambda who, it, at: in_cohort(who, it(), at, Role.LEAD, Role.MENTOR, Role.FACILITATOR),
)

register(
    Policy(
        Person,
        {
            "read": (oneself, fellow, paired, leads_them, *_keepers),
            # Phone numbers and e-mail addresses are for those who must be able to ring.
            "reach": (
                oneself,
                mentor_of,
                cover_of,
                leads_them,
                *_keepers,
            ),
            "change": _keepers,
            "add": _keepers,
            "delete": (),
        },
    ),
    Policy(
        School,
        {"read": (anybody,), "change": _keepers, "add": _keepers, "delete": ()},
    ),
    Policy(
        Cohort,
        {
            "read": (cohort_member, *_keepers),
            "roster": (_cohort_staff, *_keepers),
            # Which module when, without anybody in it: to look at, and to copy from.
            "plan": (_cohort_staff, led_to_its_end("pk"), *_keepers),
            # Counts of what was submitted and waits, never whose: not for the operator either.
            "progress": (cohort_lead, administrator),
            "change": (cohort_lead, *_keepers),
            "add": _keepers,
            "delete": (),
        },
    ),
    *(
        Policy(
            model,
            {
                "read": (themselves("person_id"), lead_of(path), *_keepers),
                "change": (lead_of(path), *_keepers),
                "add": (lead_of(path), *_keepers),
                "delete": (),
            },
        )
        for model, path in ((Membership, "cohort_id"), (GroupMembership, "group__cohort_id"))
    ),
    Policy(
        Group,
        {
            "read": (
                Clause(
                    "cohort_member",
                    _("members of the cohort"),
                    lambda who, it, at: in_cohort(who, it("cohort_id"), at),
                ),
                *_keepers,
            ),
            "change": (lead_of("cohort_id"), *_keepers),
            "add": (lead_of("cohort_id"), *_keepers),
            "delete": (lead_of("cohort_id"), *_keepers),
        },
    ),
    Policy(
        Mentoring,
        {
            # A pairing can reveal remediation, so fellow students do not see it.
            "read": (
                themselves("student_id"),
                themselves("mentor_id"),
                lead_of("cohort_id"),
                *_keepers,
            ),
            "change": (lead_of("cohort_id"), *_keepers),
            "add": (lead_of("cohort_id"), *_keepers),
            "delete": (),
        },
    ),
    # The mentor she had is not told that she asked, not even as a lead or in an office.
    Policy(
        MentorChange,
        {
            "read": (themselves("student_id"), lead_of("cohort_id"), *_keepers),
            # To say anew what may go along to the next.
            "write": (themselves("student_id"),),
        },
        never={"read": (themselves("mentoring__mentor_id"),)},
    ),
    Policy(
        Cover,
        {
            "read": (
                themselves("cover_id"),
                themselves("mentoring__student_id"),
                themselves("mentoring__mentor_id"),
                lead_of("mentoring__cohort_id"),
                *_keepers,
            ),
            "change": (lead_of("mentoring__cohort_id"), *_keepers),
            "add": (lead_of("mentoring__cohort_id"), *_keepers),
            "delete": (),
        },
    ),
    Policy(
        Leave,
        {
            "read": (themselves("person_id"), leads_person("person_id"), *_keepers),
            "change": (themselves("person_id"), leads_person("person_id"), *_keepers),
            "add": (themselves("person_id"), leads_person("person_id"), *_keepers),
            "delete": (),
        },
    ),
    # Who said it of herself sees and takes back that; the other is told nothing of it, not even
    # in an office, and nobody lifts it for her.
    Policy(
        Conflict,
        {
            "read": (said_herself, *_keepers),
            "take_back": (said_herself,),
            "change": _keepers,
            "add": _keepers,
            "delete": _keepers,
        },
        never={"read": (said_of_her,), "delete": (of_ones_own,)},
    ),
    # Who evaluates whom. An evaluator does not end her own firewall.
    Policy(
        Evaluating,
        {
            "read": (lead_of("cohort_id"), *_keepers),
            "change": (lead_of("cohort_id"), *_keepers),
            "add": (lead_of("cohort_id"), *_keepers),
            "delete": (),
        },
        never={"change": (themselves("evaluator_id"),)},
    ),
    Policy(
        Appointment,
        {
            "read": (themselves("person_id"), *_keepers),
            "change": _keepers,
            "add": _keepers,
            "delete": (),
        },
    ),
    Policy(
        Invitation,
        {"read": _keepers, "change": _keepers, "add": _keepers, "delete": ()},
    ),
    Policy(
        HelpContact,
        {
            "read": (anybody,),
            "change": (wellbeing_lead, *_keepers),
            "add": (wellbeing_lead, *_keepers),
            "delete": (wellbeing_lead, *_keepers),
        },
    ),
    # Known to the portal's own check; listed for those who keep them.
    Policy(
        SchoolWord,
        {"read": _keepers, "change": _keepers, "add": _keepers, "delete": _keepers},
    ),
    # A file of people on its way in: nobody but whoever uploaded it, operators included.
    Policy(RosterUpload, {"read": (themselves("uploader_id"),)}),
    # Whether somebody has a calendar at all is hers to know.
    Policy(FeedToken, {"read": (themselves("person_id"),), "change": (themselves("person_id"),)}),
    # Who agreed to read as a mentor does, and when.
    Policy(
        Agreement,
        {
            "read": (themselves("person_id"), leads_person("person_id"), *_keepers),
        },
    ),
    Policy(Draft, {"read": (author_of_draft,)}),
    Policy(DraftText, {"read": (author_of_text,)}),
    Policy(AuditEvent, {"read": _keepers}, never={"read": (left_mentor,)}),
    Policy(Notice, {"read": (themselves("to_id"),)}),
    Policy(NoticeChoice, {"read": (themselves("person_id"),)}),
    # What the school changed of its periods. What holds now is no secret: the page "kept" says it.
    Policy(
        RetentionRule,
        {
            "read": _keepers,
            "change": (administrator,),
            "add": (administrator,),
            "delete": (administrator,),
        },
    ),
    Policy(
        LegalHold,
        {
            "read": (told_of_hold, administrator),
            "change": (administrator,),
            "add": (administrator,),
            "delete": (),
        },
        # Whose hold it is does not lift it, nor learn of it through an office.
        never={"read": (untold,), "change": (held,)},
    ),
    # What will go, and that she closes her account, is hers to know.
    Policy(Forewarning, {"read": (themselves("person_id"),)}),
    Policy(Closing, {"read": (themselves("person_id"),)}),
    # The office sees a request’s id and its date; its page does not say whose, or about what.
    Policy(
        DeletionRequest,
        {
            "read": (themselves("person_id"), administrator),
            "take_back": (themselves("person_id"),),
            "settle": (administrator,),
        },
    ),
)
