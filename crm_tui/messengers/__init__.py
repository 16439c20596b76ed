"""Messages -> the outside: group robots, webhooks and mail; no database, no decisions."""

from __future__ import annotations

from datetime import datetime

from crm_tui.domain.addresses import AddressFault, goes_by_web, why_not_address, without_secrets
from crm_tui.domain.deliveries import ChannelKind, Failure, Message
from crm_tui.domain.text import clean

__all__ = ["send", "why_not"]


def send(kind: ChannelKind, address: str, message: Message, now: datetime) -> Failure | None:
    """Send a message and return why it did not arrive, or None; no secret stands in the reason."""
    failure = _send(kind, address, message, now)
    if failure is None:
        return None
    said = without_secrets(clean(failure.detail), address)
    return Failure(failure.reason, said)


def why_not(kind: ChannelKind, address: str) -> AddressFault | None:
    """Return why a text is no address for a channel of this kind, or None."""
    fault = why_not_address(kind, address)
    if fault is not None or goes_by_web(address) or kind not in _BY_APPRISE:
        return fault
    from crm_tui.messengers.services import is_known  # noqa: PLC0415 - its import is slow

    return None if is_known(address) else AddressFault.UNKNOWN


_BY_APPRISE = (ChannelKind.EMAIL, ChannelKind.WEBHOOK)


def _send(kind: ChannelKind, address: str, message: Message, now: datetime) -> Failure | None:
    match kind:
        case ChannelKind.WECOM | ChannelKind.DINGTALK | ChannelKind.FEISHU:
            from crm_tui.messengers.robots import send_to_robot  # noqa: PLC0415 - only when sent

            return send_to_robot(kind, address, message, now)
        case ChannelKind.WEBHOOK if goes_by_web(address):
            from crm_tui.messengers.webhooks import send_to_webhook  # noqa: PLC0415 - the same

            return send_to_webhook(address, message)
        case _:
            from crm_tui.messengers.services import send_by_service  # noqa: PLC0415 - the same

            return send_by_service(address, message)
