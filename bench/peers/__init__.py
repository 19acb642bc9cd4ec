"""Tocsin and other detectors on the same texts, in one run."""
