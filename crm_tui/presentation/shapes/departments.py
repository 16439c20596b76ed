"""Departments as flat dicts for other programs."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.people import DepartmentRow
from crm_tui.presentation.json_shapes import Shape

KEYS = ("id", "name", "parent_id", "path", "manager", "people", "below")


def department(row: DepartmentRow, logins: Mapping[UserId, str]) -> Shape:
    """Return a department; `path` holds the ids from the top of the tree to its own."""
    manager = None if row.manager_id is None else logins.get(row.manager_id)
    return {
        "id": row.id,
        "name": row.name,
        "parent_id": row.parent_id,
        "path": row.path,
        "manager": manager,
        "people": row.people,
        "below": row.below,
    }
