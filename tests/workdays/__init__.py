"""Working days of many people at once: what each did, what each was told, and whether it stands."""
