"""The office: its zone, money and limits, and the calendar it starts with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

from crm_tui.domain.sign_ins.policies import DEFAULT_POLICY, SignInPolicy
from crm_tui.domain.work_settings import DEFAULT_WORK, WorkSettings
from crm_tui.values import dataclass

CHANGEABLE = (
    "name",
    "holding_limit",
    "strict_contact",
    "late_entry_days",
    "reserve_days",
    "opening_days",
    "owners_may_transfer",
)
"""The settings an administrator may change once the office works; zone and money stay."""

LARGEST_SETTING = 1_000_000
YES_OR_NO = frozenset({"strict_contact", "owners_may_transfer"})
"""The settings that are a choice and no number."""


@dataclass(frozen=True, slots=True)
class Office:
    """How this office counts days, money and customers."""

    name: str
    zone: ZoneInfo
    currency: str
    language: str
    holding_limit: int | None
    strict_contact: bool
    late_entry_days: int
    reserve_days: int
    opening_days: int
    owners_may_transfer: bool
    is_sample: bool
    calendar_version: int
    max_seen_at: datetime
    created_at: datetime
    work: WorkSettings = DEFAULT_WORK
    sign_in: SignInPolicy = DEFAULT_POLICY
    duplicates: Mapping[str, str] = field(default_factory=dict)
    """What a match of each kind means, as stored: `domain.duplicates` reads it where it matters."""
    leads: Mapping[str, object] = field(default_factory=dict)
    """How leads are dealt with, as stored: `domain.leads.settings` reads it."""
