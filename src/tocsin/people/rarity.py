"""How rare names and addresses are taken to be."""

UNSEEN = 2_000
"""Strength of the belief that a name or address in a small set is as rare as in a large one."""

RARE = {"first": 0.004, "last": 0.0008, "street_key": 0.0002, "zip5": 0.001, "city_key": 0.02}
"""By column the frequency that a value is believed to have before any is seen."""
