"""personlist: a corpus of files with known people, and a score for any tool's list of the people in them."""
