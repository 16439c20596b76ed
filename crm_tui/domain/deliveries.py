"""Deliveries: reminders on their way to people outside the program."""

from __future__ import annotations

from enum import Enum


class ChannelKind(Enum):
    """By which road a reminder goes."""

    EMAIL = "email"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    WEBHOOK = "webhook"


class DeliveryStatus(Enum):
    """How a delivery stands."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    GIVEN_UP = "given_up"
