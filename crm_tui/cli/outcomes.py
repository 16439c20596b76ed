"""Answer a verb that took several customers: what was done, and each refusal with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from crm_tui.cli.exits import batch_exit_code
from crm_tui.cli.output import Form, Output, say
from crm_tui.cli.sessions import Session
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.json_shapes import Shape, batch_shape, refused_shape

if TYPE_CHECKING:
    from crm_tui.services.pools import BatchOutcome, Outcome


def answer_batch(
    session: Session, output: Output, outcome: BatchOutcome, sentence: Callable[[int], str]
) -> int:
    """Write the outcome of a batch and return the exit code; `sentence` says how many were done."""
    done = done_shapes(session, outcome.done)
    batch_id = outcome.changed.batch_id if done else None
    refused = [(result, result.error) for result in outcome.refused if result.error is not None]
    shape = batch_shape(
        batch_id,
        done,
        [refused_shape(result.customer_id, result.customer, error) for result, error in refused],
    )
    lines = [sentence(len(done)).format(count=len(done))]
    if output.form is Form.TABLE:
        output.record(shape, [*lines, *undo_line(batch_id)])
        say_refused(outcome.refused)
    else:
        output.record(shape, lines)
    return batch_exit_code([error for _result, error in refused])


def done_shapes(session: Session, done: tuple[Outcome, ...]) -> list[Shape]:
    """Return the customers that a verb took, as lists give them; by name those out of sight."""
    rows = session.crm.customers.rows(session.actor, [result.customer_id for result in done])
    by_id = {row.id: row for row in rows}
    shapes = session.shapes()
    return [
        shapes.customer(by_id[result.customer_id])
        if result.customer_id in by_id
        else {"id": result.customer_id, "name": result.customer}
        for result in done
    ]


def say_refused(refused: tuple[Outcome, ...]) -> None:
    """Tell the person which customers were refused, and why."""
    say(
        *(
            _("Refused {number}: {reason}").format(
                number=result.customer_id, reason=errors.sentence(result.error)
            )
            for result in refused
            if result.error is not None
        )
    )


def undo_line(batch_id: int | None) -> Iterator[str]:
    """Yield how to take a batch back, if there is one."""
    if batch_id is not None:
        yield _("crm undo {batch} takes it back.").format(batch=batch_id)
