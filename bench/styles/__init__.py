"""Document styles that no rule was written for or tuned on: a test set with span and owner truth."""
