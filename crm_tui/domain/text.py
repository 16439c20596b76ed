"""Clean text at the door, and reduce names and numbers to keys that compare."""
