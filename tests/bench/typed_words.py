"""What people type into a search, drawn from the customers that are there."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import cycle, islice

from crm_tui.domain.pinyin import initials_variants, pinyin

COMMONEST = ("公司", "有限", "科技", "北京", "上海", "集团", "贸易", "深圳", "管理", "电子")
SAID = ("预算已批", "分期方案", "库存不准", "数据看板", "报价", "验收后付尾款", "法务", "转介绍")
"""What stands in follow-ups, in very many of them or in some."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed, and of which class it is."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    contact: str
    digits: str
    city: str
    email: str


_FEW = frozenset({"commonest words", "words of a follow-up"})
"""These are few, and are typed again and again."""

_Choice = Callable[[_Known, random.Random], str]


def _brand(known: _Known) -> str:
    """Return what a company calls itself, between its city and its trade."""
    return known.name.removeprefix(known.city)


def _letters(known: _Known) -> str:
    return initials_variants(known.name)[0]


_CLASSES: dict[str, _Choice] = {
    "2 Han characters": lambda known, _dice: _brand(known)[:2],
    "commonest words": lambda _known, dice: dice.choice(COMMONEST),
    "3 or 4 Han characters": lambda known, dice: _brand(known)[: dice.choice((3, 4))],
    "city and name": lambda known, _dice: f"{known.city} {_brand(known)[:2]}",
    "pinyin": lambda known, _dice: pinyin(_brand(known)[:2]).replace(" ", ""),
    "pinyin, cut short": lambda known, _dice: pinyin(_brand(known)[:2]).replace(" ", "")[:-1],
    "initials": lambda known, dice: _letters(known)[: dice.choice((2, 3, 4, 5))],
    "contact": lambda known, _dice: known.contact,
    "4 digits of a phone": lambda known, dice: _inside(known.digits, 4, dice),
    "3 digits of a phone": lambda known, dice: _inside(known.digits, 3, dice),
    "whole phone": lambda known, _dice: known.digits,
    "e-mail": lambda known, _dice: known.email,
    "words of a follow-up": lambda _known, dice: dice.choice(SAID),
}


def _inside(text: str, size: int, dice: random.Random) -> str:
    start = dice.randrange(max(len(text) - size, 0) + 1)
    return text[start : start + size]


def typed_words(raw: sqlite3.Connection, number: int, *, seed: int = 4) -> list[Typed]:
    """Return so many searches, every class as often as the others, without repetition."""
    return list(islice(_distinct(_typed(raw, seed)), number))


def _typed(raw: sqlite3.Connection, seed: int) -> Iterator[Typed]:
    dice = random.Random(seed)
    (last,) = raw.execute("SELECT max(id) FROM customer").fetchone()
    for kind, choose in cycle(_CLASSES.items()):
        text = choose(_known(raw, dice.randrange(last) + 1), dice)
        if text:
            yield Typed(kind, text)


def _distinct(found: Iterator[Typed]) -> Iterator[Typed]:
    seen: dict[str, int] = {}
    for typed in found:
        times = seen.get(typed.text, 0)
        if not times or typed.kind in _FEW:
            yield typed
        seen[typed.text] = times + 1


def _known(raw: sqlite3.Connection, first: int) -> _Known:
    """Return a company with a contact and a phone, the next one from a number on."""
    row = raw.execute(
        "SELECT customer.name, contact.name, contact_phone.digits, customer.city,"
        " contact.email FROM customer"
        " JOIN contact ON contact.customer_id = customer.id"
        " JOIN contact_phone ON contact_phone.contact_id = contact.id"
        " WHERE customer.id >= ? AND customer.kind = 'enterprise' AND customer.deleted_at IS NULL"
        " ORDER BY customer.id LIMIT 1",
        (first,),
    ).fetchone()
    return _known(raw, 1) if row is None else _Known(*row)
