"""The models of reflections: what learners write and what others say back.

None of them is registered in the admin. Words live in rows of their own (``…Text``), so that
a database error never carries them and text can be erased while its history stays.
"""

from reflections.models.answer import Answer, AnswerText
from reflections.models.entry import Entry
from reflections.models.message import Message, MessageText
from reflections.models.passing import Pass
from reflections.models.reader import Reader, Reading
from reflections.models.remark import Remark, RemarkText
from reflections.models.reply import Reply, ReplyText
from reflections.models.version import Version, VersionText

__all__ = [
    "Answer",
    "AnswerText",
    "Entry",
    "Message",
    "MessageText",
    "Pass",
    "Reader",
    "Reading",
    "Remark",
    "RemarkText",
    "Reply",
    "ReplyText",
    "Version",
    "VersionText",
]
