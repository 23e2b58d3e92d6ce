"""Who may read what a learner wrote, and what was said back.

A draft is its author's alone. A submitted version is read by its author and by the people named
on the button, each for as long as the relationship behind the name holds too. What was shared is
read by the students named then, while they and the author are in that company. Operators,
administrators and leads (unless their cohort's button named them) are nobody special here. With
break-glass one administrator reads one entry for an hour, where a second person agreed.
"""

from accounts.policies import themselves
from accounts.policy import Policy, register
from reflections.clauses import (
    answers,
    author,
    barred,
    between_two,
    company,
    conflict,
    evaluates,
    gone,
    granted,
    reads,
    second_person,
    seen_log,
    shared,
    shown,
    told,
    unsent,
    using,
    writer,
)
from reflections.concern_clauses import (
    by_consent,
    counts,
    oversees,
    stands_in,
    told_of_concern,
)
from reflections.lens_clauses import (
    placed_at_desk,
    placed_by_author,
    placed_for_her,
    placed_own,
)
from reflections.models import (
    Acknowledgement,
    Answer,
    AnswerText,
    Claim,
    Concern,
    ContactWish,
    Delivery,
    EditionText,
    Entry,
    Grant,
    GrantText,
    Handover,
    Helped,
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
    PortfolioText,
    Reader,
    Reading,
    Remark,
    RemarkText,
    Reply,
    ReplyEdition,
    ReplyText,
    SearchPage,
    SearchWord,
    Share,
    ShareReader,
    ShareText,
    Tag,
    Tagged,
    Version,
    VersionAsk,
    VersionPicture,
    VersionText,
    Withdrawal,
)

