"""Before a breach: how bad a year can be, what a policy would pay, what stays with the owner."""
