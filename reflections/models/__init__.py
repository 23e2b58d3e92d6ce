"""The models of reflections: what learners write and what others say back.

None of them is registered in the admin. Words live in rows of their own (``…Text``), so that
a database error never carries them and text can be erased while its history stays.
"""

from reflections.models.answer import Answer, AnswerText
from reflections.models.closing import PageClosing
from reflections.models.concern import Concern
from reflections.models.contact import ContactWish
from reflections.models.delivery import Delivery
from reflections.models.entry import Entry
from reflections.models.grant import Grant, GrantText
from reflections.models.lens import Placing
from reflections.models.message import Message, MessageText
from reflections.models.passing import Pass
from reflections.models.pencil import Pencil
from reflections.models.phrase import Phrase
from reflections.models.picture import Picture, PictureText, VersionPicture
from reflections.models.portfolio import Piece, PortfolioText
from reflections.models.queue import Acknowledgement, Claim, VersionAsk
from reflections.models.reader import Reader, Reading
from reflections.models.remark import Helped, Remark, RemarkText
from reflections.models.reply import EditionText, Reply, ReplyEdition, ReplyText
from reflections.models.search import SearchPage, SearchWord
from reflections.models.share import Share, ShareReader, ShareText
from reflections.models.tag import Tag, Tagged
from reflections.models.version import Version, VersionText
from reflections.models.withdrawal import Handover, Withdrawal

__all__ = [
    "Acknowledgement",
    "Answer",
    "AnswerText",
    "Claim",
    "Concern",
    "ContactWish",
    "Delivery",
    "EditionText",
    "Entry",
    "Grant",
    "GrantText",
    "Handover",
    "Helped",
    "Message",
    "MessageText",
    "PageClosing",
    "Pass",
    "Pencil",
    "Phrase",
    "Picture",
    "PictureText",
    "Piece",
    "Placing",
    "PortfolioText",
    "Reader",
    "Reading",
    "Remark",
    "RemarkText",
    "Reply",
    "ReplyEdition",
    "ReplyText",
    "SearchPage",
    "SearchWord",
    "Share",
    "ShareReader",
    "ShareText",
    "Tag",
    "Tagged",
    "Version",
    "VersionAsk",
    "VersionPicture",
    "VersionText",
    "Withdrawal",
]