register(
    Policy(
        Entry,
        {
            "read": (
                author("author_id"),
                *reads("version__entry", "pk"),
                granted("entry", "pk"),
            ),
            "write": (author("author_id"),),
            # To bring back what she threw away a moment ago.
            "restore": (author("author_id"),),
        },
        never={
            "read": (conflict("author_id"), evaluates("author_id"), gone("gone_at")),
            "write": (gone("gone_at"),),
        },
    ),
    Policy(
        Version,
        {
            "read": (
                author("entry__author_id"),
                *reads("version", "pk"),
                granted("entry__versions", "pk"),
            ),
            # Answering is the mentor's, or the cover's while it lasts; a lead only reads.
            "answer": reads("version", "pk")[:2],
        },
        never={
            action: (
                conflict("entry__author_id"),
                evaluates("entry__author_id"),
                gone("entry__gone_at"),
            )
            for action in ("read", "answer")
        },
    ),
    Policy(
        VersionText,
        {
            "read": (
                author("version__entry__author_id"),
                *reads("version", "version_id"),
                granted("entry__versions", "version_id"),
            )
        },
        never=barred("read", path="version__entry__author_id"),
    ),
    # What she asks of her reader is read by whoever reads the version's words.
    Policy(
        VersionAsk,
        {
            "read": (
                author("version__entry__author_id"),
                *reads("version", "version_id"),
                granted("entry__versions", "version_id"),
            )
        },
        never=barred("read", path="version__entry__author_id"),
    ),
    Policy(
        Acknowledgement,
        {
            "read": (
                author("version__entry__author_id"),
                *reads("version", "version_id")[:2],
            ),
            "take_back": (writer("person_id", "version_id"),),
        },
        never=barred("read", "take_back", path="version__entry__author_id"),
    ),
    # Who is writing an answer is for those who could write it: never for the author.
    Policy(
        Claim,
        {"read": reads("version", "version_id")[:2]},
        never=barred("read", path="version__entry__author_id"),
    ),
    # A picture on the page is the author's; on a version it is read with the version's words.
    # Fellow students see it on the page she shares with her name, and nowhere else.
    Policy(
        Picture,
        {
            "read": (author("entry__author_id"),),
            "write": (author("entry__author_id"),),
            "see": (author("entry__author_id"), shown()),
        },
        never={
            "see": (
                conflict("entry__author_id"),
                evaluates("entry__author_id"),
                gone("entry__gone_at"),
            )
        },
    ),
    Policy(
        VersionPicture,
        {
            "read": (
                author("version__entry__author_id"),
                *reads("version", "version_id"),
                granted("entry__versions", "version_id"),
            )
        },
        never=barred("read", path="version__entry__author_id"),
    ),
    Policy(
        PictureText,
        {
            "read": (
                author("picture__entry__author_id"),
                *reads("version__pictures__picture", "picture_id"),
                granted("entry__versions__pictures__picture", "picture_id"),
                shown("picture__"),
            )
        },
        never=barred("read", path="picture__entry__author_id"),
    ),
    # What was asked for is on no page but hers who asked; why, the approver and the author read.
    Policy(
        Grant,
        {
            "read": (themselves("asked_by_id"), second_person(waiting=False), told()),
            "decide": (second_person(),),
            "follow": (themselves("asked_by_id"),),
            "use": (using,),
            "end": (themselves("asked_by_id"), themselves("decided_by_id")),
        },
    ),
    Policy(
        GrantText,
        {
            "read": (
                themselves("grant__asked_by_id"),
                themselves("grant__decided_by_id"),
                second_person("grant__"),
                told("grant__"),
            )
        },
    ),
    Policy(
        Reply,
        answers("version__entry__author_id", "version_id", "author_id", "sent_at")
        # Her own unsent words are hers to copy when the page is no longer hers to read.
        | {"copy": (unsent("author_id", "sent_at", "draft_id"),)},
        never=barred("read", "write", path="version__entry__author_id"),
    ),
    Policy(
        ReplyText,
        {
            "read": (
                author("reply__version__entry__author_id", sent="reply__sent_at"),
                *reads("version", "reply__version_id", sent="reply__sent_at"),
            )
        },
        never=barred("read", path="reply__version__entry__author_id"),
    ),
    # A change that was sent: read with the reply it changes.
    Policy(
        ReplyEdition,
        {
            "read": (
                author("reply__version__entry__author_id"),
                *reads("version", "reply__version_id"),
            )
        },
        never=barred("read", path="reply__version__entry__author_id"),
    ),
    Policy(
        EditionText,
        {
            "read": (
                author("edition__reply__version__entry__author_id"),
                *reads("version", "edition__reply__version_id"),
            )
        },
        never=barred("read", path="edition__reply__version__entry__author_id"),
    ),
    # A remark in the making: hers who writes it, and to copy when the page is no longer hers.
    Policy(
        Pencil,
        {
            "read": (writer("author_id", "version_id"),),
            "copy": (unsent("author_id"),),
        },
        never=barred("read", path="version__entry__author_id"),
    ),
    # That she expects no more answers, her readers see; opening it again is hers.
    Policy(
        PageClosing,
        {
            "read": (author("version__entry__author_id"), *reads("version", "version_id")),
            "write": (author("version__entry__author_id"),),
        },
        never=barred("read", "write", path="version__entry__author_id"),
    ),
    Policy(
        Remark,
        answers("version__entry__author_id", "version_id", "author_id", "sent_at")
        # To say that it helped, or where it stands in her new words.
        | {
            "receive": (author("version__entry__author_id", sent="sent_at"),),
            "copy": (unsent("author_id", "sent_at"),),
        },
        never=barred("write", path="version__entry__author_id")
        | {
            "read": (
                *barred("read", path="version__entry__author_id")["read"],
                between_two("version__entry__author_id", "author_id", "carried_from_id"),
            )
        },
    ),
    Policy(
        RemarkText,
        answers(
            "remark__version__entry__author_id",
            "remark__version_id",
            "remark__author_id",
            "remark__sent_at",
        )
        | {"copy": (unsent("remark__author_id", "remark__sent_at"),)},
        never=barred("write", path="remark__version__entry__author_id")
        | {
            "read": (
                *barred("read", path="remark__version__entry__author_id")["read"],
                between_two(
                    "remark__version__entry__author_id",
                    "remark__author_id",
                    "remark__carried_from_id",
                ),
            )
        },
    ),
    # That a remark helped is said to who made it, while she may read the page.
    Policy(
        Helped,
        {
            "read": (
                author("remark__version__entry__author_id"),
                writer("remark__author_id", "remark__version_id"),
            )
        },
        never=barred("read", path="remark__version__entry__author_id"),
    ),
    Policy(
        Message,
        {
            "read": (author("version__entry__author_id"), *reads("version", "version_id")),
        },
        never=barred("read", path="version__entry__author_id"),
    ),
    Policy(
        MessageText,
        {
            "read": (
                author("message__version__entry__author_id"),
                *reads("version", "message__version_id"),
            ),
        },
        never=barred("read", path="message__version__entry__author_id"),
    ),
    # Two people see where a page stands. No reader sees what another reader placed.
    Policy(
        Placing,
        {"read": (placed_own, placed_for_her, placed_at_desk, placed_by_author)},
        never=barred("read", path="version__entry__author_id"),
    ),
    # The read log is the author's; a reader sees her own lines of it nowhere but in her memory.
    Policy(Reader, {"read": (author("version__entry__author_id"), themselves("person_id"))}),
    Policy(Reading, {"read": (seen_log(),)}),
    # Answers are for the group that read the story: no mentor, lead or facilitator is named here.
    Policy(
        Answer,
        {"read": (author("author_id"), company()), "write": (author("author_id"),)},
        never=barred("read", path="author_id"),
    ),
    Policy(
        AnswerText,
        {"read": (author("answer__author_id"), company("answer__"))},
        never=barred("read", path="answer__author_id"),
    ),
    Policy(
        Share,
        {
            "read": (author("entry__author_id"), shared("pk")),
            "write": (author("entry__author_id"),),
        },
        never={
            "read": (
                conflict("entry__author_id"),
                evaluates("entry__author_id"),
                gone("entry__gone_at"),
            )
        },
    ),
    Policy(
        ShareText,
        {"read": (author("share__entry__author_id"), shared("share_id"))},
        never={
            "read": (
                conflict("share__entry__author_id"),
                evaluates("share__entry__author_id"),
                gone("share__entry__gone_at"),
            )
        },
    ),
    # Who else reads, what was taken back and what may go along: the author's to know.
    Policy(ShareReader, {"read": (author("share__entry__author_id"),)}),
    Policy(Withdrawal, {"read": (author("entry__author_id"),)}),
    Policy(Handover, {"read": (author("entry__author_id"),)}),
    # When a letter comes back to who wrote it is nobody else's business.
    Policy(Delivery, {"read": (author("entry__author_id"),)}),
    # That she asks to be contacted: for those who may answer, and late for whoever stands in.
    Policy(
        ContactWish,
        {
            "read": (author("entry__author_id"), *reads("version__entry", "entry_id")[:2]),
            "write": (author("entry__author_id"),),
            "reach": (*reads("version__entry", "entry_id")[:2], stands_in),
            "stand_in": (stands_in,),
            "count": (counts,),
        },
        never={
            action: (
                conflict("entry__author_id"),
                evaluates("entry__author_id"),
                gone("entry__gone_at"),
            )
            for action in ("read", "reach", "stand_in")
        },
    ),
    # A concern holds no words. The wellbeing lead counts, and learns a name where she agreed.
    Policy(
        Concern,
        {
            "read": (themselves("raised_by_id"), told_of_concern),
            "change": (themselves("raised_by_id"),),
            "consent": (told_of_concern,),
            "receive": (by_consent,),
            "count": (counts,),
            "oversee": (oversees,),
        },
        # The office grades nobody: whoever evaluates her just now does not learn of it there.
        never=barred("receive", path="student_id"),
    ),
    # A pass is hers alone; leads read counts, never whose.
    Policy(Pass, {"read": (themselves("person_id"),), "change": (themselves("person_id"),)}),
    # What she keeps her own pages in order with: no reader of a page learns of any of it.
    Policy(Tag, {"read": (author("author_id"),), "write": (author("author_id"),)}),
    # What a mentor likes to say again, before she says it to anybody.
    Policy(Phrase, {"read": (author("author_id"),), "write": (author("author_id"),)}),
    Policy(Tagged, {"read": (author("tag__author_id"),)}),
    Policy(PortfolioText, {"read": (author("author_id"),)}),
    Policy(Piece, {"read": (author("author_id"),), "write": (author("author_id"),)}),
    Policy(SearchPage, {"read": (author("author_id"),)}),
    Policy(SearchWord, {"read": (author("author_id"),)}),
)
