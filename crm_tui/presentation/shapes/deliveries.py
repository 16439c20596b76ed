"""Channels and deliveries as flat dicts for other programs; an address is always masked."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from crm_tui.domain.deliveries import ChannelRow, DeliveryRow, Recipient, Reminder
from crm_tui.domain.identifiers import UserId
from crm_tui.presentation.dates import iso
from crm_tui.presentation.json_shapes import Shape

CHANNEL_KEYS = (
    "id", "kind", "name", "user", "address", "wants", "enabled", "failing", "last_error",
)  # fmt: skip
DELIVERY_KEYS = (
    "id", "channel_id", "channel", "channel_kind", "user", "reminder", "title", "due_at", "late",
    "status", "attempts", "next_try_at", "sent_at", "error", "created_at",
)  # fmt: skip
PLANNED_KEYS = ("user", "channel_id", "channel", "reminder", "kind", "title", "due_at")


def channel(row: ChannelRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a channel; `user` is null for the office's, `wants` empty for all reminders."""
    return {
        "id": row.id,
        "kind": row.kind.value,
        "name": row.name,
        "user": None if row.user_id is None else logins.get(row.user_id),
        "address": row.masked_address,
        "wants": [each.value for each in row.wants],
        "enabled": row.enabled,
        "failing": row.failing,
        "last_error": row.last_error,
    }


def delivery(row: DeliveryRow, zone: ZoneInfo) -> Shape:
    """Return a delivery; `error` begins with the code of the reason."""
    return {
        "id": row.id,
        "channel_id": row.channel_id,
        "channel": row.channel,
        "channel_kind": row.channel_kind.value,
        "user": row.login,
        "reminder": row.reminder,
        "title": row.title,
        "due_at": iso(row.due_at, zone),
        "late": row.is_late,
        "status": row.status.value,
        "attempts": row.attempts,
        "next_try_at": iso(row.next_try_at, zone),
        "sent_at": None if row.sent_at is None else iso(row.sent_at, zone),
        "error": row.last_error,
        "created_at": iso(row.created_at, zone),
    }


def planned(
    recipient: Recipient, channel_id: int, channel_name: str, reminder: Reminder, zone: ZoneInfo
) -> Shape:
    """Return a reminder that a run would put on its way."""
    return {
        "user": recipient.login,
        "channel_id": channel_id,
        "channel": channel_name,
        "reminder": reminder.key,
        "kind": reminder.kind.value,
        "title": reminder.title,
        "due_at": iso(reminder.due_at, zone),
    }
