"""The JSON contract of the shell, one module a noun."""
