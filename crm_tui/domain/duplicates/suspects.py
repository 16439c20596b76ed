"""疑似重复: customers of the office that may be one, and what speaks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from crm_tui.domain.customers import CustomerKind, CustomerRow
from crm_tui.domain.duplicates.choosing import alike
from crm_tui.domain.duplicates.keys import Key, KeyKind, asked_keys
from crm_tui.domain.duplicates.levels import DuplicateLevels, MatchKind, MatchLevel, match_kind
from crm_tui.domain.duplicates.near_names import Nearness
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import mask_account, mask_email, mask_text
from crm_tui.domain.text import mask_phone
from crm_tui.values import dataclass

MOST_IN_PAIRS = 6
"""A key that more have in common is told once, with how many: a switchboard, a group's domain."""
MOST_NAMED = 20
"""So many of those are named."""
USUAL_NUMBER = 200

Pair = tuple[CustomerId, CustomerId]
"""Two customers, the lower id first."""

_KINDS = tuple(MatchKind)
_KEY_KINDS = tuple(KeyKind)
_NEVER_SHARED = frozenset({MatchKind.CREDIT_CODE, MatchKind.NAME})


@dataclass(frozen=True, slots=True)
class SharedKey:
    """In what two customers are exactly the same."""

    kind: MatchKind
    key: str
    level: MatchLevel


@dataclass(frozen=True, slots=True)
class Suspects:
    """Customers that may be one: two of them, or all that have one key in common."""

    customers: tuple[CustomerRow, ...]
    """The lower id first; of more than are named the first."""
    count: int
    level: MatchLevel
    shared: tuple[SharedKey, ...] = ()
    """What is the same, the heaviest first."""
    nearness: Nearness | None = None
    """How much the names are alike, where they are not the same."""

    @property
    def is_pair(self) -> bool:
        """Return whether it is about two customers, of whom one may go into the other."""
        return self.count == 2

    @property
    def pair(self) -> Pair | None:
        """Return the two customers, or None where it is about more."""
        return (self.customers[0].id, self.customers[1].id) if self.is_pair else None

    @property
    def ids(self) -> tuple[CustomerId, ...]:
        """Return the customers that are named."""
        return tuple(each.id for each in self.customers)


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Two customers of whom somebody said that they are different."""

    first: CustomerRow
    second: CustomerRow
    by: str
    by_login: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SuspectRequest:
    """Which suspects are asked for."""

    near: bool = False
    """Those whose names are alike, rather than those that have something in common."""
    kinds: frozenset[MatchKind] = frozenset()
    """What they have in common; none is all of them."""
    query: str = ""
    """At least one of them is found by this."""
    limit: int = USUAL_NUMBER


def shared_keys(one: Iterable[Key], other: Iterable[Key]) -> list[tuple[MatchKind, str]]:
    """Return in what two customers with these keys are the same, the surest first, each once."""
    asked, held = asked_keys(sorted(one, key=_key_order)), set(other)
    found = {
        (match_kind(kind, pair[0], pair[1]), pair[1])
        for pair, kind in asked.items()
        if pair in held
    }
    chosen: dict[str, tuple[MatchKind, str]] = {}
    for kind, key in sorted(found, key=lambda each: (_KINDS.index(each[0]), each[1])):
        # Two phones in common say more than one; two forms of one name do not.
        says = alike(kind) if alike(kind) == "name" else f"{kind} {key}"
        chosen.setdefault(says, (kind, key))
    return list(chosen.values())


def _key_order(pair: Key) -> int:
    return _KEY_KINDS.index(KeyKind(pair[0]))


def weighed(
    found: Iterable[tuple[MatchKind, str]],
    one: CustomerRow,
    other: CustomerRow,
    levels: DuplicateLevels,
) -> list[SharedKey]:
    """Return what two customers have in common by its weight, the heaviest first.

    Branches of one group are a hint, and individuals of one name at most a question.
    """
    shared = []
    for kind, key in found:
        level = levels.of_match(kind, one.name, other.name)
        if kind is MatchKind.NAME and CustomerKind.INDIVIDUAL in {one.kind, other.kind}:
            level = level.at_most(MatchLevel.WARN)
        if level is not MatchLevel.OFF:
            shared.append(SharedKey(kind, key, level))
    return sorted(shared, key=key_weight)


def key_weight(shared: SharedKey) -> tuple[int, int, str]:
    """Return an order in which the heaviest comes first."""
    return -shared.level.weight, _KINDS.index(shared.kind), shared.key


def crowd_level(kind: MatchKind, levels: DuplicateLevels) -> MatchLevel:
    """Return what it means that many have a key: a hint, unless it can be one customer's alone."""
    level = levels.of(kind)
    return level if kind in _NEVER_SHARED else level.at_most(MatchLevel.HINT)


def masked_key(kind: MatchKind, key: str) -> str:
    """Return a key that tells nobody how to reach a customer whose details are hidden."""
    match kind:
        case MatchKind.MOBILE | MatchKind.FIXED_LINE:
            return mask_phone(key)
        case MatchKind.WECHAT:
            return mask_phone(key) if key.isdigit() else mask_account(key)
        case MatchKind.EMAIL:
            return mask_email(key)
        case MatchKind.CREDIT_CODE | MatchKind.DOMAIN:
            return key
        case _:
            return mask_text(key)


def heaviest_first(found: Iterable[Suspects]) -> list[Suspects]:
    """Return suspects by their weight; of near names the most alike first."""
    return sorted(found, key=_weight)


def _weight(each: Suspects) -> tuple[int, int, int, int, Sequence[int]]:
    kind = _KINDS.index(each.shared[0].kind) if each.shared else len(_KINDS)
    score = each.nearness.score if each.nearness else 0
    return -each.level.weight, kind, -score, each.count, each.ids
