"""Keys for words that wait on a device until the server holds them.

A page may keep what was not acknowledged yet in its browser, locked (static/portal/js/device.js).
The key is worked out from a secret of this server, the person and the page, whenever she asks for
it, and stored nowhere: whoever sits at the same computer later finds ciphertext, and whoever signs
in there as somebody else is handed other keys (design: security.md C-6, product.md decision 24).
"""

import base64

from django.conf import settings
from django.utils.crypto import salted_hmac

from accounts.models import DraftText, Person

PURPOSE = "heartbeat.accounts.device"


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _pair(secret: str, of: str) -> str:
    """Return "name.key": what her records are called and what locks them, from one derivation."""
    raw = salted_hmac(PURPOSE, of, secret=secret, algorithm="sha512").digest()
    return f"{_text(raw[:16])}.{_text(raw[32:])}"


def keys_for(person: Person, place: str) -> str:
    """Return the keys of one person for one page: the newest first, then those of older secrets."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return " ".join(_pair(secret, f"{person.pk}\n{place}") for secret in secrets)


def is_kept(person: Person, sha256: str, base: int) -> bool:
    """Say whether this very text became a later state of one of her drafts than ``base``."""
    hers = DraftText.objects.visible_to(person)
    return hers.filter(sha256=sha256, revision__gt=base).exists()
