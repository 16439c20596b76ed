"""The score of leads by the rules of the office, in SQL: the set-based twin of the domain's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select, update

from crm_tui.db.functions import has_inside, small_letters
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.scoring import ScoreRule
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.domain.queries.evaluation import small


def _word(column: Any) -> ColumnElement[Any]:
    name = select(DICTIONARY_ITEM.c.name).where(DICTIONARY_ITEM.c.id == column)
    return func.coalesce(name.correlate(LEAD).scalar_subquery(), "")


_HELD: dict[ScoreField, ColumnElement[Any]] = {
    ScoreField.PHONE: LEAD.c.phone_text,
    ScoreField.INDUSTRY: _word(LEAD.c.industry_id),
    ScoreField.SOURCE: _word(LEAD.c.source_id),
    **{
        each: LEAD.c[each.value]
        for each in ScoreField
        if each not in {ScoreField.PHONE, ScoreField.INDUSTRY, ScoreField.SOURCE}
    },
}


def rescore(unit: Unit, rules: Sequence[ScoreRule], lead_id: LeadId | None = None) -> None:
    """Store the score of a lead by these rules, or of every lead: one statement."""
    total = _total(rules)
    statement = update(LEAD).where(LEAD.c.score != total).values(score=total)
    if lead_id is not None:
        statement = statement.where(LEAD.c.id == lead_id)
    unit.connection.execute(statement)


def _total(rules: Sequence[ScoreRule]) -> ColumnElement[int]:
    total: ColumnElement[int] = literal(0)
    for rule in rules:
        total = total + case((_meets(rule), rule.points), else_=0)
    return total


def _meets(rule: ScoreRule) -> ColumnElement[bool]:
    held = _HELD[rule.field]
    match rule.condition:
        case ScoreCondition.FILLED:
            return and_(held != "")
        case ScoreCondition.IS:
            return small_letters(held) == small(rule.value)
        case ScoreCondition.CONTAINS:
            return has_inside(small_letters(held), small(rule.value))
