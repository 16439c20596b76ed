"""The fields of a reclaim rule: its conditions, what it exempts, when it warns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from textual.dom import DOMNode

from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.pools import (
    OFFERED_CONDITIONS,
    QUOTATION,
    RECEIVING,
    SIGNING,
    Combine,
    Condition,
    Deciding,
    FactKind,
    FollowUpCountCondition,
    Milestone,
    MilestoneCondition,
    StoredCondition,
    parse_condition,
)
from crm_tui.domain.pools.rule_books import LARGEST_COUNT, LONGEST_DAYS, MOST_LEADS, RuleDraft
from crm_tui.i18n import _
from crm_tui.presentation.conditions import fact_word, milestones_words
from crm_tui.presentation.words import word
from crm_tui.tui.screens.form_choices import enum_choices
from crm_tui.tui.screens.settings.filters import filter_in
from crm_tui.tui.screens.settings.numbers import NumberField
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.several_field import SeveralField, WordsField

_BETWEEN = re.compile(r"[,，、;；\s]+")
_MILESTONE = re.compile(r"(?P<method>.+?)\s*(?:≤|<=|<|=|:|：)?\s*(?P<days>\d{1,4})\s*天?")
_BETWEEN_MILESTONES = re.compile(r"[,，、;；]+")
_LINE_LIMIT = 500
_CODES = {
    FactKind.VISIT: "visit",
    FactKind.QUOTE: QUOTATION,
    FactKind.CONTRACT: SIGNING,
    FactKind.RECEIPT: RECEIVING,
}
"""How the milestones that are no way of contact are written; a visit is both."""
_MOST_MILESTONES = 20
COUNTED = tuple(each for each in OFFERED_CONDITIONS if each is not Deciding.MILESTONE)
"""The conditions that are said with a number of days."""


def combine_choices() -> list[Choice[Combine]]:
    """Return how conditions work together."""
    return [
        Choice(Combine.ANY, _("any one of them takes it back"), "any ry"),
        Choice(Combine.ALL, _("only all of them together"), "all tsmz"),
    ]


def unit_choices() -> list[Choice[DayUnit]]:
    """Return which days a condition counts."""
    return [
        Choice(DayUnit.NON_HOLIDAY, _("all but public holidays"), "non_holiday cjjr"),
        Choice(DayUnit.WORKING, _("working days only"), "working zsgzr"),
        Choice(DayUnit.ALL, _("every day"), "all mt"),
    ]


def condition_rows(
    session: Session, condition_of: Mapping[Deciding, Condition]
) -> Iterator[Sequence[FormField[Any]]]:
    """Yield the fields of each condition, side by side; one that is left empty is off."""
    for code in COUNTED:
        *number, days, unit = _condition_fields(code, condition_of.get(code))
        if number:
            yield number
        yield days, unit
    found = condition_of.get(Deciding.MILESTONE)
    milestones = found if isinstance(found, MilestoneCondition) else None
    yield MilestonesField(session, milestones), _unit_field(Deciding.MILESTONE, milestones)


def _condition_fields(code: Deciding, found: Condition | None) -> Iterator[FormField[Any]]:
    days = None if found is None or isinstance(found, MilestoneCondition) else found.days
    if code is Deciding.FOLLOW_UP_COUNT:
        count = found.count if isinstance(found, FollowUpCountCondition) else None
        yield NumberField(
            word(code), count, least=1, greatest=LARGEST_COUNT, off=_("off"), id="count"
        )
    yield NumberField(
        _("within days") if code is Deciding.FOLLOW_UP_COUNT else word(code),
        days,
        greatest=LONGEST_DAYS,
        off=_("off"),
        zero=_("on the same day"),
        id=f"{code.value}_days",
    )
    yield _unit_field(code, found)


def _unit_field(code: Deciding, found: Condition | None) -> ChoiceField[DayUnit]:
    return ChoiceField(
        _("counting"),
        unit_choices(),
        DayUnit.NON_HOLIDAY if found is None else found.unit,
        required=True,
        id=f"{code.value}_unit",
    )


class MilestonesField(TextField):
    """Milestones in one line: visit 7, demo 15; the line below says what was understood."""

    def __init__(self, session: Session, found: MilestoneCondition | None) -> None:
        self._names = {
            each.code: each.name
            for each in session.words
            if each.kind is DictionaryKind.FOLLOW_UP_METHOD and each.enabled and each.counts
        }
        self._names[QUOTATION] = fact_word(FactKind.QUOTE)
        self._names[SIGNING] = fact_word(FactKind.CONTRACT)
        self._names[RECEIVING] = fact_word(FactKind.RECEIPT)
        milestones = () if found is None else found.milestones
        shown = _(", ").join(self._shown(each) for each in milestones)
        super().__init__(
            word(Deciding.MILESTONE),
            shown,
            placeholder=_("off: a way of contact and its days, as in {way} 7").format(
                way=next(iter(self._names.values()), "")
            ),
            limit=_LINE_LIMIT,
            why_wrong=self._fault_of,
            id="milestones",
        )

    def _shown(self, milestone: Milestone) -> str:
        code = _CODES.get(milestone.kind, milestone.method)
        return f"{self._names.get(code, code)} {milestone.days}"

    @property
    def milestones(self) -> tuple[Milestone, ...]:
        """The milestones that were understood."""
        found = (self._milestone(part) for part in self._parts())
        return tuple(each for each in found if each is not None)

    def hint(self) -> str:
        """Return what was understood."""
        if self.is_blank or self.why_wrong() is not None:
            return ""
        return milestones_words(MilestoneCondition(self.milestones, DayUnit.ALL), self._names)

    def _parts(self) -> list[str]:
        parts = (part.strip() for part in _BETWEEN_MILESTONES.split(self.value))
        return [part for part in parts if part]

    def _milestone(self, part: str) -> Milestone | None:
        found = _MILESTONE.fullmatch(part)
        if found is None or int(found["days"]) > LONGEST_DAYS:
            return None
        wish = found["method"].strip().casefold()
        codes = [
            code for code, name in self._names.items() if wish in {name.casefold(), code.casefold()}
        ]
        codes = codes or [code for code, name in self._names.items() if wish in name.casefold()]
        if not codes:
            return None
        days = int(found["days"])
        for kind, code in _CODES.items():
            if codes[0] == code:
                return Milestone(kind, days)
        return Milestone(FactKind.CONTACT, days, codes[0])

    def _fault_of(self, _typed: str) -> str | None:
        parts = self._parts()
        if len(parts) > _MOST_MILESTONES:
            return _("Too many milestones.")
        wrong = next((part for part in parts if self._milestone(part) is None), None)
        if wrong is None:
            return None
        return _("“{part}” is no way of contact with its days: {ways}").format(
            part=wrong, ways=_(", ").join(self._names.values())
        )


class LeadsField(TextField):
    """How many days ahead a rule warns."""

    def __init__(self, leads: Sequence[int]) -> None:
        super().__init__(
            _("Warns ahead"),
            _(", ").join(map(str, leads)),
            placeholder=_("never"),
            limit=_LINE_LIMIT,
            why_wrong=self._fault_of,
            id="leads",
        )

    @property
    def leads(self) -> tuple[int, ...]:
        """The days, the earliest warning first."""
        numbers = {int(part) for part in self._parts() if part.isascii() and part.isdecimal()}
        return tuple(sorted(numbers, reverse=True))

    def hint(self) -> str:
        """Return what the longest lead means besides."""
        if self.why_wrong() is not None or not self.leads:
            return ""
        return _("grace when a day comes forward: {count} days").format(count=self.leads[0])

    def _parts(self) -> list[str]:
        return [part for part in _BETWEEN.split(self.value) if part]

    def _fault_of(self, _typed: str) -> str | None:
        parts = self._parts()
        numbers = [part for part in parts if part.isascii() and part.isdecimal() and len(part) < 5]
        if len(numbers) < len(parts) or any(int(each) > LONGEST_DAYS for each in numbers):
            return _("Write days with a comma between, as in 7, 3, 1, 0.")
        return _("Too many.") if len(parts) > MOST_LEADS else None


def exempt_fields(draft: RuleDraft) -> Iterator[FormField[Any]]:
    """Yield whom the rule never takes, and when it warns."""
    yield SeveralField(
        _("Exempt levels"),
        enum_choices(Level),
        [each for each in Level if each.value in draft.exempt_levels],
        placeholder=_("none"),
        id="exempt_levels",
    )
    yield WordsField(
        _("Exempt tags"), (), sorted(draft.exempt_tags), placeholder=_("none"), id="exempt_tags"
    )
    yield LeadsField(draft.warning_leads)


def draft_in(form: DOMNode, before: RuleDraft) -> RuleDraft:
    """Return the rule that stands in the fields; what they do not offer stays as before."""
    offered = frozenset(OFFERED_CONDITIONS)
    kept = tuple(each for each in before.conditions if each.code not in offered)
    levels: tuple[Level, ...] = form.query_one("#exempt_levels", SeveralField).value
    combine = form.query_one("#combine", ChoiceField).value
    return RuleDraft(
        conditions=(*_conditions_in(form), *kept),
        combine=combine if isinstance(combine, Combine) else Combine.ANY,
        filter=filter_in(form),
        exempt_levels=frozenset(each.value for each in levels),
        exempt_tags=frozenset(form.query_one("#exempt_tags", WordsField).value),
        name=form.query_one("#name", TextField).value,
        warning_leads=form.query_one("#leads", LeadsField).leads,
    )


def _conditions_in(form: DOMNode) -> Iterator[Condition]:
    count = form.query_one("#count", NumberField).number
    for code in COUNTED:
        days = form.query_one(f"#{code.value}_days", NumberField).number
        if days is None or (code is Deciding.FOLLOW_UP_COUNT and count is None):
            continue
        yield parse_condition(
            StoredCondition(kind=code.value, days=days, unit=_unit_in(form, code), count=count)
        )
    milestones = form.query_one("#milestones", MilestonesField).milestones
    if milestones:
        yield MilestoneCondition(milestones, _unit_in(form, Deciding.MILESTONE))


def _unit_in(form: DOMNode, code: Deciding) -> DayUnit:
    unit = form.query_one(f"#{code.value}_unit", ChoiceField).value
    return unit if isinstance(unit, DayUnit) else DayUnit.NON_HOLIDAY
