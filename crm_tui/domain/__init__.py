"""Pure rules and values: facts come in, a value or a reason goes out."""
