"""What a match means: whether it stops an entry, asks, or is only shown; an office may set it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum

from crm_tui.domain.duplicates.core_names import are_branches
from crm_tui.domain.duplicates.keys import KeyKind
from crm_tui.values import dataclass

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


class MatchLevel(StrEnum):
    """How much a match weighs, the heaviest first.

    block: refused, only who may assign customers enters it all the same; warn: asked, and whoever
    insists enters it; hint: shown; off: not looked for.
    """

    BLOCK = "block"
    WARN = "warn"
    HINT = "hint"
    OFF = "off"

    @property
    def weight(self) -> int:
        """Return a number that is larger for a heavier level, 0 for off."""
        return _WEIGHTS[self]

    def at_most(self, other: MatchLevel) -> MatchLevel:
        """Return the lighter of two levels."""
        return self if self.weight <= other.weight else other


_WEIGHTS = {each: place for place, each in enumerate(reversed(MatchLevel))}


class MatchKind(StrEnum):
    """In what two customers are the same, the surest first."""

    CREDIT_CODE = "credit_code"
    NAME = "name"
    FORMER_NAME = "former_name"
    MOBILE = "mobile"
    WECHAT = "wechat"
    EMAIL = "email"
    SHORT_NAME = "short_name"
    CORE_NAME = "core_name"
    FIXED_LINE = "fixed_line"
    DOMAIN = "domain"

    @property
    def is_phone(self) -> bool:
        """Return whether a number is the same."""
        return self in {MatchKind.MOBILE, MatchKind.FIXED_LINE}

    @property
    def is_contact_detail(self) -> bool:
        """Return whether that is the same by which people are reached: what a pool may hide."""
        return self.is_phone or self in {MatchKind.WECHAT, MatchKind.EMAIL}

    @property
    def is_name_or_phone(self) -> bool:
        """Return whether the whole name or a number is the same: what somebody may ask for."""
        return self is MatchKind.NAME or self.is_phone


_ALL = tuple(MatchLevel)
_UP_TO_WARN = (MatchLevel.WARN, MatchLevel.HINT, MatchLevel.OFF)
ALLOWED_LEVELS: Mapping[MatchKind, tuple[MatchLevel, ...]] = {
    # Branches share a core name and a domain, and everybody in a house its switchboard.
    kind: _UP_TO_WARN
    if kind in {MatchKind.SHORT_NAME, MatchKind.CORE_NAME, MatchKind.FIXED_LINE, MatchKind.DOMAIN}
    else _ALL
    for kind in MatchKind
}
"""The levels an office may set for each kind."""


@dataclass(frozen=True, slots=True)
class DuplicateLevels:
    """The level of each kind of match; the fields are the values of `MatchKind`."""

    credit_code: MatchLevel = MatchLevel.BLOCK
    name: MatchLevel = MatchLevel.BLOCK
    former_name: MatchLevel = MatchLevel.WARN
    mobile: MatchLevel = MatchLevel.WARN
    wechat: MatchLevel = MatchLevel.WARN
    email: MatchLevel = MatchLevel.WARN
    short_name: MatchLevel = MatchLevel.HINT
    core_name: MatchLevel = MatchLevel.WARN
    fixed_line: MatchLevel = MatchLevel.HINT
    domain: MatchLevel = MatchLevel.HINT

    def of(self, kind: MatchKind) -> MatchLevel:
        """Return the level of a kind of match."""
        level: MatchLevel = getattr(self, kind.value)
        return level

    def of_match(self, kind: MatchKind, one: str, other: str) -> MatchLevel:
        """Return the level of a match between customers of these names.

        Branches of one group are never more than a hint, whatever the level of a core name.
        """
        level = self.of(kind)
        is_of_core = kind in {MatchKind.CORE_NAME, MatchKind.SHORT_NAME}
        if is_of_core and level.weight > MatchLevel.HINT.weight and are_branches(one, other):
            return level.at_most(MatchLevel.HINT)
        return level


DEFAULT_LEVELS = DuplicateLevels()
SETTING_PREFIX = "duplicate_"
LEVEL_SETTINGS = tuple(f"{SETTING_PREFIX}{kind.value}" for kind in MatchKind)
"""The settings of the office that hold the levels, by the kinds of match."""


def read_level(setting: str, written: str) -> MatchLevel | None:
    """Return the level that a setting may have as it is written, or None when it may not."""
    kind = MatchKind(setting.removeprefix(SETTING_PREFIX))
    return next((each for each in ALLOWED_LEVELS[kind] if each.value == written.lower()), None)


def match_kind(asked: str, stored: str, key: str) -> MatchKind:
    """Return in what two customers are the same whose keys of these kinds have one value."""
    if KeyKind.WECHAT in {asked, stored}:
        return MatchKind.WECHAT
    if asked == KeyKind.PHONE:
        return MatchKind.MOBILE if _MOBILE.fullmatch(key) else MatchKind.FIXED_LINE
    if asked in _NAMES_BY_WEIGHT and stored in _NAMES_BY_WEIGHT:
        # The weaker of the two says what the match is worth.
        return max((_NAMES_BY_WEIGHT[asked], _NAMES_BY_WEIGHT[stored]))[1]
    return _OTHERS[KeyKind(stored)]


_NAMES_BY_WEIGHT: dict[str, tuple[int, MatchKind]] = {
    KeyKind.NAME: (0, MatchKind.NAME),
    KeyKind.FORMER: (1, MatchKind.FORMER_NAME),
    KeyKind.CORE: (2, MatchKind.CORE_NAME),
    KeyKind.SHORT: (3, MatchKind.SHORT_NAME),
}
_OTHERS = {
    KeyKind.CREDIT: MatchKind.CREDIT_CODE,
    KeyKind.EMAIL: MatchKind.EMAIL,
    KeyKind.DOMAIN: MatchKind.DOMAIN,
}


def levels_from_json(stored: object) -> DuplicateLevels:
    """Return the levels stored; what is missing, unknown or not allowed has its usual value."""
    if not stored or not isinstance(stored, Mapping):
        return DEFAULT_LEVELS
    known = {kind.value: {level.value for level in ALLOWED_LEVELS[kind]} for kind in MatchKind}
    values = {
        name: MatchLevel(stored[name])
        for name, allowed in known.items()
        if stored.get(name) in allowed
    }
    return DuplicateLevels(**values)


def levels_to_json(levels: DuplicateLevels) -> dict[str, str]:
    """Return what is stored of these levels: those that differ from the usual."""
    return {
        each.name: getattr(levels, each.name).value
        for each in fields(DuplicateLevels)
        if getattr(levels, each.name) != getattr(DEFAULT_LEVELS, each.name)
    }
