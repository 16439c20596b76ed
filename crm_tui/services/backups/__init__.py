"""Backups: made, kept, read through, put back."""

from crm_tui.services.backups.making import (
    before_import,
    before_migration,
    rotate,
    source_of,
    write_before,
)
from crm_tui.services.backups.restoring import (
    PLAIN,
    RestoreWatch,
    Unlocking,
    extract_file,
    rescue_file,
)
from crm_tui.services.backups.service import Backups

__all__ = [
    "PLAIN",
    "Backups",
    "RestoreWatch",
    "Unlocking",
    "before_import",
    "before_migration",
    "extract_file",
    "rescue_file",
    "rotate",
    "source_of",
    "write_before",
]
