"""What happened to a customer, in one stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import Enum

from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.values import dataclass


class EntryKind(Enum):
    """What an entry of the timeline tells."""

    FOLLOW_UP = "follow_up"
    CREATED = "created"
    PERIOD_STARTED = "period_started"
    PERIOD_ENDED = "period_ended"
    EDITED = "edited"
    CONTACT_ADDED = "contact_added"
    CONTACT_EDITED = "contact_edited"
    CONTACT_MOVED = "contact_moved"
    CONTACT_JOINED = "contact_joined"
    CONTACT_LEFT = "contact_left"
    TASK_ADDED = "task_added"
    TASK_DONE = "task_done"
    TASK_EDITED = "task_edited"
    TASK_PROGRESSED = "task_progressed"
    TASK_REOPENED = "task_reopened"
    TASK_DELETED = "task_deleted"
    TASK_ESCALATED = "task_escalated"
    NEXT_CONTACT_SET = "next_contact_set"
    KEY_DATE_ADDED = "key_date_added"
    KEY_DATE_EDITED = "key_date_edited"
    KEY_DATE_DELETED = "key_date_deleted"
    KEY_DATE_HANDLED = "key_date_handled"
    FILE_ATTACHED = "file_attached"
    FILE_REMOVED = "file_removed"
    TYPE_CHANGED = "type_changed"
    LEVEL_DECIDED = "level_decided"
    FOLLOW_UP_EDITED = "follow_up_edited"
    FOLLOW_UP_DELETED = "follow_up_deleted"
    DEAL_RECORDED = "deal_recorded"
    DEAL_VOIDED = "deal_voided"
    DEAL_MARKED = "deal_marked"
    QUOTE_ADDED = "quote_added"
    QUOTE_EDITED = "quote_edited"
    QUOTE_STATUS_SET = "quote_status_set"
    QUOTE_DELETED = "quote_deleted"
    QUOTE_RESTORED = "quote_restored"
    CONTRACT_ADDED = "contract_added"
    CONTRACT_EDITED = "contract_edited"
    CONTRACT_STATUS_SET = "contract_status_set"
    CONTRACT_DELETED = "contract_deleted"
    CONTRACT_RESTORED = "contract_restored"
    ORDER_ADDED = "order_added"
    ORDER_EDITED = "order_edited"
    ORDER_STATUS_SET = "order_status_set"
    ORDER_DELETED = "order_deleted"
    ORDER_RESTORED = "order_restored"
    ORDER_DELIVERED = "order_delivered"
    ORDER_RETURNED = "order_returned"
    USAGE_ADDED = "usage_added"
    USAGE_EDITED = "usage_edited"
    USAGE_DELETED = "usage_deleted"
    USAGE_RESTORED = "usage_restored"
    EXPENSE_ADDED = "expense_added"
    EXPENSE_EDITED = "expense_edited"
    EXPENSE_DELETED = "expense_deleted"
    EXPENSE_RESTORED = "expense_restored"
    PAYMENT_PLAN_ADDED = "payment_plan_added"
    PAYMENT_PLAN_EDITED = "payment_plan_edited"
    PAYMENT_PLAN_DELETED = "payment_plan_deleted"
    PAYMENT_PLAN_RESTORED = "payment_plan_restored"
    PAYMENT_ADDED = "payment_added"
    PAYMENT_EDITED = "payment_edited"
    PAYMENT_DELETED = "payment_deleted"
    PAYMENT_RESTORED = "payment_restored"
    INVOICE_ADDED = "invoice_added"
    INVOICE_EDITED = "invoice_edited"
    INVOICE_VOIDED = "invoice_voided"
    INVOICE_DELETED = "invoice_deleted"
    INVOICE_RESTORED = "invoice_restored"
    CREDIT_SET = "credit_set"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_ANSWERED = "approval_answered"
    APPROVAL_WITHDRAWN = "approval_withdrawn"
    APPROVAL_USED = "approval_used"
    TEAM_JOINED = "team_joined"
    TEAM_CHANGED = "team_changed"
    TEAM_LEFT = "team_left"
    RESTORED = "restored"
    MERGED = "merged"
    WAS_LEAD = "was_lead"
    SET_ASIDE = "set_aside"
    MOVED = "moved"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    EXTENSION_ASKED = "extension_asked"
    EXTENSION_DECIDED = "extension_decided"
    CLOCK_RESTARTED = "clock_restarted"
    DISPUTE_FILED = "dispute_filed"
    DISPUTE_DECIDED = "dispute_decided"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    OPPORTUNITY_ADDED = "opportunity_added"
    OPPORTUNITY_EDITED = "opportunity_edited"
    OPPORTUNITY_MOVED = "opportunity_moved"
    OPPORTUNITY_ENDED = "opportunity_ended"
    OPPORTUNITY_REOPENED = "opportunity_reopened"
    OPPORTUNITY_DELETED = "opportunity_deleted"
    OPPORTUNITY_RESTORED = "opportunity_restored"
    PROJECT_EDITED = "project_edited"


class EntryFilter(Enum):
    """Which entries of the timeline are shown."""

    ALL = "all"
    FOLLOW_UPS = "follow_ups"
    OWNERS = "owners"
    EDITS = "edits"
    TASKS = "tasks"
    OPPORTUNITIES = "opportunities"
    DEALS = "deals"
    QUOTES = "quotes"
    CONTRACTS = "contracts"
    ORDERS = "orders"
    EXPENSES = "expenses"
    PAYMENTS = "payments"
    FILES = "files"


_OWNERS = frozenset(
    {
        EntryKind.PERIOD_STARTED,
        EntryKind.PERIOD_ENDED,
        EntryKind.MOVED,
        EntryKind.LOCKED,
        EntryKind.UNLOCKED,
        EntryKind.EXTENSION_ASKED,
        EntryKind.EXTENSION_DECIDED,
        EntryKind.CLOCK_RESTARTED,
        EntryKind.DISPUTE_FILED,
        EntryKind.DISPUTE_DECIDED,
        EntryKind.DISPUTE_WITHDRAWN,
        EntryKind.SET_ASIDE,
        EntryKind.RESTORED,
        EntryKind.MERGED,
        EntryKind.WAS_LEAD,
    }
)
_TASKS = frozenset(
    {
        EntryKind.TASK_ADDED,
        EntryKind.TASK_DONE,
        EntryKind.TASK_EDITED,
        EntryKind.TASK_PROGRESSED,
        EntryKind.TASK_REOPENED,
        EntryKind.TASK_DELETED,
        EntryKind.TASK_ESCALATED,
        EntryKind.NEXT_CONTACT_SET,
        EntryKind.KEY_DATE_ADDED,
        EntryKind.KEY_DATE_EDITED,
        EntryKind.KEY_DATE_DELETED,
        EntryKind.KEY_DATE_HANDLED,
    }
)
OPPORTUNITY_KINDS = frozenset(
    {
        EntryKind.OPPORTUNITY_ADDED,
        EntryKind.OPPORTUNITY_EDITED,
        EntryKind.OPPORTUNITY_MOVED,
        EntryKind.OPPORTUNITY_ENDED,
        EntryKind.OPPORTUNITY_REOPENED,
        EntryKind.OPPORTUNITY_DELETED,
        EntryKind.OPPORTUNITY_RESTORED,
        EntryKind.PROJECT_EDITED,
    }
)
"""What is told of opportunities."""
_DEALS = frozenset({EntryKind.DEAL_RECORDED, EntryKind.DEAL_VOIDED, EntryKind.DEAL_MARKED})
_QUOTES = frozenset(
    {
        EntryKind.QUOTE_ADDED,
        EntryKind.QUOTE_EDITED,
        EntryKind.QUOTE_STATUS_SET,
        EntryKind.QUOTE_DELETED,
        EntryKind.QUOTE_RESTORED,
    }
)
_CONTRACTS = frozenset(
    {
        EntryKind.CONTRACT_ADDED,
        EntryKind.CONTRACT_EDITED,
        EntryKind.CONTRACT_STATUS_SET,
        EntryKind.CONTRACT_DELETED,
        EntryKind.CONTRACT_RESTORED,
    }
)
_ORDERS = frozenset(
    {
        EntryKind.ORDER_ADDED,
        EntryKind.ORDER_EDITED,
        EntryKind.ORDER_STATUS_SET,
        EntryKind.ORDER_DELETED,
        EntryKind.ORDER_RESTORED,
        EntryKind.ORDER_DELIVERED,
        EntryKind.ORDER_RETURNED,
    }
)
USAGE_KINDS = frozenset(
    {
        EntryKind.USAGE_ADDED,
        EntryKind.USAGE_EDITED,
        EntryKind.USAGE_DELETED,
        EntryKind.USAGE_RESTORED,
    }
)
"""What is told of what a customer uses."""
EXPENSE_KINDS = frozenset(
    {
        EntryKind.EXPENSE_ADDED,
        EntryKind.EXPENSE_EDITED,
        EntryKind.EXPENSE_DELETED,
        EntryKind.EXPENSE_RESTORED,
    }
)
"""What is told of expenses."""
PAYMENT_KINDS = frozenset(
    {
        EntryKind.PAYMENT_PLAN_ADDED,
        EntryKind.PAYMENT_PLAN_EDITED,
        EntryKind.PAYMENT_PLAN_DELETED,
        EntryKind.PAYMENT_PLAN_RESTORED,
        EntryKind.PAYMENT_ADDED,
        EntryKind.PAYMENT_EDITED,
        EntryKind.PAYMENT_DELETED,
        EntryKind.PAYMENT_RESTORED,
        EntryKind.INVOICE_ADDED,
        EntryKind.INVOICE_EDITED,
        EntryKind.INVOICE_VOIDED,
        EntryKind.INVOICE_DELETED,
        EntryKind.INVOICE_RESTORED,
        EntryKind.CREDIT_SET,
    }
)
"""What is told of money."""
APPROVAL_KINDS = frozenset(
    {
        EntryKind.APPROVAL_ASKED,
        EntryKind.APPROVAL_ANSWERED,
        EntryKind.APPROVAL_WITHDRAWN,
        EntryKind.APPROVAL_USED,
    }
)
"""What is told of what was asked before it was done."""
_FILES = frozenset({EntryKind.FILE_ATTACHED, EntryKind.FILE_REMOVED})
_FOLLOW_UPS = frozenset({EntryKind.FOLLOW_UP})
KINDS_OF: Mapping[EntryFilter, frozenset[EntryKind]] = {
    EntryFilter.ALL: frozenset(EntryKind),
    EntryFilter.FOLLOW_UPS: _FOLLOW_UPS,
    EntryFilter.OWNERS: _OWNERS,
    EntryFilter.EDITS: frozenset(EntryKind).difference(
        _FOLLOW_UPS,
        _OWNERS,
        _TASKS,
        OPPORTUNITY_KINDS,
        _DEALS,
        _QUOTES,
        _CONTRACTS,
        _ORDERS,
        EXPENSE_KINDS,
        PAYMENT_KINDS,
        _FILES,
    ),
    EntryFilter.TASKS: _TASKS,
    EntryFilter.OPPORTUNITIES: OPPORTUNITY_KINDS,
    EntryFilter.DEALS: _DEALS,
    EntryFilter.QUOTES: _QUOTES,
    EntryFilter.CONTRACTS: _CONTRACTS,
    EntryFilter.ORDERS: _ORDERS,
    EntryFilter.EXPENSES: EXPENSE_KINDS,
    EntryFilter.PAYMENTS: PAYMENT_KINDS,
    EntryFilter.FILES: _FILES,
}
"""The kinds of entries that each filter lets through."""


@dataclass(frozen=True, slots=True)
class TimelinePlace:
    """How far a timeline was read: what of each of its sources came last."""

    follow_up: tuple[datetime, int] | None = None
    event_id: int | None = None
    periods: int = 0
    """How many starts and ends of periods were shown."""


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened; `facts` depend on the kind, words are made in presentation."""

    at: datetime
    kind: EntryKind
    author: str
    follow_up: FollowUpRow | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    """What tells it from every other entry of its customer."""


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Entries of a timeline, the newest first, and where to go on; None at its end."""

    entries: tuple[TimelineEntry, ...]
    following: TimelinePlace | None
