"""The notice kinds of curriculum: none yet; releases are told of by the journal."""
