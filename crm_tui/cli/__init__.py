"""Thin typer commands, output and exit codes."""
