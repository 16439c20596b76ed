"""产品: what is sold, in which unit and for how much, and how long it lasts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.domain.pinyin import initials, pinyin
from crm_tui.domain.queries.fields import PRODUCTS
from crm_tui.domain.quotes.pricing import LARGEST_QUANTITY, WHOLE
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

CATEGORY_SIGN = "/"
MOST_TIERS = 20
LONGEST_PERIOD = 3_650


class PeriodUnit(Enum):
    """In what the usage period of a product is counted."""

    DAYS = "days"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class UsagePeriod:
    """How long a product lasts; after it a customer needs it anew."""

    count: int
    unit: PeriodUnit


@dataclass(frozen=True, slots=True, order=True)
class PriceTier:
    """The price of one unit from a quantity on, in thousandths."""

    from_milli: int
    price_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFields:
    """What a person enters of a product; `category` is a path such as 硬件/服务器.

    `cost_minor` is None where it is not known, or not to be known to who asks.
    """

    code: str
    name: str
    category: str = ""
    unit: str = ""
    price_minor: int = 0
    cost_minor: int | None = None
    tax_share: int = 0
    tiers: tuple[PriceTier, ...] = ()
    is_active: bool = True
    period: UsagePeriod | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Product:
    """A product as stored; its prices are in the office's currency."""

    id: ProductId
    fields: ProductFields
    version: int
    is_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductRequest:
    """Which products are asked for; retired ones and deleted ones only when it says so."""

    query: str = ""
    """What was typed, in the query language."""
    category: str = ""
    active: bool | None = True
    deleted: bool = False

    @property
    def asked(self) -> RecordRequest:
        """What the query asks, in no order but the one that it says."""
        return RecordRequest(PRODUCTS, query=self.query, sort="")


def product_fault(fields: ProductFields) -> tuple[str, str] | None:
    """Return the field that cannot be stored and why, or None."""
    prices = [fields.price_minor, fields.cost_minor or 0]
    for name, price in zip(("price", "cost"), prices, strict=True):
        if not 0 <= price <= LARGEST_MINOR:
            return name, "out_of_range"
    if not 0 <= fields.tax_share <= WHOLE:
        return "tax_rate", "out_of_range"
    if fields.period is not None and not 1 <= fields.period.count <= LONGEST_PERIOD:
        return "usage_period", "out_of_range"
    return ("tiers", "price_tiers") if _has_bad_tiers(fields.tiers) else None


def _has_bad_tiers(tiers: Sequence[PriceTier]) -> bool:
    starts = [each.from_milli for each in tiers]
    is_within = all(
        0 < each.from_milli <= LARGEST_QUANTITY and 0 <= each.price_minor <= LARGEST_MINOR
        for each in tiers
    )
    return not is_within or len(set(starts)) < len(starts) or len(tiers) > MOST_TIERS


def price_at(fields: ProductFields, quantity_milli: int) -> int:
    """Return the price of one unit where so many are taken: that of the highest tier reached."""
    reached = [each for each in fields.tiers if each.from_milli <= quantity_milli]
    return max(reached).price_minor if reached else fields.price_minor


def category_path(text: str) -> str:
    """Return a category as it is stored, each part without blanks around it."""
    parts = (part.strip() for part in text.replace("／", CATEGORY_SIGN).split(CATEGORY_SIGN))
    return CATEGORY_SIGN.join(filter(None, parts))


def is_inside(category: str, of: str) -> bool:
    """Return whether a category is another one or lies below it."""
    return category == of or category.startswith(of + CATEGORY_SIGN)


def moved_category(category: str, before: str, after: str) -> str:
    """Return where a category inside `before` is when that one is called `after`."""
    return category_path(after + category[len(before) :])


def search_text(fields: ProductFields) -> str:
    """Return what a product is found by: code, name and category, and the sounds of its name."""
    sounds = (pinyin(fields.name).replace(" ", ""), initials(fields.name))
    said = (fields.code, fields.name, *sounds, fields.category)
    return "\n".join(folded(each) for each in said if each)


def products_fitting(products: Iterable[Product], words: str) -> list[Product]:
    """Return the products in whose code, name, sounds or category all words stand, nearest first.

    A whole code comes before a whole name, that before what begins so, and all else behind.
    """
    wanted = folded(words)
    each_word = wanted.split()
    if not each_word:
        return []
    found: list[tuple[int, str, Product]] = []
    for each in products:
        said = search_text(each.fields)
        if all(word in said for word in each_word):
            found.append((_distance(each.fields, wanted), folded(each.fields.code), each))
    return [each for _rank, _code, each in sorted(found, key=lambda one: one[:2])]


def _distance(fields: ProductFields, wanted: str) -> int:
    code, name = folded(fields.code), folded(fields.name)
    if wanted == code:
        return 0
    if wanted == name:
        return 1
    starts = (code, name, pinyin(fields.name).replace(" ", ""), initials(fields.name))
    return 2 if any(folded(each).startswith(wanted) for each in starts) else 3
