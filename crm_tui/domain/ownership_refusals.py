"""Which refusals of all nouns are because of whose a record is."""

from __future__ import annotations

from crm_tui.domain.approvals.rules import ApprovalNotYours
from crm_tui.domain.attachments import FileNotYours
from crm_tui.domain.contracts.rules import (
    ContractOrderOfOthers,
    ContractOwnerNotYours,
    ContractQuoteOfOthers,
)
from crm_tui.domain.deals import DealNotYours, MarkNotYours
from crm_tui.domain.deliveries import ChannelNotYours
from crm_tui.domain.disputes import NotAboveSides, NotYourDispute
from crm_tui.domain.expenses import ExpenseOfOthers
from crm_tui.domain.follow_ups import FollowUpNotYours
from crm_tui.domain.handovers import NotAboveBoth
from crm_tui.domain.leads.refusals import LeadNotYours, LeadReceiverNotStaff
from crm_tui.domain.leaves import LeaveNotYours
from crm_tui.domain.level_reviews import ProposalNotYours
from crm_tui.domain.payments.rules import DocumentOfOthers, PaymentOwnerNotYours
from crm_tui.domain.pools.refusals import NotAMember, NotPoolAdmin, NotYours, NotYourStaff
from crm_tui.domain.quotes.rules import QuoteOwnerNotYours
from crm_tui.domain.targets import TargetNotYours
from crm_tui.domain.tasks import NotAssignable, NotYourTask
from crm_tui.domain.teams import NotYourTeam, ReadsOnly
from crm_tui.domain.views import NotYourView

OF_OTHERS = (
    ApprovalNotYours,
    ChannelNotYours,
    ContractOrderOfOthers,
    ContractOwnerNotYours,
    ContractQuoteOfOthers,
    DealNotYours,
    DocumentOfOthers,
    ExpenseOfOthers,
    FileNotYours,
    FollowUpNotYours,
    LeadNotYours,
    LeadReceiverNotStaff,
    LeaveNotYours,
    MarkNotYours,
    NotAboveBoth,
    NotAboveSides,
    NotAMember,
    NotAssignable,
    NotPoolAdmin,
    NotYours,
    NotYourDispute,
    NotYourStaff,
    NotYourTask,
    NotYourTeam,
    NotYourView,
    PaymentOwnerNotYours,
    ProposalNotYours,
    QuoteOwnerNotYours,
    ReadsOnly,
    TargetNotYours,
)
"""Refusals because of whose it is; any other would meet the owner as well."""


def is_of_others(refusal: object) -> bool:
    """Return whether this is refused because of whose it is; what lies in a pool is nobody's."""
    is_nobodys = isinstance(refusal, NotYours) and refusal.is_pooled
    return isinstance(refusal, OF_OTHERS) and not is_nobodys
