"""The word on screen for every value that is stored as a code, and the label of every field."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.customers import CustomerKind, CustomerType, CustomerView, Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.follow_ups import Ineffective, Mood
from crm_tui.domain.pools import Deciding, HoldCause, PeriodEnd, PeriodStart
from crm_tui.domain.tasks import ClosedReason, TaskKind
from crm_tui.domain.text import printable
from crm_tui.domain.users import Permission, Road, UserStatus
from crm_tui.i18n import N_, _
from crm_tui.presentation.widths import cut

_SHOWN_CELLS = 60

_VALUES: Mapping[Enum, str] = {
    CustomerKind.ENTERPRISE: N_("Company"),
    CustomerKind.INDIVIDUAL: N_("Individual"),
    CustomerType.POTENTIAL: N_("Potential"),
    CustomerType.DEAL: N_("Won customer"),
    CustomerType.AT_RISK: N_("At risk of loss"),
    CustomerType.LOST: N_("Lost customer"),
    Level.A: N_("A"),
    Level.B: N_("B"),
    Level.C: N_("C"),
    CustomerView.ALL: N_("All I may see"),
    CustomerView.MINE: N_("Mine"),
    CustomerView.SUBORDINATES: N_("My team's"),
    CustomerView.POOL: N_("In the pool"),
    CustomerView.INCOMPLETE: N_("To be completed"),
    Mood.POSITIVE: N_("Positive"),
    Mood.NEUTRAL: N_("Neutral"),
    Mood.NEGATIVE: N_("Negative"),
    DecisionRole.DECIDER: N_("Decider"),
    DecisionRole.INFLUENCER: N_("Influencer"),
    DecisionRole.BUYER: N_("Buyer"),
    DecisionRole.USER: N_("End user"),
    DecisionRole.GATEKEEPER: N_("Gatekeeper"),
    Attitude.SUPPORTS: N_("Supportive"),
    Attitude.NEUTRAL: N_("Undecided"),
    Attitude.OPPOSES: N_("Opposed"),
    PeriodStart.CREATED: N_("Created"),
    PeriodStart.IMPORTED: N_("Imported"),
    PeriodStart.CLAIMED: N_("Claimed"),
    PeriodStart.ASSIGNED: N_("Assigned"),
    PeriodEnd.RETURNED: N_("Returned to the pool"),
    PeriodEnd.RECLAIMED: N_("Taken back by the rules"),
    PeriodEnd.DELETED: N_("Deleted"),
    PeriodEnd.UNDONE: N_("Undone"),
    Deciding.NONE: N_("No rule takes it back"),
    Deciding.EXEMPT: N_("Exempt"),
    Deciding.IDLE: N_("Not followed up"),
    Deciding.GRACE: N_("Days of grace"),
    Ineffective.NOT_OWNER: N_("it was not written by the owner"),
    Ineffective.NO_PERIOD: N_("the customer was in the pool"),
    Ineffective.EMPTY: N_("it says nothing"),
    Ineffective.METHOD_DOES_NOT_COUNT: N_("this way of contact does not count"),
    Ineffective.RESULT_DOES_NOT_COUNT: N_("this result does not count"),
    Ineffective.BEFORE_PERIOD: N_("it happened before you held the customer"),
    Ineffective.TOO_LATE: N_("it was entered too late"),
    Ineffective.IMPORTED: N_("it was imported"),
    HoldCause.LONG_PAUSE: N_("no sweep has run for a long time"),
    HoldCause.CLOCK_MOVED: N_("the clock of this machine was moved"),
    HoldCause.RULES_CHANGED: N_("the pool's rules were changed"),
    HoldCause.CALENDAR_CHANGED: N_("the calendar was changed"),
    HoldCause.RESTORED: N_("a backup was restored"),
    TaskKind.TASK: N_("Task"),
    TaskKind.REMINDER: N_("Reminder"),
    ClosedReason.RETURNED: N_("closed: the customer was returned"),
    ClosedReason.RECLAIMED: N_("closed: the customer was taken back"),
    ClosedReason.DELETED: N_("closed: the customer was deleted"),
    DayUnit.ALL: N_("days"),
    DayUnit.NON_HOLIDAY: N_("days without public holidays"),
    DayUnit.WORKING: N_("working days"),
    UserStatus.ACTIVE: N_("Active"),
    UserStatus.DISABLED: N_("Disabled"),
    UserStatus.LEFT: N_("Left"),
    Road.SCREEN: N_("on screen"),
    Road.SHELL: N_("in the shell"),
    Road.IMPORT: N_("by import"),
    Road.SWEEP: N_("by the rules"),
    Road.SETUP: N_("at setup"),
    Permission.VIEW: N_("see customers"),
    Permission.EDIT_CUSTOMER: N_("enter and edit customers"),
    Permission.DELETE_CUSTOMER: N_("delete customers"),
    Permission.IMPORT: N_("import customers"),
    Permission.FOLLOW_UP: N_("write follow-ups and reminders"),
    Permission.CLAIM: N_("claim customers"),
    Permission.RETURN: N_("return customers"),
    Permission.ASSIGN: N_("assign customers"),
    Permission.SWEEP: N_("run the sweep"),
    Permission.UNDO_OTHERS: N_("see and undo what others did"),
    Permission.MANAGE_OFFICE: N_("manage the office"),
}

FIELDS: Mapping[str, str] = {
    "strict_contact": N_("Every customer needs a contact"),
    "late_entry_days": N_("Working days a follow-up may be entered late"),
    "reserve_days": N_("Days a new customer beyond the limit is kept for its finder"),
    "name": N_("Name"),
    "kind": N_("Kind"),
    "short_name": N_("Short name"),
    "former_names": N_("Former names"),
    "industry_id": N_("Industry"),
    "type": N_("Type"),
    "nature": N_("Nature"),
    "level": N_("Level"),
    "source_id": N_("Source"),
    "stage_id": N_("Stage"),
    "introduced_by": N_("Introduced by"),
    "province": N_("Province"),
    "city": N_("City"),
    "district": N_("District"),
    "address": N_("Address"),
    "location": N_("Location"),
    "website": N_("Website"),
    "credit_code": N_("Credit code"),
    "headcount": N_("Headcount"),
    "annual_revenue": N_("Annual revenue"),
    "founded_on": N_("Founded on"),
    "legal_representative": N_("Legal representative"),
    "registered_capital": N_("Registered capital"),
    "business_scope": N_("Business scope"),
    "parent_id": N_("Parent company"),
    "needs": N_("Needs"),
    "budget_minor": N_("Budget"),
    "decision_chain": N_("Decision chain"),
    "need_tags": N_("Need tags"),
    "tags": N_("Tags"),
    "past_cooperation": N_("Past cooperation"),
    "invoice_details": N_("Invoice details"),
    "remarks": N_("Remarks"),
    "first_contact_day": N_("First contact"),
    "custom": N_("Own fields"),
    "contact_name": N_("Contact"),
    "phone": N_("Phone"),
    "phones": N_("Phone"),
    "title": N_("Title"),
    "department": N_("Department"),
    "email": N_("Email"),
    "wechat": N_("WeChat"),
    "wechat_nickname": N_("WeChat nickname"),
    "qq": N_("QQ"),
    "gender": N_("Gender"),
    "birthday": N_("Birthday"),
    "birthday_is_lunar": N_("Lunar birthday"),
    "decision_role": N_("Role in the decision"),
    "attitude": N_("Attitude"),
    "background": N_("Background"),
    "is_key": N_("Key contact"),
    "content": N_("Content"),
    "method": N_("Way"),
    "result": N_("Result"),
    "mood": N_("Customer's mood"),
    "stage": N_("Stage"),
    "industry": N_("Industry"),
    "source": N_("Source"),
    "happened_at": N_("Happened at"),
    "next_contact_at": N_("Next contact"),
    "next_contact_note": N_("For the next contact"),
    "due_at": N_("Due"),
    "reason": N_("Reason"),
    "login": N_("Login"),
    "zone": N_("Time zone"),
    "sort": N_("Sort by"),
    "holding_limit": N_("Holding limit"),
    "daily_limit": N_("Claims a day"),
    "idle_days": N_("Days without follow-up"),
    "as_of": N_("As of"),
    "language": N_("Language"),
}
"""The label of every field that a form shows or an error names."""

_CODES: Mapping[str, type[Enum]] = {
    "kind": CustomerKind,
    "type": CustomerType,
    "decision_role": DecisionRole,
    "attitude": Attitude,
}

_RECORDS: Mapping[str, str] = {
    "customer": N_("customer"),
    "contact": N_("contact"),
    "pool": N_("pool"),
    "user": N_("colleague"),
    "task": N_("task"),
    "batch": N_("batch"),
    "event": N_("event"),
    "role": N_("role"),
    "department": N_("department"),
}

_OPERATIONS: Mapping[str, str] = {
    "Customers.add": N_("New customer"),
    "Customers.edit": N_("Customer edited"),
    "Customers.add_contact": N_("New contact"),
    "Customers.edit_contact": N_("Contact edited"),
    "Pools.claim": N_("Claim"),
    "Pools.return_to_pool": N_("Return"),
    "Pools.assign": N_("Assignment"),
    "FollowUps.add": N_("Follow-up"),
    "Tasks.add": N_("New reminder"),
    "Tasks.done": N_("Reminder done"),
    "Tasks.set_next_contact": N_("Next contact"),
    "Sweeps._take_chunk": N_("Taken back by the rules"),
    "History.undo": N_("Undo"),
    "Imports.run": N_("Import"),
    "Offices.add_user": N_("New colleague"),
    "Offices.change": N_("Settings"),
}


def word(value: Enum) -> str:
    """Return the word for a value of the domain: 潜在, 积极, 使用者."""
    return _(_VALUES[value]) if value in _VALUES else str(value.value)


def optional_word(value: Enum | None) -> str:
    """Return the word for a value, nothing for none."""
    return "" if value is None else word(value)


def coded_word(name: str, code: str) -> str:
    """Return the word for the stored code of a field; other values stay as they are."""
    kind = _CODES.get(name)
    return word(kind(code)) if kind and code in {each.value for each in kind} else code


def field_label(name: str) -> str:
    """Return the label of a field by its name in the code: 信用代码 for credit_code."""
    return _(FIELDS[name]) if name in FIELDS else name


def record_word(kind: str) -> str:
    """Return what a record is called inside a sentence: 客户 for customer."""
    return _(_RECORDS[kind]) if kind in _RECORDS else kind


def deciding_word(code: str) -> str:
    """Return what fixed the last protected day, by its stored code."""
    return word(Deciding(code)) if code in {each.value for each in Deciding} else code


def hold_cause_word(cause: HoldCause) -> str:
    """Return why a sweep waits for somebody, as the end of a sentence."""
    return word(cause)


def ineffective_word(code: str) -> str:
    """Return why a follow-up moved no deadline, by its stored code."""
    return word(Ineffective(code)) if code in {each.value for each in Ineffective} else code


def road_word(code: str) -> str:
    """Return by which way an operation came in, by its stored code."""
    return word(Road(code)) if code in {each.value for each in Road} else code


def operation_word(name: str) -> str:
    """Return what an operation is called in the history."""
    return _(_OPERATIONS[name]) if name in _OPERATIONS else name


def permission_word(code: str) -> str:
    """Return what a permission allows, by its stored code."""
    codes = {each.value for each in Permission}
    return word(Permission(code)) if code in codes else code


def name_in_sentence(name: str) -> str:
    """Return a name as it may stand in a sentence: one plain line, long ones cut."""
    return cut(printable(name), _SHOWN_CELLS)
