"""Questions to the database, one module a noun."""
