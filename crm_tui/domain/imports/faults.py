"""What can be wrong with a row, as facts: where it stands, what it says, what would be right."""

from __future__ import annotations

from enum import StrEnum

from crm_tui.values import dataclass

_SHOWN_CHARACTERS = 80


class FaultCode(StrEnum):
    """Why a row of an import is refused."""

    MISSING_NAME = "missing_name"
    NAME_WITHOUT_WORDS = "name_without_words"
    MISSING_CONTACT = "missing_contact"
    MISSING_DAY = "missing_day"
    MISSING_CONTENT = "missing_content"
    MISSING_VALUE = "missing_value"
    TEXT_TOO_LONG = "text_too_long"
    EXCEL_ERROR = "excel_error"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    DIGITS_LOST = "digits_lost"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_CHOICE = "unknown_choice"
    UNKNOWN_OWNER = "unknown_owner"
    UNKNOWN_POOL = "unknown_pool"
    AMBIGUOUS_OWNER = "ambiguous_owner"
    PHONE_NOT_A_NUMBER = "phone_not_a_number"
    PHONE_TOO_SHORT = "phone_too_short"
    PHONE_TOO_LONG = "phone_too_long"
    PHONE_PERSONAL = "phone_personal"
    EMAIL_INVALID = "email_invalid"
    WEBSITE_INVALID = "website_invalid"
    DATE_NOT_UNDERSTOOD = "date_not_understood"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_AMBIGUOUS = "date_ambiguous"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    DATE_IN_FUTURE = "date_in_future"
    CREDIT_CODE_LENGTH = "credit_code_length"
    CREDIT_CODE_CHARACTER = "credit_code_character"
    CREDIT_CODE_CHECK_DIGIT = "credit_code_check_digit"
    NUMBER_NOT_UNDERSTOOD = "number_not_understood"
    AMOUNT_NOT_A_NUMBER = "amount_not_a_number"
    AMOUNT_NEGATIVE = "amount_negative"
    AMOUNT_TOO_LARGE = "amount_too_large"
    AMOUNT_TOO_FINE = "amount_too_fine"
    AMOUNT_DIFFERS = "amount_differs"
    SHARE_AMBIGUOUS = "share_ambiguous"
    MISSING_NUMBER = "missing_number"
    MISSING_GOODS = "missing_goods"
    MISSING_PRICE = "missing_price"
    DUPLICATE_NAME = "duplicate_name"
    DUPLICATE_PHONE = "duplicate_phone"


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong in one cell; label and letter are empty when the file has no such column."""

    line: int
    column_label: str
    column_letter: str
    code: FaultCode
    value: str = ""
    known: tuple[str, ...] = ()
    """Words that would be right: the nearest of a word list, all codes of a fixed choice."""
    limit: int | None = None
    earlier_line: int | None = None


class BadValueError(Exception):
    """A cell does not hold what its column asks for; caught by the row, which knows where."""

    def __init__(
        self,
        code: FaultCode,
        value: str = "",
        *,
        known: tuple[str, ...] = (),
        limit: int | None = None,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.value = shown(value)
        self.known = known
        self.limit = limit


def shown(value: str) -> str:
    """Return as much of a value as a message needs."""
    if len(value) <= _SHOWN_CHARACTERS:
        return value
    return value[: _SHOWN_CHARACTERS - 1] + "…"
