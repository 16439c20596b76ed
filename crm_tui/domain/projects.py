"""项目档案: what is known of an opportunity beyond its amount: shares, channel, the project.

业绩分成 says whose performance it is, in parts of a hundred percent; 报备 says for which end
customer and until when it is registered, and through which agent; the project has its money, days,
people and plan.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from enum import Enum

from crm_tui.domain.currencies import split
from crm_tui.domain.days import NEVER, date_of
from crm_tui.domain.decimals import decimal_text, parse_share
from crm_tui.domain.identifiers import CustomerId, KeyDateId, OpportunityId, UserId
from crm_tui.domain.key_dates import KeyDateKind
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

WHOLE = 10_000
"""A hundred percent, in the hundredths of a percent in which shares are kept."""
MOST_SHARES = 20
MOST_STEPS = 40
DONE = "✓"
"""What stands before a step of the plan that is done."""
_TITLE = 200
_SHARE = re.compile(r"\s*(.+?)\s*[=:：\s]\s*([0-9０-９.．]+)\s*[%％]?\s*")
_BETWEEN_SHARES = re.compile(r"[,，、;；\n]+")


@dataclass(frozen=True, slots=True)
class Share:
    """Somebody's part of a deal, in hundredths of a percent."""

    user_id: UserId
    percent: int


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the plan, and the day by which it is to be done."""

    name: str
    day: int
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day of a project that is remembered as a key date of its customer."""

    kind: KeyDateKind
    title: str
    day: int
    key_date_id: KeyDateId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFields:
    """What a person enters; amounts in minor units of the opportunity's currency."""

    shares: tuple[Share, ...] = ()
    """Empty where all of it is its owner's."""
    end_customer_id: CustomerId | None = None
    agent_id: CustomerId | None = None
    registered_for: str = ""
    """The product or project that is registered; empty for all of it."""
    registered_until: int | None = None
    investment_minor: int | None = None
    cost_budget_minor: int | None = None
    """What it may cost; what it did cost are its expenses."""
    bid_day: int | None = None
    departments: str = ""
    team: str = ""
    steps: tuple[Step, ...] = ()


