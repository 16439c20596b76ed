"""What a database is like as a flat dict for other programs."""

from __future__ import annotations

from crm_tui.domain.health import Health
from crm_tui.presentation.json_shapes import Shape


def health(location: str, found: Health, *, network: str | None) -> Shape:
    """Return whether each part is whole, where it lies, and what is wrong."""
    return {
        "database": location,
        "sound": found.is_sound,
        "schema_version": found.schema_version,
        "engine": found.engine_version,
        "journal_mode": found.journal_mode,
        "network_drive": network,
        **found.sizes,
        **{check.kind.value: check.is_sound for check in found.checks},
        "faults": [
            f"{check.kind.value}: {fault}" for check in found.checks for fault in check.faults
        ],
        "last_seal": found.last_seal or None,
    }
