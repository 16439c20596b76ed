"""By which keys of a row a customer of the office is looked for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crm_tui.domain.duplicates import (
    DuplicateLevels,
    Key,
    KeyKind,
    MatchLevel,
    asked_keys,
    compared_kinds,
    is_strong,
    match_kind,
)
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.policies import MatchPolicy

Asked = tuple[str, str, str]
"""A key that may be stored, and the kind of the row's own key: kind, key, kind."""

_PHONE = KeyKind.PHONE.value
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NAMING = frozenset({KeyKind.NAME.value, KeyKind.CREDIT.value})
_NAMED = _NAMING | {KeyKind.FORMER.value}
_ANY_PHONE = ("13800000000", "01000000000")
"""One of each sort of which it matters whether a phone is one."""


class Asking:
    """Says by which keys customers are looked for, as the office weighs a match and the plan acts.

    What would become a new customer all the same is not asked.
    """

    def __init__(self, kind: ImportKind, levels: DuplicateLevels, policy: MatchPolicy) -> None:
        self._is_of_contacts = kind is ImportKind.CONTACTS
        self._levels = levels
        self._policy = policy
        self._known: dict[tuple[str, str, bool], bool] = {}

    def of(self, keys: Iterable[Key]) -> tuple[Asked, ...]:
        """Return the keys by which a row with these is looked for, the surest first."""
        return tuple(
            (kind, key, asking)
            for (kind, key), asking in asked_keys(keys).items()
            if self.matters(asking, kind, key)
        )

    def matters(self, asking: str, stored: str, key: str) -> bool:
        """Return whether a match of these kinds would matter.

        Contacts name their customer; that somebody has their phone does not make it another.
        """
        if self._is_of_contacts and (asking not in _NAMING or stored not in _NAMED):
            return False
        # Of phones it matters which; of other keys their kinds say it all.
        sort = (asking, stored, asking == _PHONE and _MOBILE.fullmatch(key) is not None)
        known = self._known.get(sort)
        if known is None:
            level = self._levels.of(match_kind(asking, stored, key))
            # Not everybody may enter one against a block, whatever the plan says.
            is_new = self._policy.of(level) is MatchAction.NEW
            known = level is MatchLevel.BLOCK or not is_new
            self._known[sort] = known
        return known

    def stored_kinds(self, kind: str) -> tuple[str, ...]:
        """Return the kinds under which a customer may be stored that matters to a row's key.

        Of what is one customer's alone it matters also who had it once.
        """
        asked = [
            stored
            for stored in compared_kinds(kind)
            if any(self.matters(kind, stored, phone) for phone in _ANY_PHONE)
        ]
        own = [kind] if is_strong(kind) else []
        return tuple(dict.fromkeys([*own, *asked]))
