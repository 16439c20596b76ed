"""用量: what customers really use of a product, ours or not."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import enum_type
from crm_tui.domain.usages import UsagePer


class ProductUsage(BusinessRow, table=True):
    """What a customer uses of a product, or of something we do not sell, in a month or a year."""

    __tablename__ = "product_usage"
    __table_args__ = (
        CheckConstraint("quantity_milli > 0", name="quantity_positive"),
        CheckConstraint("ours_milli BETWEEN 0 AND quantity_milli", name="ours_of_quantity"),
        Index("ix_product_usage_customer", "customer_id", "id"),
        Index("ix_product_usage_product", "product_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    product_id: int | None = Field(default=None, foreign_key="product.id", ondelete="RESTRICT")
    name: str = Field(default="", max_length=200)
    unit: str = Field(default="", max_length=20)
    per: UsagePer = Field(default=UsagePer.MONTH, sa_type=enum_type(UsagePer))
    quantity_milli: int = Field(sa_type=BigInteger)
    ours_milli: int = Field(default=0, sa_type=BigInteger)
    competitor: str = Field(default="", max_length=200)
    note: str = Field(default="", max_length=2000)
