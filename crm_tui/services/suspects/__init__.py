"""疑似重复: customers of the office that may be one, found, dismissed and looked at anew."""

from crm_tui.services.suspects.service import SuspectSearch

__all__ = ["SuspectSearch"]
