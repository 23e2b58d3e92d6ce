"""Errors without words: no request body, no local variable, no exception argument leaves."""

import logging
import re
from typing import Any

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

LEFT_OUT = "[left out]"
# Addresses that are keys: whoever holds one comes in.
KEYS = re.compile(
    r"((?:/accounts/(?:invitation|notices/stop|confirm-email|password/reset/key)|/calendar)/)[^/\s]+"
)


def without_keys(text: str) -> str:
    """Return ``text`` with the secret part of any one-time address left out."""
    return KEYS.sub(rf"\1{LEFT_OUT}", text)


class WordlessFilter(SafeExceptionReporterFilter):
    """Drop form data, cookies and frame variables from every error report."""

    def is_active(self, request: Any) -> bool:
        return True

    def get_post_parameters(self, request: Any) -> dict[str, str]:
        return {}

    def get_traceback_frame_variables(self, request: Any, tb_frame: Any) -> list[tuple[str, str]]:
        return []


class WordlessReporter(ExceptionReporter):
    """Report where it broke and which class of error, never what a person wrote."""

    include_html = False

    def get_traceback_data(self) -> dict[str, Any]:
        data = super().get_traceback_data()
        data["exception_value"] = LEFT_OUT
        data["filtered_POST_items"] = []
        data["request_GET_items"] = []
        for frame in data.get("frames", []):
            frame["vars"] = []
        return data

    def get_traceback_text(self) -> str:
        kind = getattr(self.exc_type, "__name__", "Error")
        lines = [f"{kind} {LEFT_OUT}"]
        lines += [
            f"  {f['filename']}:{f['lineno']} in {f['function']}"
            for f in self.get_traceback_frames()
            if "filename" in f  # an error that was logged, not raised, has no place
        ]
        if self.request is not None:
            lines.append(f"{self.request.method} {without_keys(self.request.path)}")
        return "\n".join(lines)


class ScrubRecord(logging.Filter):
    """Replace a traceback by its class and places: exception arguments can carry words.

    One-time addresses lose their secret part.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                without_keys(arg) if isinstance(arg, str) else arg for arg in record.args
            )
        if record.exc_info and record.exc_info[0] is not None:
            kind, _value, trace = record.exc_info
            places = []
            while trace is not None:
                code = trace.tb_frame.f_code
                places.append(f"{code.co_filename}:{trace.tb_lineno} in {code.co_name}")
                trace = trace.tb_next
            record.exc_text = f"{kind.__name__} {LEFT_OUT}\n  " + "\n  ".join(places)
        return True
