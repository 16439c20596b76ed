"""The older follow-ups of the big office, as an import of another system would have left them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from crm_tui.db.types import to_ms
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import Ineffective
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.samples import SampleCustomer, SampleWorld, sentences
from crm_tui.domain.samples.dice import Dice, weighted
from crm_tui.domain.samples.sentences import Phase

_DAY_MS = 86_400_000
_EACH = weighted((0, 3), (1, 3), (2, 5), (3, 4), (4, 2), (6, 2), (10, 1), (18, 1))
_LONG_STORIES = {500: 10_000, 5_000: 2_000, 50_000: 500}
"""Customers by number that somebody wrote very much about."""
_PHASES = tuple(Phase)
_LONG_BEFORE_MS = 400 * _DAY_MS
_COLUMNS = (
    "customer_id, author_id, method_id, result_id, mood, content, happened_at, effective,"
    " why_not_effective, next_contact_note, created_at, created_by_id, updated_at, updated_by_id,"
    " version"
)
_INSERT = (
    f"INSERT INTO follow_up ({_COLUMNS})"
    f" VALUES (?, ?, ?, ?, ?, ?, ?, 0, '{Ineffective.IMPORTED.value}', '', ?, ?, ?, ?, 1)"
)


class Talks:
    """Writes follow-ups that lie before everything the samples tell, until there are enough."""

    def __init__(self, raw: sqlite3.Connection, world: SampleWorld, wanted: int) -> None:
        self._raw = raw
        self._world = world
        self._wanted = wanted
        self._dice = Dice(world.seed + 1)
        self._sellers = [member.user_id for member in world.members]
        self._words = {
            (kind, code): item_id
            for (kind, code), item_id in world.words.items()
            if kind in {DictionaryKind.FOLLOW_UP_METHOD, DictionaryKind.FOLLOW_UP_RESULT}
        }

    def write(self, ids: Sequence[int], customers: Sequence[SampleCustomer]) -> None:
        """Write the older follow-ups of these customers."""
        for customer_id, sample in zip(ids, customers, strict=True):
            if any(period.follow_ups for period in sample.periods):
                number = self._number(customer_id)
                self._raw.executemany(_INSERT, self._talks(customer_id, sample, number))

    def write_rest(self) -> None:
        """Tell the first ones again as if they had happened before, until there are enough."""
        (present,) = self._raw.execute("SELECT count(*) FROM follow_up").fetchone()
        missing = self._wanted - present
        self._raw.execute(
            f"INSERT INTO follow_up ({_COLUMNS}) SELECT customer_id, author_id, method_id,"
            f" result_id, mood, content, happened_at - {_LONG_BEFORE_MS}, 0,"
            f" '{Ineffective.IMPORTED.value}', '', created_at, created_by_id, updated_at,"
            " updated_by_id, 1 FROM follow_up LIMIT max(?, 0)",
            (missing,),
        )

    def _number(self, customer_id: int) -> int:
        long = _LONG_STORIES.get(customer_id)
        return self._dice.one_of(_EACH) if long is None else long

    def _talks(
        self, customer_id: int, sample: SampleCustomer, number: int
    ) -> Iterator[tuple[object, ...]]:
        dice, entered = self._dice, to_ms(sample.created_at)
        who = "对方"
        if sample.contacts:
            first = sample.contacts[0]
            who = sentences.courteous(first.name, first.title)
        author: UserId = dice.one_of(self._sellers)
        happened = entered
        for _ in range(number):
            happened -= dice.between(1, 40) * _DAY_MS // (1 + number // 40) + dice.below(9_000_000)
            said = sentences.said(dice, dice.one_of(_PHASES), who, "20万", counts=False)
            yield (
                customer_id,
                author,
                self._words[DictionaryKind.FOLLOW_UP_METHOD, said.method],
                self._words[DictionaryKind.FOLLOW_UP_RESULT, said.result],
                None if said.mood is None else said.mood.value,
                said.text,
                happened,
                entered,
                author,
                entered,
                author,
            )
