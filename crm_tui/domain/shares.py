"""Whole numbers divided exactly: one rounding, and shares that add up to what is shared."""

from __future__ import annotations

from collections.abc import Sequence


def half_away(numerator: int, denominator: int) -> int:
    """Return the quotient as a whole number, a half rounded away from zero."""
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -rounded if numerator < 0 else rounded


def shared_out(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return shares of an amount in proportion to the weights, whose sum is the amount.

    What rounding down leaves goes to the largest remainders, the first of equal ones before the
    others; a share never passes its weight where the amount does not pass their sum. Weights are
    not negative; without any the first takes all.
    """
    total = sum(weights)
    if not total:
        return (amount, *(0 for _each in weights[1:])) if weights else ()
    parts = [divmod(amount * weight, total) for weight in weights]
    shares = [whole for whole, _rest in parts]
    left = amount - sum(shares)
    by_rest = sorted(range(len(parts)), key=lambda at: (-parts[at][1], at))
    for at in by_rest[:left]:
        shares[at] += 1
    return tuple(shares)
