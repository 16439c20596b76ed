"""Records as flat dicts for other programs: the contract that docs/shell.md describes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import Enum
from zoneinfo import ZoneInfo

from crm_tui.domain.affiliations import Company, Tie
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRecord, CustomerRow
from crm_tui.domain.days import NEVER, start_of_day
from crm_tui.domain.events import BatchRow
from crm_tui.domain.follow_ups import FollowUpRow
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.offices import Office
from crm_tui.domain.pools import (
    DueCustomer,
    PoolRow,
    SweepReport,
    days_left,
)
from crm_tui.domain.sign_ins import POLICY_SETTINGS
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.timelines import TimelineEntry
from crm_tui.domain.today import Asked
from crm_tui.domain.users import UserRow
from crm_tui.domain.work_forms import WORK_SETTINGS, written_setting
from crm_tui.errors import CrmError
from crm_tui.presentation import errors
from crm_tui.presentation.dates import iso, iso_day
from crm_tui.presentation.money import plain_amount
from crm_tui.values import dataclass

Shape = dict[str, object]
"""One flat object: texts, numbers, booleans, null, or lists of them."""


KEYS: Mapping[str, tuple[str, ...]] = {
    "customer": (
        "id", "name", "kind", "level", "type", "stage", "industry", "source", "province", "city",
        "contacts", "phone", "owner", "pool", "last_day", "deadline", "days_left",
        "last_follow_up_at", "next_contact_at", "next_contact_note", "holder_count",
        "completeness", "incomplete", "created_at", "version",
    ),
    "contact": (
        "id", "customer_id", "name", "phones", "title", "department", "email", "wechat",
        "decision_role", "attitude", "is_key", "tie", "also_at", "formerly_at",
    ),
    "follow_up": (
        "id", "customer_id", "customer", "author", "happened_at", "method", "result", "contact",
        "mood", "content", "effective", "why_not_effective", "next_contact_at",
        "next_contact_note", "flags", "needs", "problems", "comments", "files",
    ),
    "task": (
        "id", "kind", "title", "due_at", "has_time", "assignee", "customer_id", "customer",
        "done_at", "closed_reason", "priority", "contact", "recurrence", "outcome", "review",
        "loss_reason", "escalated_at", "notes", "created_by", "lead_id", "lead", "opportunity_id",
        "opportunity",
    ),
    "today": (
        "why", "customer_id", "customer", "task_id", "title", "due_at", "last_day", "deadline",
        "days_left", "person", "record_id",
    ),
    "pool": (
        "id", "name", "customers", "owned", "member", "daily_limit", "claims_today", "idle_days",
        "enabled", "admin", "may_claim",
    ),
    "office": (
        "name", "zone", "currency", "holding_limit", "strict_contact", "late_entry_days",
        "reserve_days", "opening_days", "owners_may_transfer", "work", "duplicates", "sign_in",
    ),
    "user": (
        "id", "login", "name", "department", "role", "status", "held", "holding_limit",
        "further_roles", "manager", "regions", "industries", "products", "left_day",
    ),
    "batch": (
        "batch", "at", "user", "operation", "road", "changes", "undone_by", "undoes", "attempted",
    ),
}  # fmt: skip
"""The keys of every shape that is listed, in order: the header of CSV, also of an empty one."""


def error_shape(error: CrmError) -> Shape:
    """Return an error as the one object that is written to stderr with --json."""
    return {
        "error": errors.code(error),
        "message": errors.sentence(error),
        "hint": errors.hint(error),
        **_apart(errors.facts(error), ("error", "message", "hint")),
    }


def refused_shape(record_id: int, name: str, error: CrmError) -> Shape:
    """Return one refused record of a batch."""
    return {
        "id": record_id,
        "name": name,
        "reason": errors.code(error),
        "message": errors.sentence(error),
        **_apart(errors.facts(error), ("id", "name", "reason", "message")),
    }


def batch_shape(batch_id: int | None, done: Iterable[Shape], refused: Iterable[Shape]) -> Shape:
    """Return the answer of a verb that takes several records."""
    return {"batch": batch_id, "done": list(done), "refused": list(refused)}


@dataclass(frozen=True, slots=True)
class Shapes:
    """Makes shapes in one office's zone, with people as logins."""

    zone: ZoneInfo
    today: int
    currency: str
    logins: Mapping[UserId, str]

    def customer(self, row: CustomerRow) -> Shape:
        """Return a customer as a list gives it."""
        owned = row.owner_id is not None
        return {
            "id": row.id,
            "name": row.name,
            "kind": row.kind.value,
            "level": _code(row.level),
            "type": row.type.value,
            "stage": row.stage,
            "industry": row.industry,
            "source": row.source,
            "province": row.province,
            "city": row.city,
            "contacts": row.contact_names,
            "phone": row.phone,
            "owner": self._login(row.owner_id),
            "pool": row.pool,
            **self.deadline(row.last_day if owned else NEVER),
            "last_follow_up_at": self._instant(row.last_follow_up_at),
            "next_contact_at": self._instant(row.next_contact_at),
            "next_contact_note": row.next_contact_note,
            "holder_count": row.holder_count,
            "completeness": row.completeness,
            "incomplete": row.is_incomplete,
            "created_at": self._instant(row.created_at),
            "version": row.version,
        }

    def customer_detail(self, record: CustomerRecord) -> Shape:
        """Return a customer whole, without the contacts and tasks that stand beside it."""
        typed = record.fields
        budget = typed.budget_minor
        return {
            **self.customer(record.row),
            "short_name": typed.short_name,
            "former_names": typed.former_names,
            "nature": typed.nature,
            "introduced_by": typed.introduced_by,
            "district": typed.district,
            "address": typed.address,
            "location": typed.location,
            "website": typed.website,
            "credit_code": typed.credit_code,
            "headcount": typed.headcount,
            "annual_revenue": typed.annual_revenue,
            "founded_on": _day(typed.founded_on),
            "legal_representative": typed.legal_representative,
            "registered_capital": typed.registered_capital,
            "business_scope": typed.business_scope,
            "parent_id": typed.parent_id,
            "needs": typed.needs,
            "budget": None if budget is None else plain_amount(budget, self.currency),
            "currency": self.currency,
            "decision_chain": typed.decision_chain,
            "need_tags": list(typed.need_tags),
            "tags": list(typed.tags),
            "past_cooperation": typed.past_cooperation,
            "invoice_details": typed.invoice_details,
            "remarks": typed.remarks,
            "first_contact_day": _day(typed.first_contact_day),
            "owned_since": self._instant(record.owned_since),
            "clock_day": _day(record.clock_day),
            "last_effective_day": _day(record.last_effective_day),
            "missing": list(record.missing),
            "loss_reason": record.loss_reason,
            "loss_note": record.loss_note,
        }

    def contact(self, row: ContactRow, companies: Sequence[Company] = ()) -> Shape:
        """Return a contact as they are at a customer, with the other companies of theirs."""
        typed = row.fields_here
        return {
            "id": row.id,
            "customer_id": row.at_id,
            "name": typed.name,
            "phones": [phone.number for phone in typed.phones],
            "title": typed.title,
            "department": typed.department,
            "email": typed.email,
            "wechat": typed.wechat,
            "decision_role": _code(typed.decision_role),
            "attitude": _code(typed.attitude),
            "is_key": typed.is_key,
            "tie": (Tie.HOME if row.position is None else Tie.FURTHER).value,
            "also_at": [each.name for each in companies if each.tie is not Tie.FORMER],
            "formerly_at": [each.name for each in companies if each.tie is Tie.FORMER],
        }

    def follow_up(self, row: FollowUpRow) -> Shape:
        """Return a follow-up."""
        return {
            "id": row.id,
            "customer_id": row.customer_id,
            "customer": row.customer,
            "author": self._login(row.author_id),
            "happened_at": self._instant(row.happened_at),
            "method": row.method,
            "result": row.result,
            "contact": row.contact,
            "mood": _code(row.mood),
            "content": row.content,
            "effective": row.effective,
            "why_not_effective": row.why_not_effective or None,
            "next_contact_at": self._instant(row.next_contact_at),
            "next_contact_note": row.next_contact_note,
            "flags": [flag.value for flag in row.flags],
            "needs": row.needs,
            "problems": row.problems,
            "comments": [f"{each.author}: {each.content}" for each in row.comments],
            "files": list(row.files),
        }

    def task(self, row: TaskRow) -> Shape:
        """Return a task or reminder."""
        return {
            "id": row.id,
            "kind": row.kind.value,
            "title": row.title,
            "due_at": self._instant(row.due_at),
            "has_time": row.has_time,
            "assignee": self._login(row.assignee_id),
            "customer_id": row.customer_id,
            "customer": row.customer or None,
            "done_at": self._instant(row.done_at),
            "closed_reason": row.closed_reason or None,
            "priority": row.priority.value,
            "contact": row.contact or None,
            "recurrence": _rule(row),
            "outcome": None if row.outcome is None else row.outcome.value,
            "review": row.review or None,
            "loss_reason": row.loss_reason or None,
            "escalated_at": self._instant(row.escalated_at),
            "notes": row.notes or None,
            "created_by": None if row.created_by_id is None else self._login(row.created_by_id),
            "lead_id": row.lead_id,
            "lead": row.lead or None,
            "opportunity_id": row.opportunity_id,
            "opportunity": row.opportunity or None,
        }

    def timeline_entry(self, entry: TimelineEntry) -> Shape:
        """Return an entry of a timeline that is no follow-up: what happened, when, by whom."""
        return {
            "at": self._instant(entry.at),
            "what": entry.kind.value,
            "how": _code(_enum(entry.facts.get("how"))),
            "author": entry.author,
        }

    def today_item(self, why: str, each: CustomerRow | TaskRow) -> Shape:
        """Return one thing to do today, with why it stands there."""
        if isinstance(each, TaskRow):
            item: Shape = {
                "why": why,
                "customer_id": each.customer_id,
                "customer": each.customer or None,
                "task_id": each.id,
                "title": each.title,
                "due_at": self._instant(each.due_at),
                **self.deadline(NEVER),
            }
        else:
            item = {
                "why": why,
                "customer_id": each.id,
                "customer": each.name,
                "task_id": None,
                "title": each.next_contact_note,
                "due_at": self._instant(each.next_contact_at),
                **self.deadline(NEVER if each.owner_id is None else each.last_day),
            }
        return {**item, "person": None, "record_id": None}

    def waiting_item(self, why: str, each: Asked) -> Shape:
        """Return something others wait for; `record_id` is the slip, request or dispute."""
        return {
            "why": why,
            "customer_id": each.customer_id,
            "customer": each.customer,
            "task_id": None,
            "title": each.words,
            "due_at": None,
            **self.deadline(NEVER),
            "person": each.person,
            "record_id": each.record_id,
        }

    def pool(self, row: PoolRow) -> Shape:
        """Return a pool with the asking person's quota."""
        return {
            "id": row.id,
            "name": row.name,
            "customers": row.customers,
            "owned": row.owned,
            "member": row.is_member,
            "daily_limit": row.daily_limit,
            "claims_today": row.claims_today,
            "idle_days": row.idle_days,
            "enabled": row.enabled,
            "admin": row.is_admin,
            "may_claim": row.may_claim,
        }

    def user(self, row: UserRow) -> Shape:
        """Return a colleague."""
        return {
            "id": row.id,
            "login": row.login,
            "name": row.name,
            "department": row.department,
            "role": row.role,
            "status": row.status.value,
            "held": row.held,
            "holding_limit": row.holding_limit,
            "further_roles": list(row.further_roles),
            "manager": self._login(row.manager_id),
            "regions": list(row.regions),
            "industries": list(row.industries),
            "products": list(row.products),
            "left_day": _day(row.left_day),
        }

    def office(self, office: Office) -> Shape:
        """Return the settings of the office."""
        from crm_tui.presentation.shapes.duplicates import shown_levels  # noqa: PLC0415 - few ask

        return {
            "name": office.name,
            "zone": str(office.zone),
            "currency": office.currency,
            "holding_limit": office.holding_limit,
            "strict_contact": office.strict_contact,
            "late_entry_days": office.late_entry_days,
            "reserve_days": office.reserve_days,
            "opening_days": office.opening_days,
            "owners_may_transfer": office.owners_may_transfer,
            "work": {name: written_setting(office.work, name) for name in WORK_SETTINGS},
            "duplicates": shown_levels(office),
            "sign_in": {name: getattr(office.sign_in, name) for name in POLICY_SETTINGS},
        }

    def batch(self, row: BatchRow) -> Shape:
        """Return a batch of the history."""
        return {
            "batch": row.id,
            "at": self._instant(row.at),
            "user": row.login or None,
            "operation": row.operation,
            "road": row.road,
            "changes": row.events,
            "undone_by": row.undone_by_id,
            "undoes": row.undoes_id,
            "attempted": row.attempted or None,
        }

    def due_customer(self, row: DueCustomer) -> Shape:
        """Return a customer that a sweep takes, or would take."""
        return {
            "id": row.customer_id,
            "name": row.name,
            "owner": self._login(row.owner_id),
            "pool": row.pool,
            "last_day": iso_day(row.last_day),
            "deciding": row.deciding,
        }

    def sweep(self, report: SweepReport) -> Shape:
        """Return what a sweep did, would do, or why it did nothing."""
        return {
            "batch": report.batch_id,
            "as_of": iso_day(report.as_of_day),
            "dry_run": report.dry_run,
            "total": report.total,
            "held_because": _code(report.held_because),
            "skipped_because": report.skipped_because or None,
            "customers": [self.due_customer(row) for row in report.taken],
        }

    def _login(self, user_id: UserId | None) -> str | None:
        return None if user_id is None else self.logins.get(user_id)

    def _instant(self, instant: datetime | None) -> str | None:
        return None if instant is None else iso(instant, self.zone)

    def deadline(self, last_day: int) -> Shape:
        """Return the last protected day, the instant it ends, and the days left."""
        never = last_day >= NEVER
        return {
            "last_day": iso_day(last_day),
            "deadline": None if never else iso(start_of_day(last_day + 1, self.zone), self.zone),
            "days_left": days_left(last_day, self.today),
        }


def _day(day: int | None) -> str | None:
    return None if day is None else iso_day(day)


def _rule(row: TaskRow) -> str | None:
    if row.recurrence is None:
        return None
    from crm_tui.domain.recurrences import written_recurrence  # noqa: PLC0415

    return written_recurrence(row.recurrence)


def _enum(value: object) -> Enum | None:
    return value if isinstance(value, Enum) else None


def _code(value: Enum | None) -> str | None:
    return None if value is None else str(value.value)


def _apart(found: dict[str, object], taken: tuple[str, ...]) -> Shape:
    """Return the facts, those whose name is taken under another one."""
    return {f"fact_{name}" if name in taken else name: value for name, value in found.items()}
