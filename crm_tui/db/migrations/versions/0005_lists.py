"""Indexes that let a list of a million customers answer at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_WALKED = ("owner_id", "pool_id", "deleted_at")
_FACET = (
    "owner_id",
    "pool_id",
    "level",
    "stage_id",
    "province",
    "industry_id",
    "deleted_at",
    "type",
    "source_id",
    "city",
    "last_day",
    "last_follow_up_at",
    "next_contact_at",
    "created_at",
    "pool_since",
    "holder_count",
    "completeness",
    "is_incomplete",
    "is_deal",
    "is_self_found",
    "locked_until_day",
)


def upgrade() -> None:
    """Put indexes that serve orders in the place of those that served one owner's book."""
    for name in ("owner_last", "owner_next", "reclaim", "reserved", "pool_last", "facet"):
        op.drop_index(f"ix_customer_{name}", "customer")
    # On a server an index does not hold the id by itself.
    op.create_index("ix_customer_facet", "customer", [*_FACET], postgresql_include=["id"])
    op.create_index(
        "ix_customer_pool_last",
        "customer",
        ["pool_id", "last_follow_up_at", "id", "deleted_at"],
        sqlite_where=sa.text("owner_id IS NULL"),
        postgresql_where=sa.text("owner_id IS NULL"),
    )
    op.create_index("ix_customer_last_day", "customer", ["last_day", "id", *_WALKED])
    op.create_index("ix_customer_next", "customer", ["next_contact_at", "id", *_WALKED])
    op.create_index("ix_customer_city", "customer", ["city", "id", "deleted_at"])
    op.create_index(
        "ix_customer_apart",
        "customer",
        ["reserved_for_id", "deleted_at"],
        sqlite_where=sa.text("reserved_for_id IS NOT NULL OR deleted_at IS NOT NULL"),
        postgresql_where=sa.text("reserved_for_id IS NOT NULL OR deleted_at IS NOT NULL"),
    )
    op.drop_index("ix_follow_up_author", "follow_up")
    op.create_index("ix_follow_up_author", "follow_up", ["author_id", "happened_at", "deleted_at"])


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
