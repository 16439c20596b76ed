"""The words for leads, opportunities, and what selling is counted by."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.credits import Credit
from crm_tui.domain.expenses import ExpenseGrouping
from crm_tui.domain.leads.values import LeadStage, ScoreCondition, ScoreField
from crm_tui.domain.opportunities import Concern, OpportunityKind, OpportunityState
from crm_tui.domain.projects import ShareBasis
from crm_tui.domain.targets import SignedBy, TargetKind
from crm_tui.i18n import N_

SELLING_VALUES: Mapping[Enum, str] = {
    OpportunityState.OPEN: N_("in progress"),
    OpportunityState.WON: N_("closed won"),
    OpportunityState.LOST: N_("closed lost"),
    OpportunityState.VOID: N_("void"),
    OpportunityKind.NEW: N_("new business"),
    OpportunityKind.UPSELL: N_("upsell"),
    OpportunityKind.CROSS_SELL: N_("cross-sell"),
    OpportunityKind.RENEWAL: N_("renewal"),
    Concern.OVERDUE: N_("expected day past"),
    Concern.ROTTING: N_("stands still"),
    Concern.IDLE: N_("no next step"),
    LeadStage.NEW: N_("New lead"),
    LeadStage.MQL: N_("MQL"),
    LeadStage.SQL: N_("SQL"),
    LeadStage.CONVERTED: N_("Became a customer"),
    LeadStage.DISCARDED: N_("Discarded"),
    ScoreField.NAME: N_("The person's name"),
    ScoreField.COMPANY: N_("Company name"),
    ScoreField.TITLE: N_("Title"),
    ScoreField.PHONE: N_("Phone"),
    ScoreField.EMAIL: N_("Email"),
    ScoreField.WECHAT: N_("WeChat"),
    ScoreField.PROVINCE: N_("Province"),
    ScoreField.CITY: N_("City"),
    ScoreField.INDUSTRY: N_("Industry"),
    ScoreField.SOURCE: N_("Source"),
    ScoreField.CAMPAIGN: N_("Campaign"),
    ScoreField.NEED: N_("Enquiry"),
    ScoreCondition.FILLED: N_("is filled"),
    ScoreCondition.IS: N_("is"),
    ScoreCondition.CONTAINS: N_("contains"),
    ShareBasis.WON: N_("won opportunities"),
    ShareBasis.ORDERED: N_("orders and contracts"),
    ExpenseGrouping.KIND: N_("Kind of expense"),
    ExpenseGrouping.PERSON: N_("Who spent it"),
    ExpenseGrouping.CUSTOMER: N_("Customer"),
    ExpenseGrouping.OPPORTUNITY: N_("Opportunity"),
    ExpenseGrouping.CAMPAIGN: N_("Campaign"),
    Credit.FOLLOW_UPS: N_("Follow-ups"),
    Credit.CUSTOMERS: N_("New customers"),
    Credit.CLAIMED: N_("Claimed"),
    Credit.RETURNED: N_("Returned"),
    Credit.RECLAIMED: N_("Taken back"),
    Credit.WON: N_("Opportunities won"),
    Credit.LOST: N_("Opportunities lost"),
    Credit.ORDERS: N_("Orders confirmed"),
    Credit.CONTRACTS: N_("Contracts signed"),
    Credit.DEALS: N_("Deals recorded"),
    Credit.RECEIVED: N_("Payments received"),
    TargetKind.SIGNED: N_("Signed amount"),
    TargetKind.RECEIVED: N_("Received amount"),
    TargetKind.CUSTOMERS: N_("New customers"),
    TargetKind.FOLLOW_UPS: N_("Follow-ups"),
    SignedBy.CONTRACT: N_("contracts signed"),
    SignedBy.ORDER: N_("orders confirmed"),
    SignedBy.DEAL: N_("deals recorded"),
}
