"""What an action raises; the views phrase it beside the field or on the page."""

from django.utils.functional import Promise


class Refused(Exception):
    """The act is not allowed. ``sentence`` says why and what to do next."""

    def __init__(self, sentence: str | Promise, *, field: str = "") -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field


class NotNow(Refused):
    """The act is allowed at another time or in another state."""


class NotYours(Exception):
    """The person may not know of this; views answer 404."""
