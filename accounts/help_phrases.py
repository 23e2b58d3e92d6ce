"""Whether somebody may be speaking of harming herself: so that her own page can show who helps.

Nothing is told, kept or logged of it. In the writing room the page itself looks, with the very same
list (``static/portal/js/help_panel.js``); this is for the submit page, where no script may run. A
list of phrases is a net with holes in both directions, which is why it opens a panel for its author
and does nothing else. Pure: text in, yes or no out.
"""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

LIST = Path(__file__).resolve().parents[1] / "static" / "portal" / "help_phrases.json"
SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return the words in lower case, without accents, with plain apostrophes and spaces."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("’", "'").replace("‘", "'"))
    return SPACES.sub(" ", "".join(c for c in apart if not unicodedata.combining(c)))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what is taken out first, and what opens the panel."""
    said = json.loads(LIST.read_text(encoding="utf-8"))

    def either(name: str) -> re.Pattern[str]:
        lines = said[name]
        for part, meaning in said["parts"].items():
            lines = [line.replace(f"{{{part}}}", meaning) for line in lines]
        return re.compile("|".join(f"(?:{line})" for line in lines), re.ASCII)

    return either("never"), either("opens")


def speaks_of_self_harm(*texts: str) -> bool:
    """Say whether one of these texts holds such a phrase."""
    never, opens = _patterns()
    return any(opens.search(never.sub(" ", plain(text))) is not None for text in texts)
