"""Opportunities as people use them."""

from crm_tui.services.opportunities.service import Opportunities, OpportunityWritten

__all__ = ["Opportunities", "OpportunityWritten"]
