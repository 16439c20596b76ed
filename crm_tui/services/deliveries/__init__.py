"""Reminders on their way out, and what came of each."""

from crm_tui.services.deliveries.gathering import Planned
from crm_tui.services.deliveries.service import Deliveries, Outcome, Sending, Writer

__all__ = ["Deliveries", "Outcome", "Planned", "Sending", "Writer"]
