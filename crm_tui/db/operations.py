"""What marks a service method as one thing that a person can do."""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from contextvars import ContextVar, Token
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

from crm_tui.db.driver_errors import may_pass, translated
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError, NotPermittedError, RefusedError
from crm_tui.values import dataclass

RETRIES = 5

P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Operation:
    """What is being done, under which permission; the id makes a retry recognisable."""

    name: str
    needs: Permission
    operation_id: str


_current: ContextVar[Operation | None] = ContextVar("operation", default=None)


def current_operation() -> Operation | None:
    """Return what is being done here, None outside of every operation."""
    return _current.get()


def operation(
    needs: Permission,
) -> Callable[[Callable[Concatenate[S, P], R]], Callable[Concatenate[S, P], R]]:
    """Mark a service method as one thing a user can do, allowed by one permission.

    The whole method runs again when the server reports a serialization failure or deadlock, so
    nothing in it may have a side effect outside its unit.
    """

    def mark(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
        @functools.wraps(method)
        def run(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
            here = Operation(method.__qualname__, needs, str(uuid.uuid4()))
            token = _current.set(here)
            try:
                for attempt in range(RETRIES):
                    try:
                        answer = method(self, *args, **kwargs)
                        if getattr(answer, "refused", ()):
                            _note(here, token, (self, *args), answer)
                        return answer
                    except DBAPIError as error:
                        if attempt == RETRIES - 1 or not may_pass(error):
                            raise translated(error, getattr(self, "database", None)) from error
            except (NotPermittedError, NotFoundError, RefusedError) as error:
                _note(here, token, (self, *args), error)
                raise
            finally:
                _current.reset(token)
            raise AssertionError("unreachable: the last attempt returns or raises")

        run.__dict__["needs"] = needs
        return run

    return mark


def _note(here: Operation, token: Token[Operation | None], asked: Any, outcome: object) -> None:
    """Put on record what was refused, once everything that it wrote was taken back."""
    # Only what is refused pays for it; of one operation inside another the outer one answers.
    from crm_tui.db.refused_attempts import note_refused  # noqa: PLC0415

    if not isinstance(token.old_value, Operation):
        note_refused(here.name, asked, outcome)
