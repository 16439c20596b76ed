"""产品: what the office sells."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import JsonText, enum_type
from crm_tui.domain.products import PeriodUnit


class Product(BusinessRow, table=True):
    """One product, its prices in the office's currency; `code_key` tells two of them apart."""

    __tablename__ = "product"
    __table_args__ = (
        CheckConstraint("price_minor >= 0", name="price_not_negative"),
        Index(
            "uq_product_code",
            "code_key",
            unique=True,
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_product_category", "category", "code_key"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=60)
    code_key: str = Field(max_length=60)
    name: str = Field(max_length=200)
    category: str = Field(default="", max_length=200)
    unit: str = Field(default="", max_length=20)
    price_minor: int = Field(sa_type=BigInteger)
    cost_minor: int | None = Field(default=None, sa_type=BigInteger)
    tax_share: int = Field(default=0)
    """In hundredths of a percent."""
    tiers: Any = Field(default_factory=list, sa_type=JsonText)
    """A list of [from so many thousandths, price of one unit]."""
    is_active: bool = Field(default=True)
    period_count: int | None = Field(default=None)
    period_unit: PeriodUnit | None = Field(default=None, sa_type=enum_type(PeriodUnit))
    note: str = Field(default="", max_length=2000)
    search_text: str = Field(default="", max_length=8000)
