"""Bytes to rows and back; no database, no decisions."""
