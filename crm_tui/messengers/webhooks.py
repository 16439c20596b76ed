"""A webhook of one's own: the message as JSON, with a ticket that tells a repetition."""

from __future__ import annotations

from crm_tui.domain.deliveries import Failure, Message
from crm_tui.messengers.posting import post


def send_to_webhook(address: str, message: Message) -> Failure | None:
    """Post a message with its facts; return why it did not arrive, or None."""
    values = {"title": message.title, "body": message.body, **dict(message.facts)}
    headers = {"Idempotency-Key": message.ticket} if message.ticket.isascii() else {}
    answer = post(address, values, headers)
    return answer if isinstance(answer, Failure) else None
