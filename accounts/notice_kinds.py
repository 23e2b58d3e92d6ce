"""The notice kinds of accounts."""
