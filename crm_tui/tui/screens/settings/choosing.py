"""What the forms of the settings offer to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.domain.identifiers import DepartmentId, PoolId, RoleId, UserId
from crm_tui.domain.people import DepartmentRow, RoleRow
from crm_tui.domain.pinyin import initials, person_initials, person_pinyin, pinyin
from crm_tui.domain.pools import PoolRow
from crm_tui.domain.regions import PROVINCES
from crm_tui.domain.users import UserRow, UserStatus
from crm_tui.presentation.widths import plain
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.widgets.choices import Choice


def whom(kind: str, name: str) -> str:
    """Return a kind of people and a name among them; once where both are everybody."""
    return kind if name in ("", kind) else f"{kind} {name_in_sentence(name)}"


def department_choices(
    rows: Sequence[DepartmentRow], *, but: DepartmentRow | None = None
) -> list[Choice[DepartmentId]]:
    """Return departments by their path; without one and all below it."""
    listed = [each for each in rows if but is None or not each.path.startswith(but.path)]
    paths = {each.id: each.name for each in rows}
    parents = {each.id: each.parent_id for each in rows}
    return [
        Choice(each.id, _path_of(each.id, paths, parents), _search_text(each.name))
        for each in listed
    ]


def _path_of(
    department_id: DepartmentId,
    names: dict[DepartmentId, str],
    parents: dict[DepartmentId, DepartmentId | None],
) -> str:
    above: DepartmentId | None = department_id
    parts: list[str] = []
    while above is not None and above in names:
        parts.insert(0, names[above])
        above = parents[above]
    return " / ".join(parts)


def role_choices(rows: Iterable[RoleRow]) -> list[Choice[RoleId]]:
    """Return roles by their names."""
    return [Choice(each.id, each.name, f"{each.code} {_search_text(each.name)}") for each in rows]


def people_choices(
    rows: Iterable[UserRow], *, but: UserId | None = None, keep: UserId | None = None
) -> list[Choice[UserId]]:
    """Return who works here, and who is to be kept; names that two have say the login too."""
    listed = [
        each
        for each in rows
        if each.id != but and (each.status is UserStatus.ACTIVE or each.id == keep)
    ]
    names = [plain(each.name) for each in listed]
    return [
        Choice(
            each.id,
            each.name if names.count(plain(each.name)) == 1 else f"{each.name} {each.login}",
            f"{person_initials(each.name)} {person_pinyin(each.name).replace(' ', '')}"
            f" {each.login}",
        )
        for each in listed
    ]


def pool_choices(rows: Iterable[PoolRow], *, but: PoolId | None = None) -> list[Choice[PoolId]]:
    """Return pools by their names."""
    return [Choice(each.id, each.name, _search_text(each.name)) for each in rows if each.id != but]


def province_choices() -> list[Choice[str]]:
    """Return the provinces."""
    return [Choice(each, each, _search_text(each)) for each in PROVINCES]


def product_choices(names: Iterable[str]) -> list[Choice[str]]:
    """Return the products that somebody is good at already."""
    return [Choice(each, each, _search_text(each)) for each in names]


def _search_text(name: str) -> str:
    return f"{initials(name)} {pinyin(name).replace(' ', '')}"
