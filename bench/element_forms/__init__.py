"""Ways in which single elements are written: a development set, and a part that is held out."""
