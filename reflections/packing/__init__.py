"""Putting somebody's words into an archive that opens without the portal."""
