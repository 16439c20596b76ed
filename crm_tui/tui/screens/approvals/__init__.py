"""Approvals: asked where something is refused without one, answered, listed."""
