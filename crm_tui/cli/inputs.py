"""Read what was typed after an option; what cannot be understood is a FieldError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from crm_tui.cli.sessions import Session
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.customers import CustomerKind, CustomerType
from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.identifiers import written_id
from crm_tui.domain.key_dates import KeyDateKind, Repeat
from crm_tui.domain.moments import Direction, Moment, MomentFault, parse_moment
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.targets import SignedBy, TargetKind
from crm_tui.domain.teams import TeamRole
from crm_tui.domain.text import clean, folded
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.i18n import LANGUAGES, _
from crm_tui.presentation.errors import AMOUNT_REASON, MOMENT_REASON, sentence
from crm_tui.presentation.words import field_label, name_in_sentence, word

Choice = TypeVar("Choice", bound=Enum)

NO_LIMIT = "none"
_YES = frozenset({"yes", "y", "true", "1", "on", "是"})
_NO = frozenset({"no", "n", "false", "0", "off", "否"})
_NAMED = 30
_CHINESE: Mapping[Enum, str] = {
    CustomerKind.ENTERPRISE: "企业",
    CustomerKind.INDIVIDUAL: "个人",
    CustomerType.POTENTIAL: "潜在",
    CustomerType.DEAL: "成交",
    CustomerType.AT_RISK: "流失预警",
    CustomerType.LOST: "流失",
    TeamRole.COLLABORATION: "协作",
    TeamRole.PRESALES: "售前",
    TeamRole.SERVICE: "服务",
    KeyDateKind.BIRTHDAY: "生日",
    KeyDateKind.ANNIVERSARY: "周年",
    KeyDateKind.RENEWAL: "续约",
    KeyDateKind.NEED: "客户需求",
    KeyDateKind.HOLIDAY: "节日",
    KeyDateKind.OTHER: "其他节点",
    Repeat.YEARLY: "每年",
    Repeat.MONTHLY: "每月",
    Repeat.ONCE: "一次",
    Mood.POSITIVE: "积极",
    Mood.NEUTRAL: "中性",
    Mood.NEGATIVE: "消极",
    DecisionRole.DECIDER: "决策者",
    DecisionRole.INFLUENCER: "影响者",
    DecisionRole.BUYER: "采购者",
    DecisionRole.USER: "使用者",
    DecisionRole.GATEKEEPER: "把关者",
    Attitude.SUPPORTS: "支持",
    Attitude.NEUTRAL: "中立",
    Attitude.OPPOSES: "反对",
    TargetKind.SIGNED: "签约",
    TargetKind.RECEIVED: "回款",
    TargetKind.CUSTOMERS: "新客户",
    TargetKind.FOLLOW_UPS: "跟进",
    SignedBy.CONTRACT: "合同",
    SignedBy.ORDER: "订单",
    SignedBy.DEAL: "成交",
}
"""What is understood in Chinese also where the program speaks English."""


def read_moment(session: Session, field: str, text: str, *, prefer: Direction = "future") -> Moment:
    """Return the moment that 明天下午3点, "2026-12-01 10:00" or +2w means in the office's zone."""
    found = parse_moment(
        clean(text),
        now=session.now,
        zone=session.zone,
        prefer=prefer,
        calendar=session.crm.calendar,
    )
    if isinstance(found, MomentFault):
        raise FieldError(field, MOMENT_REASON + found.trouble.value, found.part)
    return found


def read_day(session: Session, field: str, text: str, *, prefer: Direction = "past") -> int:
    """Return the day number that a typed date means."""
    return read_moment(session, field, text, prefer=prefer).day


def typed_day(session: Session, text: str) -> int | None:
    """Return the day number that a phrase means: 明天, +3d; None for none, or for a time of day."""
    found = parse_moment(text, now=session.now, zone=session.zone, calendar=session.crm.calendar)
    return None if isinstance(found, MomentFault) or found.has_time else found.day


@dataclass
class UnknownChoiceError(FieldError):
    """What was typed is none of the words that are possible here."""

    known: tuple[str, ...] = ()


@sentence.register
def _unknown_choice(error: UnknownChoiceError) -> str:
    return _("{field} “{value}” is not possible; use one of: {known}.").format(
        field=field_label(error.field),
        value=name_in_sentence(error.value),
        known=_(", ").join(map(name_in_sentence, error.known)),
    )


def read_word(session: Session, kind: DictionaryKind, field: str, text: str) -> int | None:
    """Return the id of a word of one of the office's lists, by name or code; None for nothing."""
    wanted = folded(clean(text))
    if not wanted:
        return None
    # An office has its words in one language; those of the other are understood as well.
    codes = {seed.code for seed in SEEDS[kind] if wanted in {folded(seed.zh), folded(seed.en)}}
    items = session.crm.offices.words(session.actor, kind)
    for item in items:
        if wanted in {folded(item.name), item.code}:
            return item.id
    for item in items:
        if item.code in codes:
            return item.id
    raise UnknownChoiceError(
        field, "unknown", clean(text), known=tuple(item.name for item in items[:_NAMED])
    )


def read_choice(field: str, text: str, choices: type[Choice]) -> Choice:
    """Return the value that a code or its word on screen names, in Chinese always."""
    wanted = folded(clean(text))
    for choice in choices:
        names = {folded(str(choice.value)), folded(word(choice)), _CHINESE.get(choice, "")}
        if wanted in names:
            return choice
    raise UnknownChoiceError(
        field, "not_one_of", clean(text), known=tuple(word(choice) for choice in choices)
    )


def read_amount(session: Session, field: str, text: str) -> int:
    """Return an amount in minor units of the office's currency."""
    return read_money(field, text, session.currency)


def read_money(field: str, text: str, currency: str) -> int:
    """Return an amount in minor units of a currency."""
    found = parse_amount(clean(text), currency)
    if isinstance(found, AmountFault):
        raise FieldError(field, AMOUNT_REASON + found.trouble.value, found.part)
    return found


def read_limit(field: str, text: str) -> int | None:
    """Return a whole number of at least zero, or None for "none"."""
    written = clean(text)
    if written.lower() == NO_LIMIT:
        return None
    if not written.isdecimal() or len(written) > 9:
        raise FieldError(field, "not_a_number", written)
    return int(written)


def read_yes_or_no(field: str, text: str) -> bool:
    """Return what yes, no, 是 or 否 says."""
    written = clean(text).lower()
    if written not in _YES | _NO:
        raise FieldError(field, "not_one_of", written[:20])
    return written in _YES


def read_language(text: str) -> str:
    """Return a language this program speaks, nothing for nothing."""
    wanted = clean(text).lower()
    if wanted and wanted not in LANGUAGES:
        raise FieldError("language", "not_one_of", wanted)
    return wanted


def read_number(kind: str, text: str) -> int:
    """Return the number of a record; raise NotFoundError for what can be none."""
    written = clean(text)
    number = written_id(written)
    if number is None:
        raise NotFoundError(kind, written)
    return number


def read_settings(changes: Sequence[str], known: Sequence[str]) -> dict[str, str]:
    """Return what SETTING=VALUE says, each by the name of a setting that there is."""
    found: dict[str, str] = {}
    for each in changes:
        name, equals, value = each.partition("=")
        setting = name.strip().lower().replace("-", "_")
        if not equals or setting not in known:
            raise FieldError("setting", "unknown", name.strip()[:40])
        found[setting] = value
    return found
