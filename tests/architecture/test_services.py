"""Every operation asks for a permission, and every service method can be reached by a person."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from crm_tui.bootstrap import Crm
from crm_tui.db.tables.users import ROLE
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotFoundError, NotPermittedError
from crm_tui.services.imports import Imports
from crm_tui.services.sample_data import Samples
from tests import make

CLI = Path(__file__).parents[2] / "crm_tui" / "cli"
SERVICES = (
    "offices",
    "customers",
    "pools",
    "sweeps",
    "follow_ups",
    "tasks",
    "days",
    "history",
    "imports",
    "samples",
)
NOT_ON_THE_SHELL = {
    "customers.ids": "the window of the list on the screen; the shell prints a page",
    "customers.rows": "what stands on a list's screen by id; the shell prints a page",
    "customers.record": "one row without its stream; the shell shows the whole detail",
    "customers.duplicates": "asked while a name is typed; `customer add` refuses and names it",
    "customers.edit_contact": "a form of the screen",
    "days.quota": "a line on the screen; `crm today` shows the same numbers",
    "history.batches": "the screen's list of what can be undone",
    "offices.exists": "asked at the first start, before there is anybody",
    "offices.people": "who may sit here, asked before anybody is known",
    "offices.who": "the line on the screen that says who sits here",
    "pools.return_reasons": "the choice on the screen; the shell reads the words",
    "pools.why_not_claim": "why a key is grey on the screen; the shell's refusal says the same",
    "sweeps.is_due": "asked by the timer of the screen",
    "tasks.set_next_contact": "a key on the screen; the shell plans it with `follow add --next`",
}


LOADED_LATE: dict[str, type] = {"imports": Imports, "samples": Samples}


def classes() -> dict[str, Any]:
    """The class of every service of the program."""
    return inspect.get_annotations(Crm, eval_str=True) | LOADED_LATE


def methods() -> dict[str, Callable[..., Any]]:
    """The public methods of every service, by "service.method"."""
    found: dict[str, Callable[..., Any]] = {}
    hints = classes()
    for service in SERVICES:
        for name, method in inspect.getmembers(hints[service], inspect.isfunction):
            if not name.startswith("_"):
                found[f"{service}.{name}"] = method
    return found


def used_on_the_shell() -> set[str]:
    """The service methods that some command calls."""
    found = set()
    for script in CLI.glob("*.py"):
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                found.add(f"{node.value.attr}.{node.attr}")
    return found


def operations() -> dict[str, Permission]:
    """Every operation and the permission it asks for, private ones included."""
    hints = classes()
    return {
        f"{service}.{name}": method.needs
        for service in SERVICES
        for name, method in inspect.getmembers(hints[service], inspect.isfunction)
        if hasattr(method, "needs")
    }


def test_every_field_of_the_program_is_a_service_or_named_here() -> None:
    held = {each.name for each in fields(Crm)} | set(LOADED_LATE)
    assert held == {*SERVICES, "database", "backup"}


@pytest.mark.parametrize("method", sorted(methods()))
def test_every_method_is_reached_from_the_shell_or_says_why_not(method: str) -> None:
    reached = method in used_on_the_shell()
    assert reached or method in NOT_ON_THE_SHELL, "no command calls it and no reason is given"


def test_reasons_are_given_only_for_methods_there_are() -> None:
    assert set(NOT_ON_THE_SHELL) <= set(methods())


def test_every_writing_method_is_an_operation_with_a_permission() -> None:
    found = operations()
    assert len(found) > 12
    assert all(isinstance(needs, Permission) for needs in found.values())
    writing = {
        name
        for name, method in methods().items()
        if "self.database.writing(" in inspect.getsource(inspect.unwrap(method))
    }
    assert writing <= set(found)


def attempts(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation by somebody."""
    customer = make.customer(crm, in_pool=True)
    contact = crm.customers.detail(make.admin(crm), customer).contacts[0].id
    now = crm.database.clock.now()
    return {
        "customers.add": lambda: make.customer(crm, actor, name="x"),
        "customers.edit": lambda: crm.customers.edit(actor, customer, {"city": "北京"}),
        "customers.add_contact": lambda: crm.customers.add_contact(actor, customer, make.contact()),
        "customers.edit_contact": lambda: crm.customers.edit_contact(
            actor, contact, make.contact()
        ),
        "follow_ups.add": lambda: make.follow_up(crm, actor, customer),
        "history.undo": lambda: crm.history.undo(actor),
        "sweeps.dismiss": lambda: crm.sweeps.dismiss(actor),
        "offices.change": lambda: crm.offices.change(actor, {"reserve_days": 3}),
        "offices.add_user": lambda: crm.offices.add_user(actor, login="x", name="x"),
        "pools.claim": lambda: crm.pools.claim(actor, [customer]),
        "pools.return_to_pool": lambda: crm.pools.return_to_pool(actor, [customer], 1),
        "pools.assign": lambda: crm.pools.assign(actor, [customer], actor.user_id),
        "tasks.add": lambda: crm.tasks.add(actor, "x", now),
        "tasks.done": lambda: crm.tasks.done(actor, crm.tasks.list(make.admin(crm))[0].id),
        "tasks.set_next_contact": lambda: crm.tasks.set_next_contact(actor, customer, now),
        "sweeps._take_chunk": lambda: crm.sweeps.sweep(actor),
    }


ELSEWHERE = {
    "sweeps._record_hold": "the other half of a sweep, under the same permission",
    "imports._store": "needs a file: tests/cli and tests of the import",
    "imports.run": "needs a file: tests/cli and tests of the import",
    "samples._prepare": "fills an empty office only: tests of the sample data",
    "samples._add": "fills an empty office only: tests of the sample data",
}


def test_whoever_lacks_the_permission_is_refused_and_nothing_changes(crm: Crm) -> None:
    nobody = make.rep(crm, "nobody")
    crm.tasks.add(make.admin(crm), "x", crm.database.clock.now())
    calls = attempts(crm, nobody)
    with crm.database.setting_up() as connection:
        connection.execute(update(ROLE).where(ROLE.c.code == "rep").values(permissions=[]))
    assert crm.location.path is not None
    before = make.dump(crm.location.path)
    needs = operations()
    assert set(calls) | set(ELSEWHERE) >= set(needs)
    for name, call in calls.items():
        with pytest.raises(NotPermittedError) as caught:
            call()
        assert caught.value.permission == needs[name].value
    assert make.dump(crm.location.path) == before


def test_somebody_who_left_may_not_even_look(crm: Crm) -> None:
    lina = make.rep(crm)
    make.set_user(crm, lina.user_id, status="left")
    for ask in (
        lambda: crm.pools.pools(lina),
        lambda: crm.offices.who(lina),
        lambda: crm.days.today(lina),
        lambda: make.customer(crm, lina),
    ):
        with pytest.raises(NotFoundError):
            ask()
