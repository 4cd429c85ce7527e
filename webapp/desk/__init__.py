"""The steward's desk: check a file, see what it would change, publish it, take it back."""
