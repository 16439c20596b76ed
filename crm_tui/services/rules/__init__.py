"""The rules of pools: read them, try a change, save it, and apply it when its day has come."""

from crm_tui.services.rules.applying import Progress, apply_due
from crm_tui.services.rules.service import Rules

__all__ = ["Progress", "Rules", "apply_due"]
