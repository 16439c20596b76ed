"""合同: contracts of customers."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import enum_type
from crm_tui.domain.contracts.records import ContractStatus

_STANDS = text("order_id IS NOT NULL AND deleted_at IS NULL AND status IN ('draft', 'signed')")
_DELETED = text("deleted_at IS NOT NULL")


class Contract(BusinessRow, table=True):
    """A contract with a customer, and what signing it brought about: a deal, a key date."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index("ix_contract_customer", "customer_id", "id"),
        Index("ix_contract_owner", "owner_id", "id"),
        Index("ix_contract_end", "end_day", "id"),
        Index("ix_contract_quote", "quote_id"),
        Index("ix_contract_status", "status", "id"),
        Index(
            "ix_contract_deleted",
            "id",
            sqlite_where=_DELETED,
            postgresql_where=_DELETED,
        ),
        Index(
            "uq_contract_order",
            "order_id",
            unique=True,
            sqlite_where=_STANDS,
            postgresql_where=_STANDS,
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=60)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    quote_id: int | None = Field(default=None, foreign_key="quote.id", ondelete="RESTRICT")
    owner_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    title: str = Field(max_length=200)
    status: ContractStatus = Field(default=ContractStatus.DRAFT, sa_type=enum_type(ContractStatus))
    currency: str = Field(max_length=3)
    amount_minor: int = Field(sa_type=BigInteger)
    sign_day: int | None = Field(default=None)
    start_day: int | None = Field(default=None)
    end_day: int | None = Field(default=None)
    our_party: str = Field(default="", max_length=200)
    our_signatory: str = Field(default="", max_length=100)
    their_party: str = Field(default="", max_length=200)
    their_signatory: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=2000)
    closed_day: int | None = Field(default=None)
    reason: str = Field(default="", max_length=500)
    deal_id: int | None = Field(default=None, foreign_key="deal.id", ondelete="RESTRICT")
    key_date_id: int | None = Field(default=None, foreign_key="key_date.id", ondelete="RESTRICT")
    order_id: int | None = Field(default=None)
