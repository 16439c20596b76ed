"""Contacts: the people at a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from enum import Enum

from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.values import dataclass


class DecisionRole(Enum):
    """The part a contact plays in buying."""

    DECIDER = "decider"
    INFLUENCER = "influencer"
    BUYER = "buyer"
    USER = "user"
    GATEKEEPER = "gatekeeper"


class Attitude(Enum):
    """How a contact stands to us."""

    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    OPPOSES = "opposes"


@dataclass(frozen=True, slots=True)
class Phone:
    """A phone as written, with its digits (the key) and an extension."""

    number: str
    digits: str
    extension: str = ""


@dataclass(frozen=True, slots=True)
class ContactFields:
    """What a person types of a contact; texts are already clean."""

    name: str
    phones: tuple[Phone, ...] = ()
    title: str = ""
    department: str = ""
    email: str = ""
    wechat: str = ""
    wechat_nickname: str = ""
    qq: str = ""
    gender: str = ""
    birthday: str = ""
    birthday_is_lunar: bool = False
    decision_role: DecisionRole | None = None
    attitude: Attitude | None = None
    background: str = ""
    is_key: bool = False
    custom: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Position:
    """What a contact is at a customer that is not their home one."""

    customer_id: CustomerId
    title: str
    department: str


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact as shown."""

    id: ContactId
    customer_id: CustomerId
    """Their home, which another one asked for may share them with."""
    version: int
    fields: ContactFields
    position: Position | None = None
    """What they are at the customer that was asked for, where that is not their home."""

    @property
    def at_id(self) -> CustomerId:
        """Return the customer that was asked for."""
        return self.customer_id if self.position is None else self.position.customer_id

    @property
    def fields_here(self) -> ContactFields:
        """Return the fields with what the contact is at the customer that was asked for."""
        if self.position is None:
            return self.fields
        here = self.position
        fields = replace(self.fields, title=here.title, department=here.department)
        # Whom it matters to and in which part is said of the home customer alone.
        return replace(fields, is_key=False, decision_role=None)
