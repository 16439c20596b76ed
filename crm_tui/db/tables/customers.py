"""Customers, and the keys by which duplicates are found."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import FAR_AWAY_MS, LONG_AGO_MS, Instant, JsonText, enum_type
from crm_tui.domain.customers import CustomerKind, CustomerType, Level, Standing
from crm_tui.domain.days import NEVER

_IN_POOL = text("owner_id IS NULL")
_WALKED = ("owner_id", "pool_id", "deleted_at")
"""What a list filters by stands in the indexes that order it: walking one never reads the table."""
_FACET = (
    # In this order few values stand before each column: a search for one of them skips over those.
    "owner_id",
    "pool_id",
    "level",
    "stage_id",
    "province",
    "industry_id",
    # Every list leaves deleted ones out: with it here, counts never touch the table.
    "deleted_at",
    "type",
    "source_id",
    "city",
    "last_day",
    "last_follow_up_at",
    "next_contact_at",
    "created_at",
    "pool_since",
    "holder_count",
    "completeness",
    "is_incomplete",
    "is_deal",
    "is_self_found",
    "locked_until_day",
)
"""What lists filter, sort and count by, in one index a tenth as large as the table."""


class Customer(BusinessRow, table=True):
    """A customer: own fields first, then what is derived from them and from work on them."""

    __tablename__ = "customer"
    __table_args__ = (
        CheckConstraint("holder_count >= 0", name="holder_count_not_negative"),
        CheckConstraint("length(name) BETWEEN 1 AND 500", name="name_length"),
        Index(
            "ix_customer_pool_last",
            "pool_id",
            "last_follow_up_at",
            "id",
            "deleted_at",
            sqlite_where=_IN_POOL,
            postgresql_where=_IN_POOL,
        ),
        Index(
            "ix_customer_opens",
            "opens_at",
            sqlite_where=text("opens_at IS NOT NULL"),
            postgresql_where=text("opens_at IS NOT NULL"),
        ),
        # Few customers stand apart: what is kept for somebody, and what was set aside.
        Index(
            "ix_customer_apart",
            "reserved_for_id",
            "deleted_at",
            sqlite_where=text("reserved_for_id IS NOT NULL OR deleted_at IS NOT NULL"),
            postgresql_where=text("reserved_for_id IS NOT NULL OR deleted_at IS NOT NULL"),
        ),
        # Few customers belong to a group: an index of those alone costs the others nothing.
        Index(
            "ix_customer_parent",
            "parent_id",
            "deleted_at",
            sqlite_where=text("parent_id IS NOT NULL"),
            postgresql_where=text("parent_id IS NOT NULL"),
        ),
        Index("ix_customer_created", "created_at", "id", *_WALKED),
        Index("ix_customer_last", "last_follow_up_at", "id", *_WALKED),
        Index("ix_customer_next", "next_contact_at", "id", *_WALKED),
        Index("ix_customer_last_day", "last_day", "id", *_WALKED),
        Index("ix_customer_pinyin", "pinyin", "id", *_WALKED),
        # Without the columns that move with an owner, so that a sweep leaves it alone.
        Index("ix_customer_city", "city", "id", "deleted_at"),
        # On a server an index does not hold the id by itself.
        Index("ix_customer_facet", *_FACET, postgresql_include=["id"]),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: CustomerKind = Field(sa_type=enum_type(CustomerKind))
    name: str = Field(max_length=500)
    short_name: str = Field(default="", max_length=200)
    former_names: str = Field(default="", max_length=500)
    industry_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    type: CustomerType = Field(sa_type=enum_type(CustomerType))
    nature: str = Field(default="", max_length=40)
    level: Level | None = Field(default=None, sa_type=enum_type(Level))
    source_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    stage_id: int | None = Field(
        default=None, foreign_key="dictionary_item.id", ondelete="RESTRICT"
    )
    introduced_by: str = Field(default="", max_length=200)
    province: str = Field(default="", max_length=40)
    city: str = Field(default="", max_length=40)
    district: str = Field(default="", max_length=40)
    address: str = Field(default="", max_length=500)
    location: str = Field(default="", max_length=80)
    website: str = Field(default="", max_length=300)
    credit_code: str = Field(default="", max_length=18)
    headcount: str = Field(default="", max_length=40)
    annual_revenue: str = Field(default="", max_length=80)
    founded_on: int | None = Field(default=None)
    legal_representative: str = Field(default="", max_length=100)
    registered_capital: str = Field(default="", max_length=80)
    business_scope: str = Field(default="", max_length=2000)
    parent_id: int | None = Field(default=None, foreign_key="customer.id", ondelete="RESTRICT")
    needs: str = Field(default="", max_length=4000)
    budget_minor: int | None = Field(default=None, sa_type=BigInteger)
    decision_chain: str = Field(default="", max_length=2000)
    need_tags: Any = Field(default_factory=list, sa_type=JsonText)
    tags: Any = Field(default_factory=list, sa_type=JsonText)
    past_cooperation: str = Field(default="", max_length=4000)
    invoice_details: str = Field(default="", max_length=2000)
    remarks: str = Field(default="", max_length=4000)
    first_contact_day: int
    custom: Any = Field(default_factory=dict, sa_type=JsonText)

    pool_id: int = Field(foreign_key="pool.id", ondelete="RESTRICT")
    owner_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    period_id: int | None = Field(default=None)
    owned_since: datetime | None = Field(default=None, sa_type=Instant)
    pool_since: datetime | None = Field(default=None, sa_type=Instant)
    rule_id: int | None = Field(default=None)
    reserved_for_id: int | None = Field(default=None)
    reserved_until_day: int | None = Field(default=None)
    opens_at: datetime | None = Field(default=None, sa_type=Instant)
    standing: Standing = Field(default=Standing.NORMAL, sa_type=enum_type(Standing))
    standing_reason_id: int | None = Field(default=None)
    standing_note: str = Field(default="", max_length=500)
    loss_reason_id: int | None = Field(default=None)
    loss_note: str = Field(default="", max_length=500, sa_column_kwargs={"server_default": ""})
    merged_into_id: int | None = Field(default=None)
    """The customer that took over all that hung on this one."""
    is_deal: bool = Field(default=False)
    is_self_found: bool = Field(default=False)

    name_key: str = Field(max_length=500)
    pinyin: str = Field(max_length=3000)
    contact_names: str = Field(default="", max_length=2000)
    search_text: str = Field(default="", max_length=6000)
    search_pinyin: str = Field(default="", max_length=20000)
    search_initials: str = Field(default="", max_length=6000)
    search_digits: str = Field(default="", max_length=2000)
    search_details: str = Field(
        default="", max_length=4000, sa_column_kwargs={"server_default": ""}
    )
    search_accounts: str = Field(
        default="", max_length=4000, sa_column_kwargs={"server_default": ""}
    )
    completeness: int = Field(default=0)
    is_incomplete: bool = Field(default=False)
    last_follow_up_at: datetime | None = Field(
        default=None,
        sa_type=Instant(none_as=LONG_AGO_MS),
        nullable=False,
        sa_column_kwargs={"server_default": str(LONG_AGO_MS)},
    )
    next_contact_at: datetime | None = Field(
        default=None,
        sa_type=Instant(none_as=FAR_AWAY_MS),
        nullable=False,
        sa_column_kwargs={"server_default": str(FAR_AWAY_MS)},
    )
    next_contact_note: str = Field(default="", max_length=500)
    clock_day: int | None = Field(default=None)
    last_effective_day: int | None = Field(default=None)
    last_day: int = Field(default=NEVER)
    deciding: str = Field(default="", max_length=40)
    locked_until_day: int | None = Field(default=None)
    extended_until_day: int | None = Field(default=None)
    not_before_day: int | None = Field(default=None)
    not_before_cause: str = Field(default="", max_length=80)
    holder_count: int = Field(default=0)


class DuplicateKey(SQLModel, table=True):
    """One exact key of a customer or of one of its contacts: a name, a phone, an address.

    A key that the customer has no more is kept to a day for the cool-off, which nobody escapes
    by entering the customer again.
    """

    __tablename__ = "duplicate_key"
    __table_args__ = (
        Index("ix_duplicate_key_customer", "customer_id"),
        {"sqlite_with_rowid": False},
    )

    kind: str = Field(max_length=10, primary_key=True)
    key: str = Field(max_length=500, primary_key=True)
    customer_id: int = Field(primary_key=True, foreign_key="customer.id", ondelete="RESTRICT")
    kept_until_day: int | None = Field(default=None)


class DuplicateDismissal(SQLModel, table=True):
    """Two customers that look alike and are not the same: somebody looked and said so."""

    __tablename__ = "duplicate_dismissal"
    __table_args__ = (
        Index("ix_duplicate_dismissal_second", "second_id"),
        {"sqlite_with_rowid": False},
    )

    first_id: int = Field(primary_key=True, foreign_key="customer.id", ondelete="RESTRICT")
    """The lower id of the two."""
    second_id: int = Field(primary_key=True, foreign_key="customer.id", ondelete="RESTRICT")
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    at: datetime = Field(sa_type=Instant)
