"""Everything that happens can be taken back or says why not, and has a word people know."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from crm_tui.domain import events
from crm_tui.domain.events import Event
from crm_tui.presentation.words import operation_word
from crm_tui.services.history import UNDOABLE

SERVICES = Path(__file__).parents[2] / "crm_tui" / "services"
NOT_UNDOABLE = {
    "level_proposed": "a proposal changes nothing; it is refused instead",
    "signed_in": "who was let in was let in; the session is revoked instead",
    "sign_in_failed": "it stays counted until somebody unlocks the login",
    "attempt_refused": "nothing was done",
    "signed_out": "whoever signed out signs in again",
    "password_set": "what the password was before is known to nobody",
    "password_removed": "the same",
    "sign_in_unlocked": "the failures are forgotten",
    "sessions_ended": "whoever was signed out signs in again",
    "token_made": "it is revoked instead",
    "token_revoked": "a secret that was given up is not trusted again",
    "change_undone": "what was taken back is done again instead",
    "contacts_revealed": "what somebody has read they have read; it stays counted",
    "duplicate_told": "the same",
    "customer_purged": "what is removed for good is gone; the question before it says so",
    "office_reset": "what was cleared is in the backup that was made before",
    "backup_checked": "what was read was read; it changes nothing",
    "backup_made": "a copy that exists exists; whoever wishes it gone deletes the file",
    "backup_restored": "the present state is saved before; that one is restored instead",
    "database_repaired": "what follows from the rest is true now and was not before",
    "data_exported": "what left the office in a file has left it",
    "notices_seen": "what somebody has read they have read",
    "handover_made": "the slip stays as a record; each customer passed on by it is taken back",
    "task_escalated": "who was told was told; a task is reported once",
    "pool_rules_applied": "follows from the version; another version is written instead",
}
WITHOUT_EVENTS = {
    "_Warning.finish": "writes the run of the rule that looks for customers at risk",
    "_LevelReview.write": "writes proposals, which change no customer",
    "_Application.begin": "writes the job row of rules that take effect, before its first chunk",
    "Sweeps.dismiss": "writes a run of the sweep, with who let it go",
    "Sweeps._record_hold": "writes a run of the sweep, with the cause",
    "Views.remember_layout": "what somebody keeps of a list for themselves is no history",
    "Views.forget_layout": "the same",
    "Views.remember_last": "the same",
    "Views.move": "the same: the order in which they have their views",
    "Deliveries._queue": "a reminder on its way is listed in the log of deliveries",
    "Deliveries._take": "the same",
    "Deliveries._confirm": "the same",
    "Deliveries._drop": "the same",
    "Greetings._begin": "a greeting on its way is listed there, too",
    "_Pruning.delete": "lets go of what that log has kept for long",
    "_Rewording.next_chunk": "goes on with what the edit of an own field began",
    "_Recount.next_chunk": "goes on with what the edit of the calendar began",
}


def test_every_event_can_be_taken_back_or_says_why_not() -> None:
    kinds = {
        found.kind()
        for found in vars(events).values()
        if isinstance(found, type) and issubclass(found, Event) and found is not Event
    }
    assert UNDOABLE - kinds == frozenset()
    assert kinds - UNDOABLE == NOT_UNDOABLE.keys()


def operations() -> Iterator[str]:
    """The name under which each operation stands in the history."""
    for file in SERVICES.rglob("*.py"):
        classes = [
            node
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.ClassDef)
        ]
        for each in classes:
            for method in each.body:
                if isinstance(method, ast.FunctionDef) and _is_operation(method):
                    yield f"{each.name}.{method.name}"


def _is_operation(method: ast.FunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call)
        and isinstance(mark.func, ast.Name)
        and mark.func.id == "operation"
        for mark in method.decorator_list
    )


def test_every_operation_in_the_history_has_a_word() -> None:
    names = set(operations())
    assert len(names) > 50
    assert WITHOUT_EVENTS.keys() <= names
    nameless = operation_word("what no version of the program ever did")
    assert {name for name in names if operation_word(name) == nameless} == WITHOUT_EVENTS.keys()
