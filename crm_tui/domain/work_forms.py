"""How a person writes the settings of the office's work, and how they are stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time

from crm_tui.domain.lead_times import parse_lead_times
from crm_tui.domain.money import parse_amount
from crm_tui.domain.work_settings import (
    ByLevel,
    PhonePolicy,
    Thresholds,
    Weights,
    WorkSettings,
)
from crm_tui.values import dataclass

LONGEST_DAYS = 3650
LONGEST_HOURS = 24 * 365
LONGEST_MONTHS = 120
MOST_TOLD_HOURLY = 100_000
OFF = "none"
"""What stands where a level asks for nothing."""

_OFF_WORDS = frozenset({OFF, "off", "无", "-"})
_PAIR = re.compile(
    r"([A-Za-z_]+|贡献|信用|潜力)\s*[=:：]?\s*([0-9]+|none|off|无|-)(?=[\s,，、;；]|$)", re.I
)
_NAMES = {"贡献": "contribution", "信用": "credit", "潜力": "potential"}
_BETWEEN = re.compile(r"[\s,，、;；/]+")
_MINOR = 100
_ANSWERS = {"yes": True, "是": True, "no": False, "否": False}
_CLOCK = re.compile(r"([0-9]{1,2})[:：]([0-9]{2})")


@dataclass(frozen=True, slots=True)
class _Form:
    """How one kind of value is written and read; `read` answers None for what cannot be."""

    write: Callable[[object], str]
    read: Callable[[str], object | None]


def _number(largest: int) -> _Form:
    def read(text: str) -> int | None:
        written = text.strip()
        if not written.isdecimal() or not 1 <= int(written[:9]) <= largest:
            return None
        return int(written)

    return _Form(str, read)


def _pairs(text: str) -> dict[str, str] | None:
    found = [
        (_NAMES.get(name, name.lower()), number.lower()) for name, number in _PAIR.findall(text)
    ]
    left = _BETWEEN.sub("", _PAIR.sub("", text))
    return None if left or not found or len(dict(found)) < len(found) else dict(found)


def _by_level(largest: int) -> _Form:
    def write(value: object) -> str:
        numbers = [(name.upper(), getattr(value, name)) for name in ("a", "b", "c")]
        return " ".join(f"{name}={OFF if each is None else each}" for name, each in numbers)

    def read(text: str) -> ByLevel | None:
        pairs = _pairs(text)
        if pairs is None or pairs.keys() != {"a", "b", "c"}:
            return None
        numbers = [None if pairs[each] in _OFF_WORDS else int(pairs[each][:9]) for each in "abc"]
        if any(each is not None and not 1 <= each <= largest for each in numbers):
            return None
        return ByLevel(*numbers)

    return _Form(write, read)


def _named_numbers(made: Callable[..., object], names: tuple[str, ...]) -> _Form:
    shown = {each: each.upper() if len(each) == 1 else each for each in names}

    def write(value: object) -> str:
        return " ".join(f"{shown[each]}={getattr(value, each)}" for each in names)

    def read(text: str) -> object | None:
        pairs = _pairs(text)
        if pairs is None or pairs.keys() != set(names) or _OFF_WORDS & set(pairs.values()):
            return None
        numbers = [int(pairs[each][:9]) for each in names]
        return made(*numbers) if all(0 <= each <= 100 for each in numbers) else None

    return _Form(write, read)


def _weights() -> _Form:
    form = _named_numbers(Weights, ("contribution", "credit", "potential"))

    def read(text: str) -> Weights | None:
        found = form.read(text)
        heavy = isinstance(found, Weights) and found.contribution + found.credit + found.potential
        return found if isinstance(found, Weights) and heavy else None

    return _Form(form.write, read)


def _thresholds() -> _Form:
    form = _named_numbers(Thresholds, ("a", "b"))

    def read(text: str) -> Thresholds | None:
        found = form.read(text)
        return found if isinstance(found, Thresholds) and found.b < found.a else None

    return _Form(form.write, read)


def _write_lead_times(value: object) -> str:
    return " ".join(value) if isinstance(value, tuple) and value else OFF


def _read_lead_times(text: str) -> tuple[str, ...] | None:
    if text.strip().lower() in _OFF_WORDS:
        return ()
    return parse_lead_times(text)


def _write_clock(value: object) -> str:
    return value.strftime("%H:%M") if isinstance(value, time) else ""


def _read_clock(text: str) -> time | None:
    found = _CLOCK.fullmatch(text.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 59:
        return None
    return time(int(found[1]), int(found[2]))


def _write_amount(value: object) -> str:
    whole, part = divmod(value, _MINOR) if isinstance(value, int) else (0, 0)
    return f"{whole}.{part:02d}" if part else str(whole)


def _read_amount(text: str) -> int | None:
    minor = parse_amount(text)
    return minor if isinstance(minor, int) and minor > 0 else None


def _write_answer(value: object) -> str:
    return "yes" if value else "no"


def _read_answer(text: str) -> bool | None:
    return _ANSWERS.get(text.strip().lower())


_PHONE_WORDS = {
    "保留": PhonePolicy.KEPT,
    "脱敏": PhonePolicy.MASKED,
    "工作号码": PhonePolicy.WORK,
    **{each.value: each for each in PhonePolicy},
}


def _write_phones(value: object) -> str:
    return value.value if isinstance(value, PhonePolicy) else ""


def _read_phones(text: str) -> PhonePolicy | None:
    return _PHONE_WORDS.get(text.strip().lower())


_ANSWER = _Form(_write_answer, _read_answer)
_LEAD_TIMES = _Form(_write_lead_times, _read_lead_times)
_FORMS: Mapping[str, _Form] = {
    "rhythm_days": _by_level(LONGEST_DAYS),
    "no_plan_days": _number(LONGEST_DAYS),
    "escalate_after_hours": _number(LONGEST_HOURS),
    "at_risk_months": _by_level(LONGEST_MONTHS),
    "birthday_leads": _LEAD_TIMES,
    "anniversary_leads": _LEAD_TIMES,
    "renewal_leads": _LEAD_TIMES,
    "need_leads": _LEAD_TIMES,
    "holiday_leads": _LEAD_TIMES,
    "other_leads": _LEAD_TIMES,
    "evaluation_weights": _weights(),
    "level_thresholds": _thresholds(),
    "digest_time": _Form(_write_clock, _read_clock),
    "large_deal_minor": _Form(_write_amount, _read_amount),
    "won_is_deal": _ANSWER,
    "phone_numbers": _Form(_write_phones, _read_phones),
    "others_told_hourly": _number(MOST_TOLD_HOURLY),
}
WORK_SETTINGS = tuple(_FORMS)
"""The settings by name, in the order they are shown."""


def written_setting(work: WorkSettings, name: str) -> str:
    """Return a setting as a person writes it: `A=7 B=14 C=30`, `30d 7d 0d`, `08:30`."""
    return _FORMS[name].write(getattr(work, name))


def read_setting(name: str, text: str) -> object | None:
    """Return the value a person wrote for a setting, or None where it cannot be read."""
    return _FORMS[name].read(text)


def why_not_setting(name: str) -> str:
    """Return why what was written for a setting cannot be read."""
    return "no_yes_or_no" if _FORMS[name] is _ANSWER else "not_one_of"
