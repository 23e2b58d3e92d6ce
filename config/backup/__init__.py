"""Backup and restore: the database and the media as they were at one moment, in one sealed tar.

The archive holds the database (SQLite's own copy, or pg_dump's), every kept file, and at its end a
manifest with size and SHA-256 of each, the rows of each table, and the migrations. The manifest is
sealed with SECRET_KEY. Nothing is touched by a restore before all of that was found to be so.
"""


class NoBackup(Exception):
    """It could not be done; nothing was changed. The message says why and what to do."""
