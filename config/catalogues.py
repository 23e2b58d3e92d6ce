"""Catalogues of words that say nothing, left out.

The sources are in English, so few of its words stand in a catalogue; yet each app brings one that
is empty, and every word of ours was looked for in six of them, a hundred times a page.
"""

from typing import Any

from django.conf import settings
from django.utils.translation import trans_real


def _says_something(catalogue: Any) -> bool:
    return bool(set(getattr(catalogue, "_catalog", ())) - {""})


def leave_out_empty_ones() -> None:
    """Take those without a word out of what is asked after the portal's own language."""
    asked: Any = trans_real.translation(settings.LANGUAGE_CODE)
    while asked is not None:
        behind = asked._fallback
        while behind is not None and not _says_something(behind):
            behind = behind._fallback
        asked._fallback = behind
        asked = behind
