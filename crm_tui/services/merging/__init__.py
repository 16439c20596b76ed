"""Merge two customers that are one: what would be done, doing it, and where the other went."""

from crm_tui.services.merging.service import Merged, MergePreview, Merging

__all__ = ["MergePreview", "Merged", "Merging"]
