"""What changes a rehearsal, one function for each."""
