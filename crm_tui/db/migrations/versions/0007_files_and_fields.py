"""Imported files, custom fields, contacts of several customers, what a match of keys means."""

import json

import sqlalchemy as sa
from alembic import op

from crm_tui.db.duplicate_keys import fill_missing_keys

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the schema to version 7."""
    _widen()
    _add_custom_fields()
    _add_imports()
    _add_affiliations()
    _add_dismissals()
    _tell_of_contacts()
    _grant_export()
    fill_missing_keys(op.get_bind())


def _widen() -> None:
    # Column by column, by hand: nothing is built anew, however many rows there are.
    for table, column in (
        ("office", "duplicates TEXT NOT NULL DEFAULT '{}'"),
        ("contact", "custom TEXT NOT NULL DEFAULT '{}'"),
        ("customer", "merged_into_id INTEGER"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    has_parent = sa.text("parent_id IS NOT NULL")
    op.create_index(
        "ix_customer_parent",
        "customer",
        ["parent_id", "deleted_at"],
        unique=False,
        sqlite_where=has_parent,
        postgresql_where=has_parent,
    )


def _grant_export() -> None:
    # Whoever may bring whole lists in may take out what they see, as everybody could before.
    bind = op.get_bind()
    for role_id, stored in bind.execute(sa.text("SELECT id, permissions FROM role")).all():
        permissions = set(json.loads(stored))
        if "import" in permissions:
            said = json.dumps(sorted(permissions | {"export"}), separators=(",", ":"))
            bind.execute(
                sa.text("UPDATE role SET permissions = :said WHERE id = :id"),
                {"said": said, "id": role_id},
            )


def _add_custom_fields() -> None:
    op.create_table(
        "custom_field",
        *_business_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("holder", _words("fieldholder", "customer", "contact"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column(
            "type",
            _words(
                "fieldtype",
                "text",
                "number",
                "money",
                "date",
                "choice",
                "choices",
                "yes_no",
                "link",
            ),
            nullable=False,
        ),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("default", sa.Text(), nullable=True),
        sa.Column("shown_for", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_field")),
        sa.UniqueConstraint("holder", "code", name=op.f("uq_custom_field_holder_code")),
        sqlite_autoincrement=True,
    )


def _add_imports() -> None:
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        _reference("imported_file", "batch_id", "batch"),
        _reference("imported_file", "user_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_file")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_imported_file_sha256", "imported_file", ["sha256", "id"], unique=False)
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("header_key", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _reference("import_mapping", "user_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint(
            "subject", "header_key", name=op.f("uq_import_mapping_subject_header_key")
        ),
        sqlite_autoincrement=True,
    )


def _add_affiliations() -> None:
    op.create_table(
        "contact_affiliation",
        *_business_columns(),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("department", sa.String(length=100), nullable=False),
        _reference("contact_affiliation", "contact_id", "contact"),
        _reference("contact_affiliation", "customer_id", "customer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_affiliation")),
        sa.UniqueConstraint(
            "contact_id",
            "customer_id",
            name=op.f("uq_contact_affiliation_contact_id_customer_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_contact_affiliation_customer",
        "contact_affiliation",
        ["customer_id", "id"],
        unique=False,
    )


def _add_dismissals() -> None:
    op.create_table(
        "duplicate_dismissal",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _reference("duplicate_dismissal", "first_id", "customer"),
        _reference("duplicate_dismissal", "second_id", "customer"),
        _reference("duplicate_dismissal", "user_id", "app_user"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_duplicate_dismissal")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_duplicate_dismissal_second", "duplicate_dismissal", ["second_id"], unique=False
    )


_TOLD = ("mention", "comment", "escalation", "task_given", "levels", "contact_passed_on")


def _tell_of_contacts() -> None:
    """Let a notice tell of a contact that was passed on."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_notice_noticekind"), "notice", type_="check")
        kinds = ", ".join(f"'{kind}'" for kind in _TOLD)
        op.create_check_constraint(op.f("ck_notice_noticekind"), "notice", f"kind IN ({kinds})")
        return
    # SQLite changes no constraint: the few notices move into a table that has the new one.
    op.rename_table("notice", "notice_before")
    op.drop_index("ix_notice_unseen", "notice_before")
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("noticekind", *_TOLD), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        _reference("notice", "customer_id", "customer"),
        _reference("notice", "user_id", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sqlite_autoincrement=True,
    )
    names = "id, user_id, kind, customer_id, record_id, author_id, at, words, seen_at"
    op.execute(f"INSERT INTO notice ({names}) SELECT {names} FROM notice_before")
    op.drop_table("notice_before")
    op.create_index(
        "ix_notice_unseen",
        "notice",
        ["user_id", "id"],
        unique=False,
        sqlite_where=sa.text("seen_at IS NULL"),
    )


def _business_columns() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", sa.BigInteger(), nullable=True),
    )


def _reference(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=name, ondelete="RESTRICT")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def downgrade() -> None:
    """Older versions are restored from the backup made before."""
    raise NotImplementedError
