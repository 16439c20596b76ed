"""Saved views, and how each person lays out a list."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_SHARING_ROLES = ("manager", "admin")


def upgrade() -> None:
    """Bring the schema to version 3."""
    op.create_table(
        "saved_view",
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("tab", _words("listtab", "customers", "pool"), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("audience", _words("audience", "mine", "team", "everybody"), nullable=False),
        sa.Column(
            "base",
            _words(
                "customerview",
                "all",
                "mine",
                "participated",
                "subordinates",
                "pool",
                "claimable",
                "suitable",
                "opening",
                "incomplete",
                "set_aside",
            ),
            nullable=False,
        ),
        sa.Column("pool_id", sa.Integer(), nullable=True),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_saved_view_owner_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["pool_id"], ["pool.id"], name=op.f("fk_saved_view_pool_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_saved_view_owner", "saved_view", ["owner_id"], unique=False)
    _create_personal_tables()
    _grant_sharing(op.get_bind())


def _create_personal_tables() -> None:
    op.create_table(
        "list_layout",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("view_key", sa.String(length=64), nullable=False),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_list_layout_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("user_id", "view_key", name=op.f("pk_list_layout")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "view_choice",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("tab", _words("listtab", "customers", "pool"), nullable=False),
        sa.Column("last_key", sa.String(length=64), nullable=False),
        sa.Column("places", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_view_choice_user_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("user_id", "tab", name=op.f("pk_view_choice")),
        sqlite_with_rowid=False,
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _grant_sharing(bind: sa.Connection) -> None:
    for code in _SHARING_ROLES:
        stored = bind.execute(
            sa.text("SELECT permissions FROM role WHERE code = :code"), {"code": code}
        ).scalar()
        if stored is not None:
            permissions = sorted({*json.loads(stored), "view.share"})
            bind.execute(
                sa.text("UPDATE role SET permissions = :permissions WHERE code = :code"),
                {"permissions": json.dumps(permissions, separators=(",", ":")), "code": code},
            )


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
