"""How each kind of event is taken back, one module a noun."""
