"""What goods that come back are worth."""

from __future__ import annotations

from crm_tui.domain.currencies import rounded


def return_amount(
    total_minor: int,
    quantity_milli: int,
    *,
    returned_milli: int,
    returned_minor: int,
    now_milli: int,
) -> int:
    """Return the share of a line's total that comes back with a quantity.

    It is what all that came back is worth, rounded half away from zero, less what came back
    before: so all parts of a line are worth exactly the line, in whichever parts they come.
    """
    share = rounded(total_minor * (returned_milli + now_milli), quantity_milli)
    return max(0, share - returned_minor)
