"""The notice kinds of reflections."""
