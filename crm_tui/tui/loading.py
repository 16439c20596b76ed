"""What the screens will need, loaded while nobody waits for it.

An update replaces the program's files under screens that are open for days: whatever they have
loaded by then goes on as it began.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

from crm_tui.tui.thrift import share_memory

_NEXT = (
    "crm_tui.tui.screens.customers",
    "crm_tui.tui.screens.pools",
    "crm_tui.tui.screens.detail",
    "crm_tui.tui.screens.follow_up_form",
)
_INSIDE = (
    "crm_tui.db.queries.day_summaries",
    "crm_tui.db.queries.tasks.overviews",
    "crm_tui.db.queries.tasks.people",
    "crm_tui.db.queries.unplanned",
    "crm_tui.messengers.robots",
    "crm_tui.messengers.services",
    "crm_tui.messengers.webhooks",
    "crm_tui.domain.queries.own_terms",
    "crm_tui.formats.calendar_files",
    "crm_tui.formats.pastes",
    "crm_tui.presentation.import_faults",
    "crm_tui.presentation.shapes.duplicates",
    "crm_tui.services.calendars.seeds",
    "crm_tui.services.customers.checking",
    "crm_tui.services.customers.derived",
    "crm_tui.services.day_parts",
    "crm_tui.services.tasks.making",
    "crm_tui.toml_edits",
)
"""What services load inside their methods; a test keeps it complete."""
_BREATH_SECONDS = 0.05
"""Between two modules, for the keys."""


def load_what_is_next() -> None:
    """Load, in a worker, what the next key may open, so that nobody waits for it then."""
    share_memory()
    for name in _NEXT:
        import_module(name)


def load_the_rest() -> None:
    """Load, in a worker, whatever else the screens may ever open."""
    for name in what_is_left():
        import_module(name)
        time.sleep(_BREATH_SECONDS)


def what_is_left() -> Iterator[str]:
    """Yield the name of every module of ours that a screen or a service may yet load."""
    from crm_tui import tui  # noqa: PLC0415 - only now is it complete
    from crm_tui.bootstrap import Crm, Service  # noqa: PLC0415 - slow: the first paint is done

    for module in walk_packages(tui.__path__, f"{tui.__name__}."):
        yield module.name
    for each in vars(Crm).values():
        if isinstance(each, Service):
            yield each.module
    yield from _INSIDE
