"""Follow-ups: written, edited and deleted, with their facts for the rules and the deadline."""

from crm_tui.services.follow_ups.entering import Paste, PastedLine
from crm_tui.services.follow_ups.service import FollowUps, PasteOutcome
from crm_tui.services.follow_ups.writing import Written

__all__ = ["FollowUps", "Paste", "PasteOutcome", "PastedLine", "Written"]
