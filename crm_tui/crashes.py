"""A crash leaves a log that names code only: no message, no value, nobody's data."""

from __future__ import annotations

import os
import platform
import time
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crm_tui import __version__
from crm_tui.file_rights import PRIVATE

_PACKAGE = __package__
_BEGAN = time.time()
"""By the file system's clock: it is compared with nothing else."""
_OF_MIXED_CODE = (AttributeError, TypeError)
"""What the code of two versions says to each other."""


def is_of_an_update(
    error: BaseException, folder: Path = Path(__file__).parent, since: float = _BEGAN
) -> bool:
    """Return whether the program ended because its files were replaced under it.

    A module of its own that cannot be loaded says so by itself; what the code of two versions says
    to each other counts only when files in the folder changed `since`, in seconds since 1970.
    """
    chain = list(_chain(error))
    if any(isinstance(each, ImportError) and _is_ours(each) for each in chain):
        return True
    return any(isinstance(each, _OF_MIXED_CODE) for each in chain) and _has_changed(folder, since)


def _is_ours(error: ImportError) -> bool:
    return (error.name or "").partition(".")[0] == _PACKAGE


def _has_changed(folder: Path, since: float) -> bool:
    try:
        return any(each.stat().st_ctime > since for each in folder.rglob("*.py"))
    except OSError:
        return True  # it is being changed now


def write_crash_log(error: BaseException, folder: Path, now: datetime) -> Path | None:
    """Write where the error came from; return the file, or None when it could not be written.

    Neither local variables nor messages are written: both carry customers' data.
    """
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    text = "\n".join(_report(error, now)) + "\n"
    try:
        PRIVATE.make_folder(folder)
        descriptor = PRIVATE.open_file(path, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as log:
            log.write(text)
    except OSError:
        return None
    return path


def _report(error: BaseException, now: datetime) -> Iterator[str]:
    python = f"Python {platform.python_version()}, {platform.system()}"
    yield f"crm-tui {__version__}, {python}, {now.isoformat()}"
    for link in _chain(error):
        yield f"\n{type(link).__module__}.{type(link).__qualname__} (message withheld)"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line or ''}"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield the error and what it came from, each once."""
    link: BaseException | None = error
    told: set[int] = set()
    while link is not None and id(link) not in told:
        told.add(id(link))
        yield link
        link = _cause(link)


def _cause(error: BaseException) -> BaseException | None:
    # A worker that failed carries its error as an attribute.
    inner = getattr(error, "error", None)
    if isinstance(inner, BaseException):
        return inner
    return error.__cause__ or error.__context__
