"""One public method for each thing a user can do."""
