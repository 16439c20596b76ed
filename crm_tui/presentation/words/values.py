"""The word on screen for every value that is stored as a code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.affiliations import Tie
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.custom_fields import FieldHolder, FieldType
from crm_tui.domain.customers import CustomerKind, CustomerType, CustomerView, Level, Standing
from crm_tui.domain.days import DayUnit
from crm_tui.domain.deliveries import ChannelKind, DeliveryStatus, ReminderKind
from crm_tui.domain.disputes import DisputeOutcome, DisputeStatus
from crm_tui.domain.extensions import ExtensionStatus
from crm_tui.domain.festivals import Festival
from crm_tui.domain.follow_ups import FollowUpFlag, Ineffective, Mood
from crm_tui.domain.handovers import HandoverWay
from crm_tui.domain.import_choices import ImportKind, MatchAction
from crm_tui.domain.key_dates import Handling, KeyDateKind, Repeat
from crm_tui.domain.level_reviews import ProposalStatus
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.pools import (
    AssignMode,
    Deciding,
    HoldCause,
    LimitKind,
    LimitLevel,
    MemberKind,
    PeriodEnd,
    PeriodStart,
)
from crm_tui.domain.refused_attempts import Barrier
from crm_tui.domain.targets import SignedBy, TargetKind
from crm_tui.domain.tasks import (
    ClosedReason,
    TaskKind,
    TaskOutcome,
    TaskPriority,
    TaskState,
    TaskWhose,
)
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.usages import UsagePer
from crm_tui.domain.users import Permission, Road
from crm_tui.domain.views import Audience, Density, ListTab
from crm_tui.i18n import N_, _
from crm_tui.presentation.words.papers import PAPER_VALUES
from crm_tui.presentation.words.people import PEOPLE_VALUES
from crm_tui.presentation.words.selling import SELLING_VALUES

_VALUES: Mapping[Enum, str] = {
    **PAPER_VALUES,
    **PEOPLE_VALUES,
    **SELLING_VALUES,
    Barrier.NOT_PERMITTED: N_("their role does not permit it"),
    Barrier.OUT_OF_SIGHT: N_("it is not in their sight"),
    Barrier.OF_OTHERS: N_("it is not theirs"),
    ImportKind.CUSTOMERS: N_("customers"),
    ImportKind.CONTACTS: N_("contacts"),
    ImportKind.FOLLOW_UPS: N_("follow-ups"),
    ImportKind.LEADS: N_("leads"),
    ImportKind.OPPORTUNITIES: N_("opportunities"),
    ImportKind.ORDERS: N_("orders"),
    ImportKind.CONTRACTS: N_("contracts"),
    ImportKind.QUOTES: N_("quotes"),
    ImportKind.EXPENSES: N_("expenses"),
    ImportKind.USAGES: N_("what customers use"),
    ImportKind.PAYMENT_PLANS: N_("payment plans"),
    ImportKind.BANK_RECEIPTS: N_("a bank's list of receipts"),
    UsagePer.MONTH: N_("month"),
    UsagePer.YEAR: N_("year"),
    MatchAction.REPORT: N_("refuse the row, saying who has it"),
    MatchAction.SKIP: N_("leave the row out"),
    MatchAction.FILL: N_("fill what is empty"),
    MatchAction.OVERWRITE: N_("overwrite what is there"),
    MatchAction.NEW: N_("enter it anew"),
    FieldHolder.CUSTOMER: N_("customers"),
    FieldHolder.CONTACT: N_("contacts"),
    FieldType.TEXT: N_("Free text"),
    FieldType.NUMBER: N_("Number"),
    FieldType.MONEY: N_("Money"),
    FieldType.DATE: N_("Day"),
    FieldType.CHOICE: N_("One choice"),
    FieldType.CHOICES: N_("Several choices"),
    FieldType.YES_NO: N_("Yes or no"),
    FieldType.LINK: N_("Link"),
    ChannelKind.EMAIL: N_("E-mail"),
    ChannelKind.WECOM: N_("WeCom robot"),
    ChannelKind.DINGTALK: N_("DingTalk robot"),
    ChannelKind.FEISHU: N_("Feishu robot"),
    ChannelKind.WEBHOOK: N_("Webhook"),
    DeliveryStatus.WAITING: N_("on its way"),
    DeliveryStatus.SENT: N_("sent"),
    DeliveryStatus.FAILED: N_("failed, tried again"),
    DeliveryStatus.GIVEN_UP: N_("given up"),
    ReminderKind.TASK: N_("Tasks and reminders"),
    ReminderKind.CONTACT: N_("Next contacts"),
    ReminderKind.KEY_DATE: N_("Key dates"),
    ReminderKind.EXPIRING: N_("About to be taken back"),
    ReminderKind.STAFF_EXPIRING: N_("About to be taken from your staff"),
    ReminderKind.ESCALATION: N_("Reports upward"),
    ReminderKind.NOTICE: N_("Messages of colleagues"),
    ReminderKind.DIGEST: N_("The day in the morning"),
    ReminderKind.EARLIER: N_("Overdue for long"),
    ReminderKind.GREETING: N_("Greetings"),
    KeyDateKind.BIRTHDAY: N_("Birthday"),
    KeyDateKind.ANNIVERSARY: N_("Anniversary"),
    KeyDateKind.RENEWAL: N_("Renewal"),
    KeyDateKind.NEED: N_("Customer's need"),
    KeyDateKind.HOLIDAY: N_("Festival"),
    KeyDateKind.OTHER: N_("Other day"),
    Handling.DONE: N_("dealt with"),
    Handling.SNOOZED: N_("put off"),
    Handling.SKIPPED: N_("skipped"),
    Repeat.YEARLY: N_("every year"),
    Repeat.MONTHLY: N_("every month"),
    Repeat.ONCE: N_("once only"),
    Festival.NEW_YEAR: N_("New Year's Day"),
    Festival.SPRING_FESTIVAL: N_("Spring Festival"),
    Festival.LANTERN: N_("Lantern Festival"),
    Festival.WOMENS_DAY: N_("Women's Day"),
    Festival.LABOUR_DAY: N_("Labour Day"),
    Festival.DRAGON_BOAT: N_("Dragon Boat Festival"),
    Festival.TEACHERS_DAY: N_("Teachers' Day"),
    Festival.MID_AUTUMN: N_("Mid-autumn Festival"),
    Festival.NATIONAL_DAY: N_("National Day"),
    Festival.DOUBLE_NINTH: N_("Double Ninth Festival"),
    NoticeKind.MENTION: N_("mentions you"),
    NoticeKind.COMMENT: N_("comments on your follow-up"),
    NoticeKind.ESCALATION: N_("overdue, reported to you"),
    NoticeKind.TASK_GIVEN: N_("gave you a task"),
    NoticeKind.LEVELS: N_("levels to decide"),
    NoticeKind.CONTACT_PASSED_ON: N_("passed a contact on to you"),
    NoticeKind.CUSTOMER_MERGED: N_("merged your customer into another"),
    NoticeKind.RECEIPT_CONFIRMED: N_("confirmed your claim"),
    NoticeKind.RECEIPT_REFUSED: N_("refused your claim"),
    NoticeKind.LARGE_DEAL: N_("has a large opportunity"),
    NoticeKind.LARGE_WON: N_("won a large opportunity"),
    NoticeKind.APPROVAL_GRANTED: N_("granted what you asked for"),
    NoticeKind.APPROVAL_REFUSED: N_("did not grant what you asked for"),
    NoticeKind.CUSTOMERS_GIVEN: N_("assigned to you"),
    NoticeKind.CUSTOMERS_IMPORTED: N_("imported for you"),
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
    CustomerView.PARTICIPATED: N_("Those I take part in"),
    CustomerView.SUBORDINATES: N_("My team's"),
    CustomerView.POOL: N_("In the pool"),
    CustomerView.CLAIMABLE: N_("Claimable"),
    CustomerView.SUITABLE: N_("Good fit for me"),
    CustomerView.OPENING: N_("Opening soon"),
    CustomerView.SET_ASIDE: N_("Set aside"),
    CustomerView.INCOMPLETE: N_("To be completed"),
    Audience.MINE: N_("Only me"),
    Audience.TEAM: N_("My department and below"),
    Audience.EVERYBODY: N_("The whole office"),
    ListTab.CUSTOMERS: N_("Customers"),
    ListTab.POOL: N_("Pool"),
    ListTab.LEADS: N_("Leads"),
    ListTab.OPPORTUNITIES: N_("Opportunities"),
    ListTab.ORDERS: N_("Orders"),
    ListTab.CONTRACTS: N_("Contracts"),
    ListTab.QUOTES: N_("Quotes"),
    ListTab.PAYMENTS: N_("Payments"),
    Density.ONE_LINE: N_("one line"),
    Density.TWO_LINES: N_("two lines"),
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
    MemberKind.EVERYBODY: N_("Everybody"),
    MemberKind.USER: N_("Person"),
    MemberKind.DEPARTMENT: N_("Department"),
    MemberKind.ROLE: N_("Role"),
    LimitLevel.OFFICE: N_("Everybody"),
    LimitLevel.DEPARTMENT: N_("Department"),
    LimitLevel.ROLE: N_("Role"),
    LimitLevel.USER: N_("Person"),
    LimitKind.GENERAL: N_("all they hold"),
    LimitKind.SELF_FOUND: N_("those they found"),
    AssignMode.HAND: N_("by hand"),
    AssignMode.MATCH: N_("by match"),
    AssignMode.TURN: N_("in turn"),
    PeriodStart.CREATED: N_("Created"),
    PeriodStart.IMPORTED: N_("Imported"),
    PeriodStart.CLAIMED: N_("Claimed"),
    PeriodStart.ASSIGNED: N_("Assigned"),
    PeriodStart.TRANSFERRED: N_("Transferred"),
    PeriodStart.HANDED_OVER: N_("Handed over"),
    PeriodStart.DISPUTED: N_("Awarded in a dispute"),
    PeriodEnd.RETURNED: N_("Returned to the pool"),
    PeriodEnd.RECLAIMED: N_("Taken back by the rules"),
    PeriodEnd.DELETED: N_("Deleted"),
    PeriodEnd.INVALID: N_("Marked as invalid"),
    PeriodEnd.BLACKLISTED: N_("Put on the blacklist"),
    PeriodEnd.UNDONE: N_("Undone"),
    PeriodEnd.TRANSFERRED: N_("Passed on"),
    PeriodEnd.HANDED_OVER: N_("Passed on in a hand-over"),
    PeriodEnd.DISPUTED: N_("Given up in a dispute"),
    PeriodEnd.MERGED: N_("Merged into another customer"),
    Deciding.NONE: N_("No rule takes it back"),
    Deciding.EXEMPT: N_("Exempt"),
    Deciding.FIRST_CONTACT: N_("First contact in time"),
    Deciding.FOLLOW_UP_COUNT: N_("Number of follow-ups"),
    Deciding.IDLE: N_("Not followed up"),
    Deciding.NO_OPPORTUNITY: N_("No opportunity"),
    Deciding.NO_DEAL: N_("No deal"),
    Deciding.MILESTONE: N_("Milestones"),
    Deciding.CONTRACT_END: N_("After the contract"),
    Deciding.LOCK: N_("Locked"),
    Deciding.EXTENSION: N_("Extended"),
    Deciding.CONTRACT: N_("Contract in force"),
    Deciding.GRACE: N_("Days of grace"),
    FollowUpFlag.COPIED: N_("the same text as one before"),
    FollowUpFlag.UNANSWERED: N_("three calls in a row that nobody took"),
    Tie.HOME: N_("Own company"),
    Tie.FURTHER: N_("Also at"),
    Tie.FORMER: N_("Formerly at"),
    TeamRole.COLLABORATION: N_("Collaboration"),
    TeamRole.PRESALES: N_("Presales"),
    TeamRole.SERVICE: N_("Service"),
    Standing.NORMAL: N_("In use"),
    Standing.DELETED: N_("Deleted"),
    Standing.INVALID: N_("Invalid"),
    Standing.BLACKLISTED: N_("Blacklisted"),
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
    TaskPriority.LOW: N_("Low"),
    TaskPriority.NORMAL: N_("Normal"),
    TaskPriority.HIGH: N_("High"),
    TaskOutcome.WORKED: N_("It worked"),
    TaskOutcome.PARTLY: N_("Partly"),
    TaskOutcome.LOST: N_("Lost"),
    TaskState.OPEN: N_("Still open"),
    TaskState.OVERDUE: N_("Past due"),
    TaskState.DONE: N_("Done"),
    TaskState.ALL: N_("All"),
    TaskWhose.MINE: N_("Mine"),
    TaskWhose.STAFF: N_("My staff's"),
    ClosedReason.SKIPPED: N_("left out this time"),
    ClosedReason.RETURNED: N_("closed: the customer was returned"),
    ClosedReason.RECLAIMED: N_("closed: the customer was taken back"),
    ClosedReason.DELETED: N_("closed: the customer was deleted"),
    ClosedReason.TRANSFERRED: N_("closed: the customer was transferred"),
    ClosedReason.HANDED_OVER: N_("closed: the customer was handed over"),
    ProposalStatus.OPEN: N_("to decide"),
    ProposalStatus.ACCEPTED: N_("agreed to"),
    ProposalStatus.REFUSED: N_("refused"),
    ClosedReason.WON_BACK: N_("closed: the customer bought again"),
    ClosedReason.LOST: N_("closed: the customer is lost"),
    ClosedReason.DISCARDED: N_("closed: the lead was discarded"),
    ExtensionStatus.ASKED: N_("waits for a decision"),
    ExtensionStatus.GRANTED: N_("granted"),
    ExtensionStatus.REFUSED: N_("not granted"),
    HandoverWay.PERSON: N_("to one person"),
    HandoverWay.IN_TURN: N_("in turn"),
    HandoverWay.REGION: N_("by region"),
    HandoverWay.LEVEL: N_("by level"),
    HandoverWay.POOL: N_("to the pool"),
    DisputeStatus.OPEN: N_("open"),
    DisputeStatus.DECIDED: N_("decided"),
    DisputeStatus.WITHDRAWN: N_("withdrawn"),
    DisputeOutcome.FILER: N_("to who filed it"),
    DisputeOutcome.OTHER: N_("to the other side"),
    DisputeOutcome.SHARED: N_("to both"),
    DayKind.HOLIDAY: N_("Public holiday"),
    DayKind.WORKDAY: N_("Worked"),
    DayKind.REST: N_("Rest"),
    DayUnit.ALL: N_("days"),
    DayUnit.NON_HOLIDAY: N_("days without public holidays"),
    DayUnit.WORKING: N_("working days"),
}

_CODES: Mapping[str, type[Enum]] = {
    "kind": CustomerKind,
    "type": CustomerType,
    "decision_role": DecisionRole,
    "attitude": Attitude,
    "team_role": TeamRole,
    "standing": Standing,
    "target": TargetKind,
    "signed_by": SignedBy,
    "permission": Permission,
    "refused_because": Barrier,
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


def permission_word(code: str) -> str:
    """Return what a permission allows, by its stored code."""
    codes = {each.value for each in Permission}
    return word(Permission(code)) if code in codes else code
