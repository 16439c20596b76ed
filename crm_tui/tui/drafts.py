"""What stands in a form while it is typed, kept in a file until it is saved or given up."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any

from textual.screen import Screen
from textual.timer import Timer

from crm_tui.file_rights import PRIVATE
from crm_tui.tui.session import Session
from crm_tui.values import dataclass

_LARGEST_BYTES = 1_000_000
_PAUSE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Typed:
    """The text of one field as it was typed, and as it was before."""

    text: str
    before: str


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody typed into a form and did not save."""

    saved_at: datetime
    fields: Mapping[str, Typed]


@dataclass(slots=True)
class DraftFile:
    """The one file that holds the draft of a form; safe to use from several threads."""

    path: Path
    _lock: Lock = field(default_factory=Lock)
    _is_closed: bool = False

    def read(self) -> Draft | None:
        """Return the draft that an earlier form left, if there is one that can be read."""
        try:
            if self.path.stat().st_size > _LARGEST_BYTES:
                return None
            return _draft_from(json.loads(self.path.read_text(encoding="utf-8")))
        except (OSError, ValueError):
            return None

    def write(self, draft: Draft) -> None:
        """Keep a draft, readable by its writer only; a disk that will not take it is no error."""
        content = json.dumps(
            {
                "saved_at": draft.saved_at.isoformat(),
                "fields": {name: [each.text, each.before] for name, each in draft.fields.items()},
            },
            ensure_ascii=False,
        ).encode("utf-8", "replace")
        # Typing goes on where a draft cannot be kept, so a full or read-only disk is passed over.
        with self._lock, contextlib.suppress(OSError):
            if not self._is_closed:
                self._replace(content)

    def discard(self, *, for_good: bool) -> None:
        """Remove the draft; `for_good` also forgets whatever is written later."""
        with self._lock, contextlib.suppress(OSError):
            self._is_closed = self._is_closed or for_good
            self.path.unlink(missing_ok=True)

    def _replace(self, content: bytes) -> None:
        PRIVATE.make_folder(self.path.parent)
        part = self.path.with_suffix(f".{os.getpid()}.part")
        handle = PRIVATE.open_file(part, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        part.replace(self.path)


class DraftKeeper:
    """Keeps what is typed on a screen, soon after each change, until it is saved or given up."""

    def __init__(self, screen: Screen[Any], file: DraftFile, typed: Callable[[], Draft]) -> None:
        self._screen = screen
        self._file = file
        self._typed = typed
        self._timer: Timer | None = None

    def changed(self) -> None:
        """Keep what stands there once nothing more is typed for a moment."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._screen.set_timer(_PAUSE_SECONDS, self.keep)

    def keep(self) -> None:
        """Keep what stands there now."""
        file, draft = self._file, self._typed()
        if draft.fields:
            self._work(lambda: file.write(draft))
        else:
            self._work(lambda: file.discard(for_good=False))

    def stop(self, *, for_good: bool) -> None:
        """Let go of what was kept; `for_good` also of what is typed later."""
        if self._timer is not None:
            self._timer.stop()
        file = self._file
        self._work(lambda: file.discard(for_good=for_good))

    def _work(self, act: Callable[[], None]) -> None:
        self._screen.app.run_worker(act, thread=True, group="drafts")


def draft_file(session: Session, name: str) -> DraftFile:
    """Return the file of a form's draft; every database and person has their own."""
    whose = f"{session.crm.location}\n{session.actor.user_id}"
    mark = hashlib.sha256(whose.encode()).hexdigest()[:16]
    return DraftFile(session.settings.file.parent / "drafts" / f"{name}-{mark}.json")


def _draft_from(stored: object) -> Draft | None:
    match stored:
        case {"saved_at": str(saved_at), "fields": dict(fields)}:
            typed = {
                str(name): Typed(*map(str, texts))
                for name, texts in fields.items()
                if isinstance(texts, list) and len(texts) == 2
            }
            when = datetime.fromisoformat(saved_at)
            return Draft(when, typed) if typed and when.tzinfo is not None else None
        case _:
            return None
