"""Why somebody may not set up a channel of reminders, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.deliveries import (
    ChannelNotYours,
    ChannelRefusal,
    InternalAddress,
    OfficeChannel,
)
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence

__all__ = ["ChannelRefusal", "channel_refusal"]


def channel_refusal(reason: ChannelRefusal) -> str:
    """Return who may set it up instead."""
    match reason:
        case OfficeChannel():
            return _("Only an administrator sets up a channel of the office.")
        case ChannelNotYours():
            return _(
                "“{channel}” is a colleague's; only they and an administrator set it up."
            ).format(channel=name_in_sentence(reason.name))
        case InternalAddress():
            return _(
                "{host} is this machine or one of your own network; an administrator can set up"
                " this channel for you."
            ).format(host=name_in_sentence(reason.host))
        case _:
            assert_never(reason)
