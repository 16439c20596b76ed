"""Shares of an amount, and the tax inside one, as exact amounts."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.currencies import rounded, split

WHOLE_SHARE = 10_000
"""Hundredths of a percent that are the whole."""


def amounts_of(total_minor: int, shares: Sequence[int]) -> list[int]:
    """Return what shares of a total come to, in hundredths of a percent.

    They sum exactly to what all of them together come to; more than the whole is each by itself.
    """
    rest = WHOLE_SHARE - sum(shares)
    if rest < 0:
        return [rounded(total_minor * share, WHOLE_SHARE) for share in shares]
    return list(split(total_minor, [*shares, rest])[: len(shares)])


def tax_within(minor: int, tax_share: int) -> int:
    """Return the tax that an amount with tax holds, rounded half away from zero."""
    return minor - rounded(minor * WHOLE_SHARE, WHOLE_SHARE + tax_share)
