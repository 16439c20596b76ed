"""How large a file is, in words."""

from __future__ import annotations

_UNITS = ("KB", "MB", "GB")


def file_size(size_bytes: int) -> str:
    """Return a size that can be taken in at a glance: 512 B, 34 KB, 1.2 MB."""
    if size_bytes < 1000:
        return f"{size_bytes} B"
    size, unit = size_bytes / 1000, _UNITS[0]
    for unit in _UNITS:
        if size < 1000 or unit == _UNITS[-1]:
            break
        size /= 1000
    return f"{size:.1f} {unit}" if size < 10 else f"{size:,.0f} {unit}"
