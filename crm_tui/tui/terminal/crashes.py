"""A crash leaves a log that names code only, and one line on the terminal."""

from __future__ import annotations

import os
import platform
import traceback
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from crm_tui.i18n import _


def write_crash_log(error: BaseException, folder: Path, now: datetime) -> Path | None:
    """Write where the error came from; return the file, or None when it could not be written.

    Neither local variables nor messages are written: both carry customers' data.
    """
    path = folder / f"crash-{now:%Y%m%d-%H%M%S}-{os.getpid()}.log"
    text = "\n".join(_report(error, now)) + "\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="replace") as log:
            log.write(text)
    except OSError:
        return None
    return path


def _report(error: BaseException, now: datetime) -> Iterator[str]:
    yield f"crm-tui, Python {platform.python_version()}, {platform.system()}, {now.isoformat()}"
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


def crash_sentence(path: Path | None) -> str:
    """Return the one line that a person reads after a crash."""
    if path is None:
        return _("The program had to stop because of an error of its own. Your data is safe.")
    return _(
        "The program had to stop because of an error of its own. Your data is safe. Details: {path}"
    ).format(path=path)
