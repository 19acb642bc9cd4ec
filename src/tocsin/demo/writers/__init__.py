"""File formats written by hand: fast, and the same bytes for the same content on every machine."""
