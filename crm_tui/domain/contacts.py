"""Contacts: the people at a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
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
class ContactRow:
    """A contact as shown."""

    id: ContactId
    customer_id: CustomerId
    version: int
    fields: ContactFields
