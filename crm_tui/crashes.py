"""A crash leaves a log that names code only: no message, no value, nobody's data."""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crm_tui import __version__


def write_crash_log(error: BaseException, folder: Path, now: datetime) -> Path | None:
    """Write where the error came from; return the file, or None when it could not be written.

    Neither local variables nor messages are written: both carry customers' data.
    """
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    text = "\n".join(_report(error, now)) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as log:
            log.write(text)
    except OSError:
        return None
    return path


def _report(error: BaseException, now: datetime) -> Iterator[str]:
    python = f"Python {platform.python_version()}, {platform.system()}"
    yield f"crm-tui {__version__}, {python}, {now.isoformat()}"
    link: BaseException | None = error
    told: set[int] = set()
    while link is not None and id(link) not in told:
        told.add(id(link))
        yield f"\n{type(link).__module__}.{type(link).__qualname__} (message withheld)"
        for frame in traceback.extract_tb(link.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}: {frame.line or ''}"
        link = _cause(link)


def _cause(error: BaseException) -> BaseException | None:
    # A worker that failed carries its error as an attribute.
    inner = getattr(error, "error", None)
    if isinstance(inner, BaseException):
        return inner
    return error.__cause__ or error.__context__
