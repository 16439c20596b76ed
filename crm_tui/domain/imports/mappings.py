"""What somebody says that the columns of a file hold, by label or letter, and by name of field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.aliases import column_named, label_key, numbered
from crm_tui.domain.imports.columns import HeaderColumn, columns_of
from crm_tui.domain.imports.headers import custom_named
from crm_tui.domain.imports.values import nearest
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

NOT_READ = "-"
"""What stands for the field of a column that shall not be read."""

Mapped = Mapping[str, str]
"""The label or the letter of a column -> the name of the field it holds."""

Meanings = Mapping[str, Mapping[str, str]]
"""The name of a field -> what files write in it -> the word of ours that this means."""

_LETTERS = 3


@dataclass(frozen=True, slots=True)
class UnknownMapping:
    """A column or a field that a mapping names and that there is not; the nearest that are."""

    column: str
    field: str
    is_field: bool
    known: tuple[str, ...] = ()


def mapping_faults(
    labels: Iterable[tuple[int, str]],
    mapped: Mapped,
    kind: ImportKind,
    fields: Sequence[CustomField],
) -> tuple[UnknownMapping, ...]:
    """Return the columns and fields of a mapping that there are not."""
    columns = [HeaderColumn(index, label, None) for index, label in labels]
    faults: list[UnknownMapping] = []
    for name, field in mapped.items():
        if column_meant(columns, name) is None:
            near = nearest(name, [column.label for column in columns])
            faults.append(UnknownMapping(name, field, is_field=False, known=near))
        elif field_meant(field, kind, fields) is None:
            near = nearest(folded(field), field_names(kind, fields))
            faults.append(UnknownMapping(name, field, is_field=True, known=near))
    return tuple(faults)


def meanings_of(said: Meanings, kind: ImportKind, fields: Sequence[CustomField]) -> Meanings:
    """Return what was said of words under the fields' own names, the words without case."""
    meanings: dict[str, dict[str, str]] = {}
    for name, words in said.items():
        if (meant := field_meant(name, kind, fields)) is not None and meant.is_read:
            known = {folded(word).strip(): known for word, known in words.items()}
            meanings.setdefault(meant.field, {}).update(known)
    return meanings


def meaning_faults(
    said: Meanings, kind: ImportKind, fields: Sequence[CustomField]
) -> tuple[UnknownMapping, ...]:
    """Return the fields that there are not among those whose words are told."""
    names = [name for name in said if not name.strip() or field_meant(name, kind, fields) is None]
    return tuple(
        UnknownMapping("", name, is_field=True, known=nearest(name, field_names(kind, fields)))
        for name in names
    )


def field_names(kind: ImportKind, fields: Sequence[CustomField]) -> tuple[str, ...]:
    """Return the names of all fields that a column of such a file may hold."""
    own = [HeaderColumn(0, "", None, custom=field).field for field in fields]
    return (
        *sorted(column.value for column in columns_of(kind)),
        *(name for name in own if custom_named(name, fields, kind) is not None),
    )


def field_meant(text: str, kind: ImportKind, fields: Sequence[CustomField]) -> HeaderColumn | None:
    """Return what a name or label of a field means, as a column without a place."""
    if text.strip() in {NOT_READ, ""}:
        return HeaderColumn(0, "", None)
    if custom := custom_named(text, fields, kind):
        return HeaderColumn(0, "", None, custom=custom)
    plain = folded(text).strip()
    own = next((column for column in columns_of(kind) if column.value == plain), None)
    column, number = (own, 0) if own else numbered(text, kind)
    column = column or column_named(text, kind)
    return None if column is None else HeaderColumn(0, "", column, person=number or 1)


def column_meant(columns: Iterable[HeaderColumn], name: str) -> HeaderColumn | None:
    """Return the column with a label, else the one with a letter."""
    every, plain, key = list(columns), folded(name).strip(), label_key(name)
    found = [column for column in every if folded(column.label) == plain]
    found = found or [column for column in every if key and label_key(column.label) == key]
    if not found and len(plain) <= _LETTERS:
        found = [column for column in every if column.letter == plain.upper()]
    return found[0] if found else None
