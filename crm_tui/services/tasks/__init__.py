"""Tasks and reminders: made, worked on, finished, given, repeated, reported upward."""

from crm_tui.services.tasks.escalating import Escalated, Escalations
from crm_tui.services.tasks.finishing import Finished
from crm_tui.services.tasks.service import Tasks

__all__ = ["Escalated", "Escalations", "Finished", "Tasks"]
