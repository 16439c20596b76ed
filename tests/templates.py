"""Files that are made once in a run, by whichever of its processes needs them first."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

_NAME = "CRM_TEST_TEMPLATES"
_PATIENCE_SECONDS = 120
if _NAME not in os.environ:
    # The processes that this one starts find it there; it goes with this one.
    _FOLDER = TemporaryDirectory(prefix="crm-templates-")
    os.environ[_NAME] = _FOLDER.name


def made_once(name: str, make: Callable[[Path], object]) -> Path:
    """Return a file that `make` has written at the path it was given; only to be copied."""
    file = Path(os.environ[_NAME]) / name
    if file.exists():
        return file
    try:
        file.with_suffix(".begun").touch(exist_ok=False)
    except FileExistsError:
        _wait_for(file)
        return file
    part = file.with_suffix(".part")
    make(part)
    return part.replace(file)


def _wait_for(file: Path) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not file.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"another process did not make {file.name}")
        time.sleep(0.02)
