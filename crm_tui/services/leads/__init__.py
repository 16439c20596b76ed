"""Leads: entered, taken in, followed up, passed on, made customers."""

from crm_tui.services.leads.outcomes import LeadBatch, LeadOutcome
from crm_tui.services.leads.rules import LeadRules
from crm_tui.services.leads.service import EnteredLead, Holder, LeadDetail, Leads

__all__ = [
    "EnteredLead",
    "Holder",
    "LeadBatch",
    "LeadDetail",
    "LeadOutcome",
    "LeadRules",
    "Leads",
]
