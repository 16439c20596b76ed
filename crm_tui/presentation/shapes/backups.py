"""Backups as flat dicts for other programs."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from crm_tui.domain.backups import Backup, BackupCounts, MadeBackup, Restored
from crm_tui.presentation.dates import iso
from crm_tui.presentation.json_shapes import Shape

KEYS = ("file", "kind", "at", "size", "encrypted", "checked_at", "whole")


def backup(row: Backup, zone: ZoneInfo) -> Shape:
    """Return a backup as listed; `size` is in bytes."""
    return {
        "file": str(row.path),
        "kind": row.kind.name.lower(),
        "at": iso(row.made_at, zone),
        "size": row.size_bytes,
        "encrypted": row.is_encrypted,
        "checked_at": None if row.checked is None else iso(row.checked.at, zone),
        "whole": None if row.checked is None else row.checked.is_whole,
    }


def checked(source: Path, counts: BackupCounts) -> Shape:
    """Return what a backup that was read through holds."""
    return {
        "file": str(source),
        "schema_version": counts.schema_version,
        "customers": counts.customers,
        "contacts": counts.contacts,
        "follow_ups": counts.follow_ups,
        "events": counts.events,
    }


def made(row: MadeBackup) -> Shape:
    """Return a backup that was just made."""
    counts = row.counts
    return {
        "file": str(row.path),
        "size": row.size_bytes,
        "encrypted": row.is_encrypted,
        "schema_version": counts.schema_version,
        "customers": counts.customers,
        "contacts": counts.contacts,
        "follow_ups": counts.follow_ups,
        "events": counts.events,
        "files_folder": None if row.files_folder is None else str(row.files_folder),
    }


def restored(row: Restored) -> Shape:
    """Return what a restore put where."""
    counts = row.counts
    return {
        "backup": str(row.source),
        "database": str(row.target),
        "saved": None if row.saved is None else str(row.saved),
        "sessions_ended": row.doors.ended,
        "kept_out": list(row.doors.kept_out),
        "schema_version": counts.schema_version,
        "customers": counts.customers,
        "contacts": counts.contacts,
        "follow_ups": counts.follow_ups,
        "events": counts.events,
    }
