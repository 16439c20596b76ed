"""One import as the shell runs it: its plan, how far it is, and what became of the rows."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING

import typer

from crm_tui.cli.commands import UsageProblemError, help_hint
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.import_options import Asked
from crm_tui.cli.output import Form, say
from crm_tui.cli.sessions import Session, output_of
from crm_tui.i18n import _, ngettext

if TYPE_CHECKING:
    from crm_tui.domain.import_choices import ImportKind
    from crm_tui.domain.imports.outcomes import ImportResult, RowRefusal
    from crm_tui.domain.imports.plans import ImportPlan
    from crm_tui.services.imports import Progress

_SAID = 50
_SECONDS_BETWEEN = 0.2


def plan_of(kind: ImportKind, asked: Asked) -> ImportPlan:
    """Return the plan of an import, as far as every kind of rows has one."""
    from crm_tui.domain.imports.plans import ImportPlan  # noqa: PLC0415

    return ImportPlan(
        asked.file,
        kind,
        sheet=asked.sheet,
        encoding=asked.encoding,
        header_line=asked.header,
        mapping=_mapping(asked.context, asked.maps),
        meanings=_meanings(asked.context, asked.words),
        dry_run=asked.dry_run,
    )


def imported(session: Session, plan: ImportPlan, asked: Asked) -> int:
    """Import a file, answer with the batch and what became of every row; return the exit code."""
    from crm_tui.domain.imports.outcomes import Outcome  # noqa: PLC0415
    from crm_tui.presentation.import_plans import result_lines, undo_line  # noqa: PLC0415
    from crm_tui.presentation.import_results import result_words  # noqa: PLC0415
    from crm_tui.presentation.shapes.imports import result_shape  # noqa: PLC0415
    from crm_tui.services.imports import refuse_result  # noqa: PLC0415

    output, result = output_of(asked.context, as_json=asked.as_json), asked.result
    if result is not None:
        refuse_result(result)
    waits = session.crm.imports.makes_others_wait(session.actor)
    with_progress = _Telling(others_wait=waits and not plan.dry_run)
    found = session.crm.imports.run(session.actor, plan, progress=with_progress)
    with_progress.end()
    if result is not None:
        session.crm.imports.write_result(found, result, result_words(plan))
    if output.form is Form.TABLE:
        output.record({}, (*result_lines(found, result), *undo_line(found)))
        say(*_refused_lines(found))
    else:
        output.record(result_shape(found, session.logins()), ())
    return ExitCode.REFUSED if found.count(Outcome.REFUSED) else ExitCode.DONE


def _mapping(context: typer.Context, maps: list[str] | None) -> dict[str, str]:
    """Return what was said of columns; raise for what is no pair."""
    found: dict[str, str] = {}
    for pair in maps or ():
        column, sign, field = pair.rpartition("=")
        if not sign or not column.strip():
            raise UsageProblemError(
                _("“{pair}” is not COLUMN=FIELD.").format(pair=pair),
                help_hint(context.command_path),
            )
        found[column.strip()] = field.strip()
    return found


def _meanings(context: typer.Context, words: list[str] | None) -> dict[str, dict[str, str]]:
    """Return what was said of words; raise for what says nothing of one."""
    found: dict[str, dict[str, str]] = {}
    for said in words or ():
        field, colon, pair = said.replace("：", ":", 1).partition(":")
        word, sign, known = pair.rpartition("=")
        if not (colon and sign and field.strip() and word.strip()):
            raise UsageProblemError(
                _("“{pair}” is not FIELD:WORD=KNOWN.").format(pair=said),
                help_hint(context.command_path),
            )
        found.setdefault(field.strip(), {})[word.strip()] = known.strip()
    return found


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
