"""The statement that makes of many customers what `protection` and `with_grace` make of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    false,
    func,
    literal,
    or_,
    select,
)

from crm_tui.db.functions import greatest, least
from crm_tui.db.queries.pools.rule_outcomes import SPAN
from crm_tui.db.queries.pools.rule_terms import (
    Spans,
    Term,
    accepts,
    contract_day,
    exempts,
    terms_of,
)
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.visibility import unscoped
from crm_tui.domain.days import NEVER
from crm_tui.domain.pools import DEFAULT_GRACE_DAYS, Combine, Condition, Deciding, Rule
from crm_tui.domain.pools.conditions import TABLE_ORDER

_NO_RULE = 0
_CARRIED = ("id", "owner_id", "last_day", "rule_id", "deciding", "not_before_day", "place")
"""What every stage of the statement hands to the next."""


class Pipeline:
    """One statement in stages, each fenced off so that nothing is computed twice for a row."""

    def __init__(
        self, rules: Sequence[Rule], *, day: int, spans: Spans, has_contracts: bool
    ) -> None:
        self._rules = rules
        self._day = day
        self._spans = spans
        self._has_contracts = has_contracts
        self._places = list(enumerate(rules, start=1))

    def outcomes(self, conditions: Sequence[ColumnElement[bool]], *, only_changed: bool) -> Any:
        """Return the statement that selects the columns of the scratch table."""
        graced = self._graced(self._longest(self._ruled(self._dated(self._matched(conditions)))))
        row = graced.c
        is_graced = row.floor > row.computed
        last_day = greatest(row.computed, row.floor)
        deciding = case((is_graced, Deciding.GRACE.value), else_=row.code)
        not_before_day = case((is_graced, row.floor))
        rule_id = self._by_place(row, lambda rule: literal(rule.id), None)
        statement = select(
            row.id,
            row.owner_id,
            row.last_day.label("old_day"),
            rule_id.label("new_rule_id"),
            last_day.label("new_last_day"),
            deciding.label("new_deciding"),
            not_before_day.label("new_not_before_day"),
            row.missing,
        )
        if not only_changed:
            return statement
        changes = (
            row.missing.is_not(None),
            row.last_day != last_day,
            row.deciding != deciding,
            row.rule_id.is_distinct_from(rule_id),
            row.not_before_day.is_distinct_from(not_before_day),
        )
        return statement.where(or_(*changes))

    def _matched(self, conditions: Sequence[ColumnElement[bool]]) -> Any:
        """Choose the first rule that fits."""
        customer = CUSTOMER.c
        fits = [(accepts(rule.filter, customer), place) for place, rule in self._places]
        place = case(*fits, else_=_NO_RULE) if fits else literal(_NO_RULE)
        return _fenced(
            select(
                *(customer[name] for name in _CARRIED if name != "place"),
                place.label("place"),
                customer.period_id,
                customer.clock_day,
                customer.last_effective_day,
                customer.level,
                customer.tags,
                customer.locked_until_day,
                customer.extended_until_day,
            ).where(*conditions, unscoped("a trial brings its own scope"))
        )

    def _dated(self, matched: Any) -> Any:
        """Look up the last day of each term, and note a key that nobody counted yet."""
        row = matched.c
        terms = {place: self._terms(rule, row) for place, rule in self._places}
        most = max(map(len, terms.values()), default=0)
        keys = [self._key(terms, number, row).label(f"key_{number}") for number in range(most)]
        contract = contract_day(row) if self._has_contracts else literal(0)
        keyed = _fenced(
            select(
                *(row[name] for name in _CARRIED),
                self._is_exempt(row).label("is_exempt"),
                func.coalesce(row.locked_until_day, 0).label("lock"),
                func.coalesce(row.extended_until_day, 0).label("extension"),
                contract.label("contract"),
                *keys,
            )
        )
        return _looked_up(keyed, most)

    def _terms(self, rule: Rule, row: Any) -> list[Term]:
        return [term for condition in _in_order(rule) for term in terms_of(condition, row)]

    def _key(self, terms: dict[int, list[Term]], number: int, row: Any) -> Any:
        key = self._spans.key
        return case(
            *(
                (row.place == place, key(found[number]))
                for place, found in terms.items()
                if number < len(found)
            )
        )

    def _is_exempt(self, row: Any) -> ColumnElement[bool]:
        named = [
            (row.place == place, exempts(rule, row))
            for place, rule in self._places
            if rule.conditions and (rule.exempt_levels or rule.exempt_tags)
        ]
        return case(*named, else_=false()) if named else false()

    def _ruled(self, dated: Any) -> Any:
        """Join the conditions by any or all, and name the one that decides."""
        row = dated.c
        days = {place: _joined(rule, row) for place, rule in self._places if rule.conditions}
        day = case(
            (row.is_exempt, NEVER),
            *((row.place == place, day) for place, (day, _) in days.items()),
            else_=NEVER,
        )
        code = case(
            (row.is_exempt, Deciding.EXEMPT.value),
            *((row.place == place, code) for place, (_, code) in days.items()),
            else_=Deciding.NONE.value,
        )
        rest = (row.missing, row.lock, row.extension, row.contract)
        return _fenced(
            select(*_carried(row), *rest, day.label("rule_day"), code.label("rule_code"))
        )

    def _longest(self, ruled: Any) -> Any:
        """Let a lock, an extension and a contract in force protect through their day at least."""
        row = ruled.c
        computed = greatest(row.rule_day, row.lock, row.extension, row.contract)
        code = case(
            (row.rule_day == computed, row.rule_code),
            (row.lock == computed, Deciding.LOCK.value),
            (row.extension == computed, Deciding.EXTENSION.value),
            else_=Deciding.CONTRACT.value,
        )
        return _fenced(
            select(*_carried(row), row.missing, computed.label("computed"), code.label("code"))
        )

    def _graced(self, longest: Any) -> Any:
        """Let nothing come forward by surprise: the floor below which no day falls."""
        row = longest.c
        promised = func.coalesce(row.not_before_day, 0)
        grace = self._by_place(row, lambda rule: literal(rule.grace_days), DEFAULT_GRACE_DAYS)
        kept = greatest(least(row.last_day, grace + self._day), promised)
        floor = case((row.computed < row.last_day, kept), else_=promised)
        return _fenced(
            select(*_carried(row), row.missing, row.computed, row.code, floor.label("floor"))
        )

    def _by_place(self, row: Any, value: Any, otherwise: int | None) -> Any:
        if not self._places:
            return literal(otherwise, Integer)
        return case(
            *((row.place == place, value(rule)) for place, rule in self._places), else_=otherwise
        )


def _in_order(rule: Rule) -> list[Condition]:
    return sorted(rule.conditions, key=lambda each: TABLE_ORDER.index(each.code))


def _fenced(statement: Any) -> Any:
    """Return a stage that is computed once for a row: an offset keeps planners from merging it."""
    return statement.offset(0).subquery()


def _carried(row: Any) -> list[Any]:
    return [row[name] for name in _CARRIED]


def _looked_up(keyed: Any, most: int) -> Any:
    source, days, unknown = keyed, [], []
    for number in range(most):
        span = SPAN.alias(f"span_{number}")
        key = keyed.c[f"key_{number}"]
        source = source.outerjoin(span, span.c.key == key)
        days.append(
            case((key.is_(None), NEVER), else_=func.coalesce(span.c.last_day, 0)).label(
                f"day_{number}"
            )
        )
        unknown.append(case((and_(key.is_not(None), span.c.last_day.is_(None)), key)))
    # One more, because a single argument is none that SQL could choose from.
    missing = func.coalesce(*unknown, None) if unknown else literal(None, Integer)
    row = keyed.c
    return _fenced(
        select(
            *_carried(row),
            row.is_exempt,
            row.lock,
            row.extension,
            row.contract,
            missing.label("missing"),
            *days,
        ).select_from(source)
    )


def _joined(rule: Rule, row: Any) -> tuple[Any, Any]:
    """Return the day of a rule with conditions and the code of the one that decides."""
    number, days = 0, []
    for condition in _in_order(rule):
        count = sum(1 for _ in terms_of(condition, CUSTOMER.c))
        terms = [row[f"day_{each}"] for each in range(number, number + count)]
        days.append(least(*terms) if terms else literal(NEVER))
        number += count
    day = least(*days) if rule.combine is Combine.ANY else greatest(*days)
    codes = [condition.code.value for condition in _in_order(rule)]
    decisive = [(each == day, code) for each, code in zip(days, codes, strict=True)]
    return day, case(*decisive)
