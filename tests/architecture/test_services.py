"""Every operation asks for a permission, and every service method can be reached by a person."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from crm_tui.bootstrap import Crm, Service
from crm_tui.db.schema.users import ROLE
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError, NotPermittedError
from tests import make
from tests.attempts import ELSEWHERE, attempts

CLI = Path(__file__).parents[2] / "crm_tui" / "cli"
SERVICES = (
    "offices",
    "people",
    "sign_ins",
    "leaves",
    "custom_fields",
    "calendars",
    "customers",
    "figures",
    "queries",
    "pools",
    "pool_settings",
    "rules",
    "merging",
    "movements",
    "moves",
    "affiliations",
    "groups",
    "handovers",
    "disputes",
    "overviews",
    "receivers",
    "ownerships",
    "suspects",
    "sweeps",
    "follow_ups",
    "attachments",
    "timelines",
    "notices",
    "teams",
    "deals",
    "customer_types",
    "level_reviews",
    "upkeep",
    "standings",
    "reveals",
    "tasks",
    "escalations",
    "days",
    "key_dates",
    "greetings",
    "schedules",
    "history",
    "views",
    "imports",
    "exports",
    "templates",
    "bulk_edits",
    "presence",
    "purges",
    "resets",
    "samples",
    "finding",
    "channels",
    "deliveries",
    "doctor",
    "backups",
    "seals",
    "office_files",
)
NOT_ON_THE_SHELL = {
    "presence.announce": "said by the screens while they are open; a command is over at once",
    "presence.leave": "said by the screens when they end",
    "sign_ins.who_acts": "asked before every command",
    "backups.is_due": "asked by the timer of the screen; `crm backup --if-due` asks it itself",
    "attachments.clear_copies": "each opening and each start of the screens clears up by itself",
    "customer_types.loss_reasons": "the choice on the screen; the shell reads the words",
    "upkeep.is_due": "asked by the timer of the screen",
    "customers.ids": "the window of the list on the screen; the shell prints a page",
    "customers.prepare_search": "saves time only where one program searches again and again",
    "days.pressing": "the first rows of a start on the screen; the shell's day is whole",
    "customers.window": "what a list on the screen reads as it scrolls; the shell prints a page",
    "customers.why_left": "said of a line that leaves the screen; the shell has no such line",
    "customers.rows": "what stands on a list's screen by id; the shell prints a page",
    "customers.record": "one row without its stream; the shell shows the whole detail",
    "customers.duplicates": "asked while a name is typed; `customer add` refuses and names it",
    "suspects.again": "rows that stay on the screen while others work; the shell asks anew",
    "customers.edit_contact": "a form of the screen",
    "follow_ups.would_tell": "what the screen says before it is saved; the shell says it after",
    "figures.extras": "columns that somebody chose on the screen; the shell's JSON has them all",
    "figures.group_of": "where the cursor of a grouped list stays",
    "figures.group_sums": "what stands on those lines",
    "figures.groups": "the lines over the groups of a list on the screen",
    "figures.sums": "the foot of a list on the screen",
    "deliveries.became_due": "the quiet sign on the screen while it is open",
    "days.waiting": "sections of the first tab; each of them has a command of its own",
    "ownerships.of": "a panel of the screen; the timeline of the shell tells each change",
    "receivers.of": "the people among whom a dialog lets one choose; the shell names one",
    "receivers.parts": "the parts of a plan that is put together on the screen",
    "days.quota": "a line on the screen; `crm today` shows the same numbers",
    "finding.places": "a column of the list that is searched; `crm find` says it in each row",
    "groups.belonging": "a line of the screen's detail; the shell prints the whole group",
    "history.batches": "the screen's list of what can be undone",
    "history.last": "what the screen asks before an older undo; the shell has `crm history`",
    "movements.keeping": "what a form shows before; the shell's refusal names the same numbers",
    "offices.exists": "asked at the first start, before there is anybody",
    "offices.people": "who may sit here, asked before anybody is known",
    "offices.who": "the line on the screen that says who sits here",
    "pools.return_reasons": "the choice on the screen; the shell reads the words",
    "pools.why_not_claim": "why a key is grey on the screen; the shell's refusal says the same",
    "queries.vocabulary": "what the screen proposes while a query is typed",
    "reveals.why_not": "why a key is grey on the screen; the shell's refusal says the same",
    "standings.reasons": "the choice on the screen; the shell reads the words",
    "sweeps.is_due": "asked by the timer of the screen",
    "views.forget_layout": "a list on the screen goes back to how its view was saved",
    "views.kept_layout": "read while a list on the screen is opened",
    "views.remember_last": "what the screen shows when it is opened again",
    "views.remember_layout": "kept of itself while a list on the screen is laid out",
    "views.rename": "one field of `view edit`",
    "views.share": "one field of `view edit`",
    "tasks.assignable": "the people among whom a form lets one choose; the shell names one",
    "escalations.is_due": "asked by the timer of the screen",
    "tasks.set_next_contact": "a key on the screen; the shell plans it with `follow add --next`",
}


def classes() -> dict[str, Any]:
    """The class of every service of the program."""
    return {name: each.load() for name, each in vars(Crm).items() if isinstance(each, Service)}


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


def test_every_service_of_the_program_is_named_here() -> None:
    assert set(classes()) == set(SERVICES)


def test_every_method_is_reached_from_the_shell_or_says_why_not() -> None:
    assert set(methods()) - used_on_the_shell() <= set(NOT_ON_THE_SHELL)


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


def test_whoever_lacks_the_permission_is_refused_and_nothing_changes(crm: Crm) -> None:
    nobody = make.rep(crm, "nobody")
    crm.tasks.add(make.admin(crm), "x", crm.database.clock.now())
    calls = attempts(crm, nobody)
    with crm.database.setting_up() as connection:
        connection.execute(update(ROLE).where(ROLE.c.code == "rep").values(permissions=[]))
    before = make.dump(crm)
    needs = operations()
    assert set(calls) | set(ELSEWHERE) >= set(needs)
    for name, call in calls.items():
        with pytest.raises(NotPermittedError) as caught:
            call()
        assert caught.value.permission == needs[name].value
    assert make.dump(crm) == before


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
