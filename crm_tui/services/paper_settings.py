"""The settings of papers, read and changed in the same way for each kind of them."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import papers
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import Event
from crm_tui.domain.paper_settings import SettingsKind, SettingsT
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError


def stored_settings(view: View, kind: SettingsKind[SettingsT]) -> SettingsT:
    """Return what the office says of its papers of a kind."""
    return kind.from_json(papers.paper(view, kind.id).settings)


def change_settings(
    unit: Unit, kind: SettingsKind[SettingsT], changes: Mapping[str, str], told_as: type[Event]
) -> None:
    """Change settings, each given as a person writes it.

    Raises FieldError for one that there is not, or a value that cannot be.
    """
    old = new = stored_settings(unit, kind)
    for name, text in changes.items():
        if name not in kind.names:
            raise FieldError("setting", "unknown", name[:40])
        said = clean(text, multiline=name in kind.multiline)
        found = kind.with_setting(new, name, said)
        if isinstance(found, str):
            raise FieldError(kind.labels.get(name, name), found, said[:40])
        new = found
    if new != old:
        before, after = ({"settings": kind.to_json(each)} for each in (old, new))
        papers.set_paper(unit, kind.id, after)
        unit.record(told_as(before=before, after=after))
