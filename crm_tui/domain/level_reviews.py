"""等级评估: levels proposed each month from what a customer brings and may bring."""

from __future__ import annotations

from enum import Enum


class ProposalStatus(Enum):
    """What became of a proposed level."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
