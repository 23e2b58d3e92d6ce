"""PostgreSQL's own log: an error quotes the row it is about, words and all, unless told not to.

The portal tells its connections where its role may. Where it may not, the operator does, once
(docs/operating.md), and a check reads back whether that is so.
"""

from typing import Any
from weakref import WeakSet

from django.db.backends.signals import connection_created
from django.dispatch import receiver

# Only a superuser may set it; asking so costs no error. Terse leaves out DETAIL and CONTEXT.
QUIET = (
    "SELECT set_config('log_error_verbosity', 'terse', false) "
    "WHERE current_setting('is_superuser') = 'on'"
)
READ = """
    SELECT current_setting('log_error_verbosity') <> 'terse',
        current_setting('log_parameter_max_length_on_error') <> '0',
        current_setting('log_parameter_max_length') <> '0' AND (
            current_setting('log_statement') IN ('mod', 'all')
            OR current_setting('log_duration') = 'on'
            OR current_setting('log_min_duration_statement') <> '-1'
            OR current_setting('log_min_duration_sample') <> '-1'
            OR current_setting('log_transaction_sample_rate') <> '0'
        )
"""
NAMES = (
    "log_error_verbosity = terse",
    "log_parameter_max_length_on_error = 0",
    "log_parameter_max_length = 0",
)
_told: WeakSet[Any] = WeakSet()


@receiver(connection_created)
def quieten(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Tell a new connection, once: a pool hands the same one out again and again."""
    if connection.vendor != "postgresql" or connection.connection in _told:
        return
    with connection.cursor() as cursor:
        cursor.execute(QUIET)
    _told.add(connection.connection)


def wordy(cursor: Any) -> list[str]:
    """Return the settings this server lacks to keep words out of its log."""
    cursor.execute(READ)
    return [name for name, is_so in zip(NAMES, cursor.fetchone(), strict=True) if is_so]
