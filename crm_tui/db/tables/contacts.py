"""Contacts, their phones, and the further customers they belong to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from crm_tui.db.tables.base import BusinessRow
from crm_tui.db.types import JsonText, enum_type
from crm_tui.domain.contacts import Attitude, DecisionRole

_CURRENT = text("until_day IS NULL AND deleted_at IS NULL")


class Contact(BusinessRow, table=True):
    """A person at a customer."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_customer", "customer_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    name: str = Field(max_length=100)
    pinyin: str = Field(default="", max_length=300)
    gender: str = Field(default="", max_length=10)
    title: str = Field(default="", max_length=100)
    department: str = Field(default="", max_length=100)
    email: str = Field(default="", max_length=254)
    wechat: str = Field(default="", max_length=100)
    wechat_nickname: str = Field(default="", max_length=100)
    qq: str = Field(default="", max_length=20)
    birthday: str = Field(default="", max_length=10)
    birthday_is_lunar: bool = Field(default=False)
    decision_role: DecisionRole | None = Field(default=None, sa_type=enum_type(DecisionRole))
    attitude: Attitude | None = Field(default=None, sa_type=enum_type(Attitude))
    background: str = Field(default="", max_length=2000)
    is_key: bool = Field(default=False)
    custom: Any = Field(
        default_factory=dict, sa_type=JsonText, sa_column_kwargs={"server_default": "{}"}
    )


class ContactPhone(SQLModel, table=True):
    """One phone of a contact, as written and as digits."""

    __tablename__ = "contact_phone"
    __table_args__ = (
        Index("ix_contact_phone_contact", "contact_id", "position"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", ondelete="RESTRICT")
    position: int
    number: str = Field(max_length=40)
    digits: str = Field(max_length=20)
    extension: str = Field(default="", max_length=10)


class ContactAffiliation(BusinessRow, table=True):
    """A customer that a contact belongs to besides the home one, or belonged to."""

    __tablename__ = "contact_affiliation"
    __table_args__ = (
        Index(
            "uq_contact_affiliation_current",
            "contact_id",
            "customer_id",
            unique=True,
            sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index("ix_contact_affiliation_contact", "contact_id", "id"),
        Index("ix_contact_affiliation_customer", "customer_id", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", ondelete="RESTRICT")
    customer_id: int = Field(foreign_key="customer.id", ondelete="RESTRICT")
    title: str = Field(default="", max_length=100)
    department: str = Field(default="", max_length=100)
    since_day: int | None = Field(default=None)
    until_day: int | None = Field(default=None)
    """The last day; none while the contact belongs there."""
    was_home: bool = Field(default=False)
    """Whether it was the contact's home customer, and not a further one."""
    note: str = Field(default="", max_length=500)
