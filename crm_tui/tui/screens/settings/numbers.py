"""A field for a whole number, or for none where it may be off."""

from __future__ import annotations

from crm_tui.i18n import _
from crm_tui.tui.widgets.fields import ValueField

_LONGEST_NUMBER = 9


class NumberField(ValueField):
    """A whole number within bounds; where it may be off, an empty field says so."""

    def __init__(  # noqa: PLR0913 - the knobs of a field
        self,
        label: str,
        value: int | None,
        *,
        least: int = 0,
        greatest: int = 1_000_000,
        off: str = "",
        zero: str = "",
        id: str | None = None,  # noqa: A002 - the library's own name
    ) -> None:
        super().__init__(
            label,
            "" if value is None else str(value),
            required=not off,
            placeholder=off,
            limit=_LONGEST_NUMBER,
            why_wrong=self._fault_of,
            id=id,
        )
        self._least, self._greatest = least, greatest
        self._zero = zero

    @property
    def number(self) -> int | None:
        """The number, None where the field is empty or no number stands in it."""
        typed = self.value
        digits = typed.removeprefix("-") if self._least < 0 else typed
        return int(typed) if digits.isascii() and digits.isdecimal() else None

    def hint(self) -> str:
        """Return what zero means here."""
        return self._zero if self.number == 0 else ""

    def _fault_of(self, typed: str) -> str | None:
        number = self.number
        if number is None:
            return _("Write a whole number.")
        if not self._least <= number <= self._greatest:
            return _("Between {least} and {greatest}.").format(
                least=self._least, greatest=self._greatest
            )
        return None
