"""Views as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.views import SavedView
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.views import view_fault, view_name

KEYS = (
    "number",
    "key",
    "id",
    "name",
    "list",
    "audience",
    "owner",
    "own",
    "base",
    "pool",
    "query",
    "columns",
    "widths",
    "sort",
    "descending",
    "grouping",
    "density",
    "problem",
)


def view(row: SavedView, logins: Mapping[UserId, str]) -> Shape:
    """Return a view; `key` names it for good, `number` is its place among one's views."""
    layout = row.layout
    return {
        "number": row.number or None,
        "key": row.key,
        "id": row.id,
        "name": view_name(row),
        "list": row.tab.value,
        "audience": row.audience.value,
        "owner": None if row.owner_id is None else logins.get(row.owner_id, row.owner),
        "own": row.is_own,
        "base": row.base.value,
        "pool": row.pool,
        "query": row.query,
        "columns": list(layout.columns),
        "widths": [f"{key}={width}" for key, width in layout.widths.items()],
        "sort": layout.sort,
        "descending": layout.descending,
        "grouping": layout.grouping,
        "density": None if layout.density is None else layout.density.value,
        "problem": " ".join(map(view_fault, row.faults)),
    }
