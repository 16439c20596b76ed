"""What an opening import gives each person as plain dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.imports.openings import OpeningLine
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.json_shapes import Shape


def opening(line: OpeningLine, logins: Mapping[UserId, str]) -> Shape:
    """Return how many customers a person gets, against their limit, and the first deadline."""
    return {
        "user": logins.get(line.user_id),
        "customers": line.customers,
        "held": line.held,
        "limit": line.limit,
        "over_by": line.over_by,
        "first_day": None if line.first_day is None else iso_day(line.first_day),
    }
