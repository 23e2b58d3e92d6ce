"""The pages of the ledger for what learners write and others say back.

A version is permanent, its words are not (product.md, decision 18): after an erasure the rows say
that something was submitted, read and answered, by somebody who has no name.
"""

from django.utils import timezone

from accounts import uploads
from accounts.ledger import BLANK, DELETE, also, table

PAGES = "`submitted_left`"
OWN = "`unshared_written`, `unshared_left`"

# A mentor’s unsent reply is about her page: it goes with it.
also("accounts.DraftText", whose="draft__reply__version__entry__author", page="draft__entry")
also("accounts.DraftText", page="draft__reply__version__entry")
also("accounts.Draft", whose="reply__version__entry__author", page="entry")
also("accounts.Draft", page="reply__version__entry")

also("accounts.DraftText", whose="draft__pencil__version__entry__author")
also("accounts.DraftText", page="draft__pencil__version__entry")
also("accounts.Draft", whose="pencil__version__entry__author", page="pencil__version__entry")

table(
    "reflections.Pencil",
    why="a remark a mentor is typing",
    until="until it is a remark, or given up",
    end=DELETE,
    whose="version__entry__author author",
    page="version__entry",
    structure="id version author remark draft start end kind",
)
table(
    "reflections.PageClosing",
    why="that she expects no more answers",
    until=PAGES,
    end=DELETE,
    whose="version__entry__author",
    page="version__entry",
    structure="id version closed_at opened_at",
)
table(
    "reflections.EditionText",
    why="other words for an answer she had: they go and stay with her page",
    until=PAGES,
    end=DELETE,
    whose="edition__reply__version__entry__author",
    page="edition__reply__version__entry",
    structure="edition",
    private="body",
    sealed="sha256",
)
table(
    "reflections.ReplyEdition",
    why="that an answer was changed after it was sent, and when",
    until=PAGES,
    end=DELETE,
    whose="reply__version__entry__author",
    page="reply__version__entry",
    structure="id reply number edited_at",
    personal="kept_for",
)
table(
    "reflections.PictureText",
    why="what is in a picture of hers, in words",
    until=PAGES,
    end=DELETE,
    whose="picture__entry__author",
    page="picture__entry",
    structure="picture",
    private="description",
)
table(
    "reflections.VersionPicture",
    why="which pictures a version has",
    until=PAGES,
    end=DELETE,
    whose="picture__entry__author",
    page="picture__entry",
    structure="id version picture",
)
table(
    "reflections.Picture",
    why="a picture on a page of hers; its file goes with it",
    until=PAGES,
    end=DELETE,
    whose="entry__author",
    page="entry",
    file=("file", uploads.remove),
    structure="id entry file size added_at attested_at removed_at",
)
table(
    "reflections.ShareText",
    why="what she shared, as it stood then",
    until="until she ends the sharing",
    end=DELETE,
    whose="share__entry__author",
    page="share__entry",
    structure="share",
    private="title body",
    sealed="sha256",
)
table(
    "reflections.ShareReader",
    why="whom she shared it with",
    until="until she ends the sharing",
    end=DELETE,
    whose="share__entry__author person",
    page="share__entry",
    structure="id share person",
)
table(
    "reflections.Share",
    why="that she shared a page",
    until=PAGES,
    end=DELETE,
    whose="entry__author",
    page="entry",
    structure="id entry cohort group is_named made_at since ended_at revision words attested_at",
    personal="kept_for",
)
table(
    "reflections.Piece",
    why="a page she chose for her portfolio",
    until="until she takes it out",
    end=DELETE,
    whose="author",
    page="entry",
    structure="id author entry version position chosen_at",
)
table(
    "reflections.PortfolioText",
    why="what she says before her portfolio",
    until="as long as her account",
    end=DELETE,
    whose="author",
    structure="author",
    private="title introduction",
)
table(
    "reflections.Tagged",
    why="which of her pages she keeps under which word",
    until="until she takes it away",
    end=DELETE,
    whose="tag__author",
    page="entry",
    structure="id tag entry",
)
table(
    "reflections.Tag",
    why="her own words for her pages",
    until="until she takes them away",
    end=DELETE,
    whose="author",
    structure="id author made_at",
    private="name",
    sealed="name_sha256",
)
table(
    "reflections.Phrase",
    why="words of a mentor’s own to use again in replies",
    until="until she deletes them; as long as her account",
    end=DELETE,
    whose="author",
    structure="id author made_at",
    private="name body",
)
# Her words once more, sorted: when one page goes all of it goes, and is made again at her next
# search.
table(
    "reflections.SearchWord",
    why="so that she finds her own pages",
    until="with her pages",
    end=DELETE,
    whose="author",
    page="author__entries",
    structure="id author pages",
    private="token",
)
table(
    "reflections.SearchPage",
    why="the same",
    until="with her pages",
    end=DELETE,
    whose="author",
    page="author__entries",
    structure="entry author number revision looked_at",
    private="tokens",
)
table(
    "reflections.Delivery",
    why="the day a letter comes back to her",
    until=OWN,
    end=DELETE,
    whose="entry__author",
    page="entry",
    structure="id entry on chosen_at",
)
table(
    "reflections.ContactWish",
    why="that she asked to be contacted, and whether somebody has",
    until=PAGES,
    end=DELETE,
    whose="entry__author",
    page="entry",
    structure="id entry",
    personal="asked_at late_from ended_at reached_by",
)
table(
    "reflections.Concern",
    why="that somebody was worried about her, when, and what came of it; no words",
    until="`account_left`",
    end=DELETE,
    whose="student",
    structure="id",
    personal="route student raised_by opened_at first_contact_at whom contact outcome closed_at "
    "is_told untold_because handed_over_at unnoted",
)
table(
    "reflections.Withdrawal",
    why="that she took a version back",
    until=PAGES,
    end=DELETE,
    whose="entry__author",
    page="entry",
    structure="id entry number submitted_at withdrawn_at",
)
table(
    "reflections.Handover",
    why="which pages she lets a next mentor have",
    until="until she has one",
    end=DELETE,
    whose="entry__author",
    page="entry",
    structure="id change entry",
)
table(
    "reflections.GrantText",
    why="why somebody asked to open a page by two people’s consent",
    until=PAGES,
    end=BLANK,
    whose="grant__entry__author",
    page="grant__entry",
    blank={"reason": "", "delay": ""},
    structure="grant",
    private="reason delay",
)
table(
    "reflections.Grant",
    why="that a page was opened so, by whom, when: nobody erases that",
    until="as long as the portal; after an erasure it leads to no name",
    whose="entry__author asked_by decided_by",
    structure="id asked_by asked_for ground asked_at lapses_at cancelled_at decided_by decided_at "
    "opened_at ends_at entry tell_at",
)
table(
    "reflections.VersionText",
    why="what she submitted, as it stood then",
    until=PAGES,
    end=DELETE,
    whose="version__entry__author",
    page="version__entry",
    structure="version",
    private="title body",
    sealed="sha256",
)
table(
    "reflections.ReplyText",
    why="what her reader answered: it is hers too, and goes and stays with her page",
    until=PAGES,
    end=DELETE,
    whose="reply__version__entry__author",
    page="reply__version__entry",
    structure="reply",
    private="body",
    sealed="sha256",
)
table(
    "reflections.RemarkText",
    why="what her reader wrote beside her words, and the words",
    until=PAGES,
    end=DELETE,
    whose="remark__version__entry__author",
    page="remark__version__entry",
    structure="remark",
    private="body quote prefix suffix",
)
table(
    "reflections.Remark",
    why="where a remark stands",
    until=PAGES,
    end=DELETE,
    whose="version__entry__author",
    page="version__entry",
    structure="id version author start end made_at sent_at kind carried_from",
)
table(
    "reflections.Helped",
    why="that she said a remark helped",
    until=f"until she takes it back; {PAGES}",
    end=DELETE,
    whose="remark__version__entry__author",
    page="remark__version__entry",
    structure="remark said_at",
)
table(
    "reflections.Placing",
    why="where she, and beside her whoever answers, sees a page on four lenses",
    until=PAGES,
    end=DELETE,
    whose="version__entry__author",
    page="version__entry",
    structure="id version by",
    personal="lens step",
)
table(
    "reflections.MessageText",
    why="what they wrote to each other beneath an answered page",
    until=PAGES,
    end=DELETE,
    whose="message__version__entry__author",
    page="message__version__entry",
    structure="message",
    private="body",
)
table(
    "reflections.Message",
    why="that they wrote to each other",
    until=PAGES,
    end=DELETE,
    whose="version__entry__author",
    page="version__entry",
    structure="id version author sent_at seen_at send_id",
    personal="kept_for",
)
table(
    "reflections.Reply",
    why="that her page was answered, by whom, when: the school’s turnaround",
    until="as long as the portal; after an erasure it leads to no name",
    end=BLANK,
    whose="version__entry__author author",
    page="version__entry",
    blank={"draft": None, "kept_for": None},
    structure="id version author draft begun_at sent_at seen_at recalled_at length",
    personal="kept_for",
)
table(
    "reflections.Reader",
    why="whom the button named",
    until="as long as the portal; it opens nothing once the page is gone",
    end=BLANK,
    whose="version__entry__author",
    page="version__entry",
    blank={"until": timezone.now},
    structure="id version person via since until settled_at",
)
table(
    "reflections.Reading",
    why="so that she sees who opened her page",
    until=PAGES,
    end=DELETE,
    whose="entry__author",
    page="entry",
    structure="id entry version person door at shown_from",
)
table(
    "reflections.VersionAsk",
    why="what she asked of her reader, in a sentence",
    until=PAGES,
    end=DELETE,
    whose="version__entry__author",
    page="version__entry",
    structure="version",
    private="body",
)
table(
    "reflections.Acknowledgement",
    why="that a reader told her: read, thank you, an answer comes by that day",
    until=PAGES,
    end=DELETE,
    whose="version__entry__author person",
    page="version__entry",
    structure="id version person at answer_by",
)
table(
    "reflections.Claim",
    why="who is writing the answer, where two may, so that they do not write it twice",
    until="until it is sent, at most half an hour at a time",
    end=DELETE,
    whose="version__entry__author person asked_by",
    page="version__entry",
    structure="version person since until asked_by",
)
table(
    "reflections.Version",
    why="that something was submitted, when, how long it was",
    until="as long as the portal; after an erasure it leads to no name",
    whose="entry__author",
    page="entry",
    structure="id entry number prompt cohort submitted_at revision words is_late attested_at",
    personal="wants_contact kept_for",
)
table(
    "reflections.Entry",
    why="a page of a journal",
    until=f"{OWN}; {PAGES}",
    end=BLANK,
    whose="author",
    page="pk",
    blank={"draft": None, "begun_from": "", "closed_until": None, "gone_at": timezone.now},
    structure="id author release lesson prompt form closed_until draft started_at gone_at",
    private="begun_from",
)
table(
    "reflections.AnswerText",
    why="an answer about a story, as given to the group",
    until=PAGES,
    end=DELETE,
    whose="answer__author",
    structure="answer",
    private="body",
    sealed="sha256",
)
table(
    "reflections.Answer",
    why="to which question she wrote, and to which group she gave it",
    until=f"{OWN}; {PAGES}",
    end=DELETE,
    whose="author",
    structure="id author release lesson_key step_key draft begun_at group given_at",
)
table(
    "reflections.Pass",
    why="that she passed on a reflection",
    until="as long as her account",
    end=DELETE,
    whose="person",
    structure="id release lesson_key",
    personal="person taken_at",
)
