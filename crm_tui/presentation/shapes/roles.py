"""Roles as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.people import RoleRow
from crm_tui.presentation.json_shapes import Shape

KEYS = ("id", "code", "name", "scope", "permissions", "seeded", "people")


def role(row: RoleRow) -> Shape:
    """Return a role with the codes of what it allows."""
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "scope": row.scope.value,
        "permissions": sorted(permission.value for permission in row.permissions),
        "seeded": row.is_seeded,
        "people": row.people,
    }
