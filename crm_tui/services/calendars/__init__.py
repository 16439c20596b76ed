"""The office's calendar: what it starts with, how it is edited, and what follows from that."""

from crm_tui.services.calendars.recounting import finish_changes
from crm_tui.services.calendars.service import Calendars

__all__ = ["Calendars", "finish_changes"]
