"""Sixty people typing at once on SQLite, three hundred on PostgreSQL: ``make load``.

Each person does what the writing room's script does, in its own rhythm, against the real server:
opens the room, types for two to ten seconds, saves two seconds after the last key, asks for places
to look at, thinks for up to four seconds, types on, at thirty-six words a minute. Nobody may meet
an error, a lock or a "later". The answers are compared with those to one person alone, in the same
run, since times say more about the machine than about the code.

    python -m tests.load [--people N] [--seconds N] [--json]
"""
