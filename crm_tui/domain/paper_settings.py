"""What an office sets once for all its papers of a kind: as a person writes it, as it is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, fields
from enum import Enum
from typing import Any, Generic, TypeVar

from crm_tui.values import dataclass

SettingsT = TypeVar("SettingsT")

NONE = "none"
"""How a setting that may be left out is written where it is."""
_YES = frozenset({"yes", "y", "true", "1", "是"})
_NO = frozenset({"no", "n", "false", "0", "否"})


@dataclass(frozen=True, slots=True)
class SettingsKind(Generic[SettingsT]):
    """The settings of one kind of paper: each a field of a dataclass with its usual value."""

    id: str
    made_of: type[SettingsT]
    with_setting: Callable[[SettingsT, str, str], SettingsT | str]
    """Returns the settings with one of them as a person writes it, or why that cannot be."""
    writers: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)
    """How those are written that are neither text, number, choice nor yes or no."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What a refusal calls those that other kinds of papers have as well."""
    multiline: frozenset[str] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the settings."""
        return tuple(each.name for each in fields(self.made_of))  # type: ignore[arg-type]  # a dataclass

    def written(self, settings: SettingsT) -> dict[str, str]:
        """Return every setting as a person writes it."""
        return {name: self._written(name, getattr(settings, name)) for name in self.names}

    def _written(self, name: str, value: object) -> str:
        if name in self.writers:
            return self.writers[name](value)
        match value:
            case bool():
                return "yes" if value else "no"
            case Enum():
                return str(value.value)
            case None:
                return NONE
            case _:
                return str(value)

    def from_json(self, stored: Mapping[str, object]) -> SettingsT:
        """Return the settings stored; what is missing, unknown or wrong has its usual value."""
        settings = self.made_of()
        for name in self.names:
            if isinstance(text := stored.get(name), str):
                found = self.with_setting(settings, name, text)
                settings = settings if isinstance(found, str) else found
        return settings

    def to_json(self, settings: SettingsT) -> dict[str, str]:
        """Return what is stored of settings: those that differ from the usual."""
        usual = self.written(self.made_of())
        return {name: text for name, text in self.written(settings).items() if text != usual[name]}


def yes_or_no(text: str) -> bool | None:
    """Return what a person means by 是, no and their like, or None."""
    word = text.lower()
    return word in _YES if word in _YES | _NO else None
