"""Bringing letters to people: the mail barcode, the print house's package, and what comes back."""
