"""The families of documents in the share: one module per folder a firm of this kind would have."""
