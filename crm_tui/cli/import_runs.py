"""Imports of the shell on their way: how far they are, and what became of the rows."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.cli.exits import ExitCode
from crm_tui.cli.output import Form, Output, say
from crm_tui.cli.sessions import Session
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.domain.imports.outcomes import ImportResult, RowRefusal
    from crm_tui.domain.imports.plans import ImportPlan
    from crm_tui.services.imports import Progress

_SAID = 50
_SECONDS_BETWEEN = 0.2


def run_import(session: Session, plan: ImportPlan, result: Path | None, output: Output) -> int:
    """Import as planned, say what came of it and return the exit code; write the result file."""
    from crm_tui.domain.imports.outcomes import Outcome  # noqa: PLC0415
    from crm_tui.presentation.import_plans import result_lines  # noqa: PLC0415
    from crm_tui.presentation.import_results import result_words  # noqa: PLC0415
    from crm_tui.presentation.shapes.imports import result_shape  # noqa: PLC0415
    from crm_tui.services.imports import refuse_result  # noqa: PLC0415

    if result is not None:
        refuse_result(result)
    waits = session.crm.imports.makes_others_wait(session.actor)
    with_progress = _Telling(others_wait=waits and not plan.dry_run)
    found = session.crm.imports.run(session.actor, plan, progress=with_progress)
    with_progress.end()
    if result is not None:
        session.crm.imports.write_result(found, result, result_words(plan))
    if output.form is Form.TABLE:
        output.record({}, result_lines(found, result))
        say(*_refused_lines(found))
    else:
        output.record(result_shape(found, session.logins()), ())
    return ExitCode.REFUSED if found.count(Outcome.REFUSED) else ExitCode.DONE


class _Telling:
    """Tells how far an import is, how fast it goes and how long it will take."""

    def __init__(self, *, others_wait: bool) -> None:
        self._others_wait = others_wait
        self._started: float | None = None
        self._said = 0.0

    def __call__(self, done: int, total: int | None) -> None:
        """Take how many rows are done, of how many; see `Progress`."""
        from crm_tui.presentation.import_plans import progress_sentence  # noqa: PLC0415

        now = time.monotonic()
        if done == 0:
            self._started = now
        if not sys.stderr.isatty() or (done and now - self._said < _SECONDS_BETWEEN):
            return
        self._said = now
        waiting = self._others_wait and total is not None
        words = progress_sentence(done, total, now - (self._started or now), others_wait=waiting)
        sys.stderr.write(f"\r\033[K{words}")
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the line empty."""
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


if TYPE_CHECKING:
    _CHECKED: Progress = _Telling(others_wait=False)


def _refused_lines(found: ImportResult) -> Iterator[str]:
    """Yield the first reasons, each once with the number of rows that it keeps out as well."""
    from crm_tui.domain.imports.outcomes import RefusedLine  # noqa: PLC0415
    from crm_tui.presentation.import_results import (  # noqa: PLC0415
        refusal_reason,
        refusal_sentence,
    )

    alike: dict[tuple[str, str], tuple[RowRefusal, int]] = {}
    more = 0
    refused = (line for line in found.lines if isinstance(line, RefusedLine))
    for refusal in chain.from_iterable(line.refusals for line in refused):
        why = refusal.column_letter, refusal_reason(refusal)
        if why in alike or len(alike) < _SAID:
            first, count = alike.get(why, (refusal, -1))
            alike[why] = first, count + 1
        else:
            more += 1
    for first, count in alike.values():
        others = ngettext(" {count} more row likewise.", " {count} more rows likewise.", count)
        yield refusal_sentence(first) + (others.format(count=count) if count else "")
    if more:
        yield _("{count} more reasons; --result FILE writes them all.").format(count=more)
