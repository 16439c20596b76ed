"""Read rules of a pool: a file of JSON, or the options of one rule."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.cli.inputs import UnknownChoiceError, read_choice, read_limit, read_word
from crm_tui.cli.rule_options import RuleOptions
from crm_tui.cli.sessions import Session
from crm_tui.cli.text_files import read_bytes
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.days import DayUnit
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.pools import (
    OFFERED_CONDITIONS,
    OFFERED_MILESTONES,
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
    RuleFilter,
    StoredCondition,
    parse_condition,
)
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.pools.rules import DEFAULT_WARNING_LEADS
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.presentation.shapes.rules import RULE_KEYS

_CONDITION_KEYS = ("kind", "days", "unit", "count", "milestones")


def draft_with(session: Session, options: RuleOptions, draft: RuleDraft) -> RuleDraft:
    """Return a draft with everything that an option names; the rest stays as it was."""
    leads = draft.warning_leads if options.warn is None else _leads(options.warn)
    return RuleDraft(
        conditions=_conditions(session, options, draft),
        combine=options.combine or draft.combine,
        filter=_filter(session, options, draft.filter),
        exempt_levels=_or_old(_levels(options.exempt_level), draft.exempt_levels),
        exempt_tags=_or_old(_texts(options.exempt_tag), draft.exempt_tags),
        name=draft.name if options.name is None else clean(options.name),
        warning_leads=leads,
    )


def _filter(session: Session, options: RuleOptions, old: RuleFilter) -> RuleFilter:
    return RuleFilter(
        levels=_or_old(_levels(options.level), old.levels),
        types=_or_old(_types(options.kind), old.types),
        industry_ids=_or_old(_industries(session, options.industry), old.industry_ids),
        source_ids=_or_old(_sources(session, options.source), old.source_ids),
        provinces=_or_old(_texts(options.region), old.provinces),
        tags=_or_old(_texts(options.tag), old.tags),
    )


def _or_old(new: frozenset[Any] | None, old: frozenset[Any]) -> frozenset[Any]:
    return old if new is None else new


def _parts(values: Iterable[str]) -> list[str]:
    """Return every value of options that may be given twice and may hold several with commas."""
    return [part for value in values for part in clean(value).replace("，", ",").split(",") if part]


def _texts(values: Sequence[str] | None) -> frozenset[str] | None:
    return None if not values else frozenset(clean(part) for part in _parts(values))


def _levels(values: Sequence[str] | None) -> frozenset[str] | None:
    if not values:
        return None
    return frozenset(read_choice("level", part, Level).value for part in _parts(values))


def _types(values: Sequence[str] | None) -> frozenset[str] | None:
    if not values:
        return None
    return frozenset(read_choice("type", part, CustomerType).value for part in _parts(values))


def _industries(session: Session, values: Sequence[str] | None) -> frozenset[int] | None:
    return _word_ids(session, DictionaryKind.INDUSTRY, "industry_id", values)


def _sources(session: Session, values: Sequence[str] | None) -> frozenset[int] | None:
    return _word_ids(session, DictionaryKind.SOURCE, "source_id", values)


def _word_ids(
    session: Session, kind: DictionaryKind, field: str, values: Sequence[str] | None
) -> frozenset[int] | None:
    if not values:
        return None
    found = (read_word(session, kind, field, part) for part in _parts(values))
    return frozenset(each for each in found if each is not None)


def _leads(text: str) -> tuple[int, ...]:
    if clean(text) == "none":
        return ()
    return tuple(_number("warning_leads", part) for part in _parts([text]))


def _number(field: str, text: str) -> int:
    found = read_limit(field, text)
    if found is None:
        raise FieldError(field, "not_a_number", clean(text))
    return found


# --- conditions ----------------------------------------------------------------------------------


def _conditions(session: Session, options: RuleOptions, draft: RuleDraft) -> tuple[Condition, ...]:
    unit = None if options.unit is None else read_choice("unit", options.unit, DayUnit)
    kept = {
        each.code: each if unit is None else replace(each, unit=unit) for each in draft.conditions
    }
    new_unit = unit or next((each.unit for each in draft.conditions), DayUnit.NON_HOLIDAY)
    for code, found in _named_conditions(session, options, new_unit).items():
        if found is None:
            kept.pop(code, None)
        else:
            kept[code] = found
    return tuple(kept[code] for code in sorted(kept, key=list(Deciding).index))


def _named_conditions(
    session: Session, options: RuleOptions, unit: DayUnit
) -> dict[Deciding, Condition | None]:
    found: dict[Deciding, Condition | None] = {}
    for code, typed in (
        (Deciding.IDLE, options.idle),
        (Deciding.FIRST_CONTACT, options.first_contact),
        (Deciding.NO_OPPORTUNITY, options.no_opportunity),
        (Deciding.NO_DEAL, options.no_deal),
        (Deciding.CONTRACT_END, options.contract_end),
    ):
        if typed is not None:
            days = read_limit(f"{code.value}_days", typed)
            stored = (
                None if days is None else StoredCondition(kind=code.value, days=days, unit=unit)
            )
            found[code] = None if stored is None else parse_condition(stored)
    if options.follow_ups is not None:
        found[Deciding.FOLLOW_UP_COUNT] = _follow_up_count(options.follow_ups, unit)
    if options.milestone:
        parts = _parts(options.milestone)
        milestones = tuple(_milestone(session, part) for part in parts if part != "none")
        found[Deciding.MILESTONE] = MilestoneCondition(milestones, unit) if milestones else None
    return found


def _follow_up_count(text: str, unit: DayUnit) -> FollowUpCountCondition | None:
    """Return 2/30: two follow-ups within thirty days."""
    if clean(text) == "none":
        return None
    count, _slash, days = clean(text).partition("/")
    return FollowUpCountCondition(
        _number("follow_ups", count), _number("follow_ups", days or "?"), unit
    )


def _milestone(session: Session, text: str) -> Milestone:
    """Return visit:7, or demo:15 by the code or the word of a follow-up method."""
    what, _colon, days = clean(text).replace("：", ":").partition(":")
    number = _number("milestone", days or "?")
    if what in {FactKind.VISIT.value, "拜访"}:
        return Milestone(FactKind.VISIT, number)
    if what in {QUOTATION, "报价单"}:
        return Milestone(FactKind.QUOTE, number)
    if what in {SIGNING, "签合同", "合同"}:
        return Milestone(FactKind.CONTRACT, number)
    if what in {RECEIVING, "回款"}:
        return Milestone(FactKind.RECEIPT, number)
    return Milestone(FactKind.CONTACT, number, _method(session, what))


def _method(session: Session, text: str) -> str:
    items = session.crm.offices.words(session.actor, DictionaryKind.FOLLOW_UP_METHOD)
    found = next((item.code for item in items if text in {item.code, item.name}), None)
    if found is None:
        known = (
            FactKind.VISIT.value,
            QUOTATION,
            SIGNING,
            RECEIVING,
            *(item.name for item in items),
        )
        raise UnknownChoiceError("milestone", "not_one_of", text, known=known)
    return found


# --- files ---------------------------------------------------------------------------------------


def read_rules(session: Session, path: str) -> list[RuleDraft]:
    """Return the rules of a JSON file, or of standard input; the shape is that of an answer.

    Raises FileFormatError for what cannot be read, FieldError for what a rule cannot have.
    """
    try:
        found = json.loads(read_bytes(path).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise FieldError("rules", "not_json", path) from error
    rules = found.get("rules") if isinstance(found, dict) else found
    if not isinstance(rules, list):
        raise FieldError("rules", "required")
    return [_draft(session, each) for each in rules]


def _draft(session: Session, rule: object) -> RuleDraft:
    values = _object("rules", rule, RULE_KEYS)
    combine = _text("combine", values.get("combine", Combine.ANY.value))
    options = RuleOptions(
        level=_list("levels", values),
        kind=_list("types", values),
        industry=_list("industries", values),
        source=_list("sources", values),
        region=_list("provinces", values),
        tag=_list("tags", values),
        exempt_level=_list("exempt_levels", values),
        exempt_tag=_list("exempt_tags", values),
        name=_text_or_none("name", values),
        any_or_all=read_choice("combine", combine, Combine) is Combine.ANY,
    )
    leads = values.get("warning_leads", list(DEFAULT_WARNING_LEADS))
    draft = RuleDraft(
        tuple(_condition(session, each) for each in _items("conditions", values)),
        warning_leads=tuple(
            _whole("warning_leads", each) for each in _sequence("warning_leads", leads)
        ),
    )
    return draft_with(session, options, draft)


def _condition(session: Session, condition: object) -> Condition:
    values = _object("conditions", condition, _CONDITION_KEYS)
    kind = _offered(_text("kind", values.get("kind", "")))
    unit = read_choice("unit", _text("unit", values.get("unit", "non_holiday")), DayUnit)
    match kind:
        case Deciding.MILESTONE:
            found = (_stored_milestone(session, each) for each in _items("milestones", values))
            return MilestoneCondition(tuple(found), unit)
        case Deciding.FOLLOW_UP_COUNT:
            count = _whole("count", values.get("count"))
            return FollowUpCountCondition(count, _whole("days", values.get("days")), unit)
        case _:
            days = _whole("days", values.get("days"))
            return parse_condition(StoredCondition(kind=kind.value, days=days, unit=unit))


def _offered(text: str) -> Deciding:
    known = tuple(code.value for code in OFFERED_CONDITIONS)
    if text not in known:
        raise UnknownChoiceError("kind", "not_one_of", text, known=known)
    return Deciding(text)


def _stored_milestone(session: Session, milestone: object) -> Milestone:
    values = _object("milestones", milestone, ("kind", "days", "method"))
    days, kind = _whole("days", values.get("days")), _text("kind", values.get("kind", ""))
    known = tuple(each.value for each in OFFERED_MILESTONES)
    if kind not in known:
        raise UnknownChoiceError("kind", "not_one_of", kind, known=known)
    method = _text_or_none("method", values)
    return Milestone(FactKind(kind), days, _method(session, method) if method else "")


def _object(field: str, value: object, known: Sequence[str]) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise FieldError(field, "not_one_of", str(value))
    strange = next((name for name in value if name not in known), None)
    if strange is not None:
        raise UnknownChoiceError(field, "not_one_of", strange, known=tuple(known))
    return value


def _sequence(field: str, value: object) -> list[object]:
    if not isinstance(value, list):
        raise FieldError(field, "not_one_of", str(value))
    return value


def _items(field: str, values: Mapping[str, object]) -> list[object]:
    return _sequence(field, values.get(field, []))


def _list(field: str, values: Mapping[str, object]) -> list[str]:
    return [_text(field, each) for each in _items(field, values)]


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise FieldError(field, "not_one_of", str(value))
    return clean(value)


def _text_or_none(field: str, values: Mapping[str, object]) -> str:
    """Return a text that may be left out or null, as an answer writes that there is none."""
    value = values.get(field)
    return "" if value is None else _text(field, value)


def _whole(field: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise FieldError(field, "not_a_number", "" if value is None else str(value))
    return value