PROJECT_FIELDS = tuple(each.name for each in dataclass_fields(ProjectFields))
DAYS = ("registered_until", "bid_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The project file of an opportunity with the names that this person may read."""

    opportunity_id: OpportunityId
    fields: ProjectFields = ProjectFields()
    registered_day: int | None = None
    reminders: tuple[Reminder, ...] = ()
    people: Mapping[UserId, str]
    end_customer: str = ""
    agent: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether nothing was entered."""
        return self.fields == ProjectFields()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow:
    """A registration in force, as listed."""

    id: OpportunityId
    opportunity: str
    customer_id: CustomerId
    customer: str
    end_customer: str
    agent: str
    registered_for: str
    registered_day: int
    until_day: int
    owner: str


@dataclass(frozen=True, slots=True)
class RegistrationClash:
    """Somebody else's registration for the same; nobody and nothing is named of what is hidden."""

    since_day: int
    until_day: int
    opportunity: str = ""
    owner: str = ""


class ShareBasis(Enum):
    """Of what it is summed up whose performance it is."""

    WON = "won"
    """Opportunities by the day they were won."""
    ORDERED = "ordered"
    """Orders by the day they were confirmed, and signed contracts for which no order counts."""


@dataclass(frozen=True, slots=True)
class ShareSum:
    """What somebody's parts come to, in the office's currency."""

    user_id: UserId
    name: str
    count: int
    amount_minor: int


# --- rules -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SharesSettled:
    """It has ended: its shares are changed by who may void deals."""

    opportunity: str


ProjectRefusal = SharesSettled


def why_not_share(
    opportunity: str, state: OpportunityState, *, may_void: bool
) -> SharesSettled | None:
    """Return why the shares of an opportunity are not changed any more, or None."""
    is_open = state is OpportunityState.OPEN
    return None if is_open or may_void else SharesSettled(opportunity)


def project_fault(entered: ProjectFields) -> tuple[str, str, str] | None:
    """Return the field that cannot be stored, why, and its value; texts are checked elsewhere."""
    for name in ("investment", "cost_budget"):
        minor = getattr(entered, f"{name}_minor")
        if minor is not None and not 0 <= minor <= LARGEST_MINOR:
            return name, "out_of_range", ""
    for name in DAYS:
        day = getattr(entered, name)
        if day is not None and not 1 <= day < NEVER:
            return name, "out_of_range", str(day)[:20]
    if any(not 1 <= each.day < NEVER or not each.name for each in entered.steps):
        return "steps", "out_of_range", ""
    if len(entered.steps) > MOST_STEPS:
        return "steps", "too_long", ""
    if entered.registered_until is not None and entered.end_customer_id is None:
        return "end_customer_id", "required", ""
    return shares_fault(entered.shares)


def shares_fault(shares: Sequence[Share]) -> tuple[str, str, str] | None:
    """Return why shares are none: they are somebody's each, and a hundred percent together."""
    if not shares:
        return None
    if len(shares) > MOST_SHARES:
        return "shares", "too_long", ""
    if len({each.user_id for each in shares}) < len(shares):
        return "shares", "named_twice", ""
    if any(not 0 < each.percent <= WHOLE for each in shares):
        return "shares", "out_of_range", ""
    whole = sum(each.percent for each in shares)
    return None if whole == WHOLE else ("shares", "not_whole", decimal_text(whole, 2))


def parts_of(minor: int, shares: Sequence[Share], owner_id: UserId | None) -> dict[UserId, int]:
    """Return whose an amount is, to the last unit; all of it the owner's where nothing is shared.

    What is left after cutting to whole units goes to the largest remainders.
    """
    if not shares:
        return {} if owner_id is None else {owner_id: minor}
    parts = split(minor, [each.percent for each in shares])
    return {each.user_id: part for each, part in zip(shares, parts, strict=True)}


def may_be_same(one: str, other: str) -> bool:
    """Return whether two registrations may be for the same: one's words stand in the other's."""
    mine, theirs = folded(one).replace(" ", ""), folded(other).replace(" ", "")
    return mine in theirs or theirs in mine


def read_shares(text: str, people: Mapping[str, UserId]) -> tuple[Share, ...] | str:
    """Return the shares that a text says, such as 李娜 60，王伟 40, or the part that says none.

    `people` are whom names and logins mean.
    """
    found = []
    for part in filter(str.strip, _BETWEEN_SHARES.split(text)):
        said = _SHARE.fullmatch(part)
        percent = None if said is None else parse_share(said[2])
        user_id = None if said is None else people.get(folded(said[1]))
        if percent is None or user_id is None:
            return part.strip()
        found.append(Share(user_id, percent))
    return tuple(found)


def shares_text(shares: Sequence[Share], people: Mapping[UserId, str]) -> str:
    """Return shares as `read_shares` reads them."""
    said = (f"{people.get(each.user_id, '?')} {decimal_text(each.percent, 2)}" for each in shares)
    return "，".join(said)


def read_plan(text: str, read_day: Callable[[str], int | None]) -> tuple[Step, ...] | str:
    """Return the steps that lines such as ✓ 12-01 方案 say, by day, or the line that is none."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        rest = line.removeprefix(DONE).strip()
        said, _space, name = rest.partition(" ")
        day = read_day(said)
        if day is None or not name.strip():
            return line
        found.append(Step(name.strip(), day, line.startswith(DONE)))
    return tuple(sorted(found, key=lambda each: each.day))


def plan_text(plan: Sequence[Step]) -> str:
    """Return a plan as `read_plan` reads it."""
    return "\n".join(
        f"{DONE + ' ' if each.is_done else ''}{date_of(each.day).isoformat()} {each.name}"
        for each in plan
    )


_REMINDED = {
    "registered_until": (KeyDateKind.RENEWAL, {"zh": "报备到期", "en": "Registration ends"}),
    "bid_day": (KeyDateKind.OTHER, {"zh": "投标", "en": "Bid"}),
}
"""What a day of a project is called among the key dates, in the office's language."""


def reminders_of(
    name: str, state: OpportunityState, entered: ProjectFields, language: str
) -> Iterator[Reminder]:
    """Yield the days of an opportunity that are worth a reminder as it stands.

    One that was won goes on with its plan; one that was lost or void has no days to come.
    """
    if state in {OpportunityState.LOST, OpportunityState.VOID}:
        return
    if state is OpportunityState.OPEN:
        for field, (kind, words) in _REMINDED.items():
            day = getattr(entered, field)
            if day is not None:
                word = words["en" if language == "en" else "zh"]
                yield Reminder(kind, f"{word} · {name}"[:_TITLE], day)
    for each in entered.steps:
        if not each.is_done:
            yield Reminder(KeyDateKind.OTHER, f"{each.name} · {name}"[:_TITLE], each.day)


# --- how fields are kept in events and rows -----------------------------------------------------


def kept_value(name: str, value: object) -> object:
    """Return a field as JSON keeps it."""
    match name, value:
        case "shares", tuple():
            return [{"user_id": each.user_id, "percent": each.percent} for each in value]
        case "steps", tuple():
            return [{"name": e.name, "day": e.day, "is_done": e.is_done} for e in value]
        case "reminders", tuple():
            return [
                {
                    "kind": each.kind.value,
                    "title": each.title,
                    "day": each.day,
                    "key_date_id": each.key_date_id,
                }
                for each in value
            ]
        case _:
            return value


def shares_from_json(stored: object) -> tuple[Share, ...]:
    """Return shares as JSON kept them."""
    listed = stored if isinstance(stored, list) else []
    return tuple(Share(UserId(int(each["user_id"])), int(each["percent"])) for each in listed)


def steps_from_json(stored: object) -> tuple[Step, ...]:
    """Return a plan as JSON kept it."""
    listed = stored if isinstance(stored, list) else []
    return tuple(
        Step(str(each["name"]), int(each["day"]), bool(each["is_done"])) for each in listed
    )


def reminders_from_json(stored: object) -> tuple[Reminder, ...]:
    """Return remembered days as JSON kept them."""
    listed = stored if isinstance(stored, list) else []
    return tuple(
        Reminder(
            KeyDateKind(each["kind"]),
            str(each["title"]),
            int(each["day"]),
            None if each["key_date_id"] is None else KeyDateId(int(each["key_date_id"])),
        )
        for each in listed
    )
