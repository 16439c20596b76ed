"""The search index of customers: our own tokens in a contentless table, kept in the transaction."""
