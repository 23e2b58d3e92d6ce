"""What the pages of a rehearsal read."""
