"""Channels: the roads by which a person, or the office, is reminded outside the program."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from crm_tui import messengers
from crm_tui.db.queries import channels, deliveries
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.addresses import internal_host, masked_address
from crm_tui.domain.deliveries import (
    CHOOSABLE,
    MOST_CHANNELS,
    OLDEST_DAYS,
    ChannelKind,
    ChannelRow,
    Failure,
    Message,
    NewChannel,
    why_not_internal,
    why_not_set,
)
from crm_tui.domain.events import Changed, ChannelSet
from crm_tui.domain.identifiers import ChannelId, UserId
from crm_tui.domain.text import clean
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, RefusedError
from crm_tui.services.checks import checked_text
from crm_tui.values import dataclass

FAILING_DAYS = 7
_NAME_LIMIT = 100
_TYPED = ("name", "address", "wants")
_EDITABLE = (*_TYPED, "enabled")


@dataclass(frozen=True, slots=True)
class Channels:
    """The roads for reminders as people set them up; their addresses are shown to nobody."""

    database: Database

    def list(self, actor: Actor) -> list[ChannelRow]:
        """Return one's own channels and the office's; for who runs the office those of all."""
        with self.database.reading(actor) as view:
            since = view.now - timedelta(days=FAILING_DAYS)
            return channels.channels(view, everybody=view.person.is_admin, since=since)

    @operation(Permission.VIEW)
    def add(self, actor: Actor, new: NewChannel) -> Changed:
        """Set up a channel; raise FieldError for an address that is none.

        RefusedError when it would be the office's or a colleague's, or leads into the office's own
        network, and one does not run the office.
        """
        values = {
            "kind": new.kind,
            "user_id": new.user_id,
            "enabled": True,
            **_checked(
                new.kind, {each: getattr(new, each) for each in ("name", "address", "wants")}
            ),
        }
        with self.database.writing(actor) as unit:
            _refuse(unit, new.user_id)
            _refuse_internal(unit, values)
            if channels.count_of(unit, new.user_id) >= MOST_CHANNELS:
                raise FieldError("channel", "too_many", limit=MOST_CHANNELS)
            channel_id = channels.add_channel(unit, values)
            unit.record(ChannelSet(record_id=channel_id, after=_kept(values)))
        return unit.changed

    @operation(Permission.VIEW)
    def edit(self, actor: Actor, channel_id: ChannelId, changes: Mapping[str, object]) -> Changed:
        """Change a channel; with another address, or let in again, what failed lately goes anew."""
        with self.database.writing(actor) as unit:
            row = _settable(unit, channel_id)
            old = {each: getattr(row, each) for each in _EDITABLE}
            checked = _checked(row.kind, changes)
            new = {name: each for name, each in checked.items() if each != old[name]}
            _refuse_internal(unit, new)
            if new:
                channels.update_channel(unit, channel_id, new)
                before = {name: old[name] for name in new}
                unit.record(
                    ChannelSet(record_id=channel_id, before=_kept(before), after=_kept(new))
                )
            if "address" in new or new.get("enabled"):
                since = unit.now - timedelta(days=OLDEST_DAYS)
                deliveries.try_again(unit, channel_id, since)
        return unit.changed

    @operation(Permission.VIEW)
    def remove(self, actor: Actor, channel_id: ChannelId) -> Changed:
        """Take a channel away; an undo brings it back."""
        with self.database.writing(actor) as unit:
            row = _settable(unit, channel_id)
            channels.update_channel(unit, channel_id, {"deleted_at": unit.now})
            unit.record(
                ChannelSet(
                    record_id=channel_id, before={"name": row.name}, after={"is_removed": True}
                )
            )
        return unit.changed

    def test(self, actor: Actor, channel_id: ChannelId, message: Message) -> Failure | None:
        """Send a message there at once; return why it did not arrive, or None."""
        with self.database.reading(actor) as view:
            _settable(view, channel_id)
            target, now = channels.target(view, channel_id), view.now
        return messengers.send(target.kind, target.address, message, now)


def _refuse(view: View, owner_id: UserId | None, name: str = "") -> None:
    refusal = why_not_set(owner_id, by=view.person, name=name)
    if refusal is not None:
        raise RefusedError(refusal)


def _refuse_internal(view: View, values: Mapping[str, Any]) -> None:
    host = internal_host(values["address"]) if "address" in values else None
    refusal = why_not_internal(host, by=view.person)
    if refusal is not None:
        raise RefusedError(refusal)


def _settable(view: View, channel_id: ChannelId) -> Any:
    """Return the stored row of a channel that this person may set up."""
    found = channels.channel(view, channel_id)
    _refuse(view, found.user_id, found.name)
    return channels.stored(view, channel_id)


def _checked(kind: ChannelKind, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return values of a channel as they are stored; raise for one that cannot be."""
    checks: dict[str, Callable[[Any], object]] = {
        "name": lambda value: checked_text("name", value, limit=_NAME_LIMIT),
        "address": lambda value: _checked_address(kind, value),
        "wants": _checked_wants,
        "enabled": bool,
    }
    for name in changes:
        if name not in checks:
            raise FieldError(name, "unknown")
    return {name: checks[name](value) for name, value in changes.items()}


def _checked_address(kind: ChannelKind, typed: Any) -> str:
    address = clean(str(typed))
    fault = messengers.why_not(kind, address)
    if fault is not None:
        # The value would stand in the error, and it may be a secret with a slip in it.
        raise FieldError("address", fault.value)
    return address


def _checked_wants(wants: Any) -> list[str]:
    chosen = set(wants)
    if not chosen <= set(CHOOSABLE):
        raise FieldError("wants", "unknown")
    return [] if len(chosen) == len(CHOOSABLE) else [e.value for e in CHOOSABLE if e in chosen]


def _kept(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what history keeps of a channel: no address that could be used."""
    kept = dict(values)
    if "address" in kept:
        kept["address"] = masked_address(kept["address"])
    return kept


def take_back(unit: Unit, channel_id: ChannelId, event_before: Mapping[str, Any],
              event_after: Mapping[str, Any]) -> bool:  # fmt: skip
    """Put a channel back as it was; False for an address, of which history keeps no copy."""
    row = channels.stored(unit, channel_id)
    if row is None:
        return False
    if event_after.get("is_removed"):
        channels.update_channel(unit, channel_id, {"deleted_at": None})
        return True
    if not event_before:
        channels.update_channel(unit, channel_id, {"deleted_at": unit.now})
        return True
    stands = all(getattr(row, name) == each for name, each in event_after.items())
    if "address" in event_before or not stands:
        return False
    channels.update_channel(unit, channel_id, dict(event_before))
    return True
