"""What readers say back."""

import uuid
from typing import Any

from django.utils import timezone

from accounts import words
from accounts.models import (
    Person,
)
from reflections import anchors
from reflections.models import (
    EditionText,
    Message,
    MessageText,
    PageClosing,
    Pencil,
    Phrase,
    Remark,
    RemarkText,
    Reply,
    ReplyEdition,
    ReplyText,
    Version,
)
from tests.make.basics import draft


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


def phrase(*, author: Person, name: str = "Begin", body: str = "I read this twice.") -> Phrase:
    """Keep words of somebody's to use again."""
    return Phrase.objects.create(author=author, name=name, body=body)


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
