"""What records are called inside a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.text import printable
from crm_tui.i18n import N_, _, ngettext
from crm_tui.presentation.widths import cut

_SHOWN_CELLS = 60

_RECORDS: Mapping[str, str] = {
    "customer": N_("customer"),
    "contact": N_("contact"),
    "lead": N_("lead"),
    "pool": N_("pool"),
    "member": N_("member of the pool"),
    "limit": N_("holding limit"),
    "route": N_("route"),
    "rule": N_("rule"),
    "rule_version": N_("version of the rules"),
    "user": N_("colleague"),
    "task": N_("task"),
    "target": N_("target"),
    "deal": N_("deal"),
    "opportunity": N_("opportunity"),
    "pipeline": N_("pipeline"),
    "stage": N_("stage"),
    "product": N_("product"),
    "category": N_("category"),
    "quote": N_("quotation"),
    "order": N_("order"),
    "approval": N_("approval"),
    "quote_line": N_("line of a quote"),
    "document": N_("order or contract"),
    "payment": N_("payment"),
    "payment_plan": N_("planned payment"),
    "invoice": N_("invoice"),
    "bank_receipt": N_("unclaimed receipt"),
    "contract": N_("contract"),
    "expense": N_("expense"),
    "usage": N_("usage"),
    "project": N_("project file"),
    "team_member": N_("team member"),
    "follow_up": N_("follow-up"),
    "file": N_("file"),
    "phone": N_("number"),
    "batch": N_("batch"),
    "event": N_("event"),
    "role": N_("role"),
    "department": N_("department"),
    "leave": N_("leave"),
    "extension": N_("request for more days"),
    "handover": N_("hand-over"),
    "dispute": N_("dispute"),
    "view": N_("view"),
    "channel": N_("channel"),
    "key_date": N_("key date"),
    "custom_field": N_("own field"),
    "message_template": N_("text for greetings"),
    "token": N_("token"),
    "command": N_("command"),
    "dismissal": N_("pair of customers called different"),
}


def record_word(kind: str) -> str:
    """Return what a record is called inside a sentence: 客户 for customer."""
    return _(_RECORDS[kind]) if kind in _RECORDS else kind


def more_words(count: int) -> str:
    """Return how many there are besides those that were named: and 3 more."""
    return ngettext("and {count} more", "and {count} more", count).format(count=count)


def name_in_sentence(name: str) -> str:
    """Return a name as it may stand in a sentence: one plain line, long ones cut."""
    return cut(printable(name), _SHOWN_CELLS)
