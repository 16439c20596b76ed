"""How large a sheet may be, and the reasons why one is refused."""

from __future__ import annotations

from enum import StrEnum

MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576
MAX_CELLS = 64 * 1024 * 1024
MAX_FILE_BYTES = 1024 * 1024 * 1024
MAX_UNPACKED_BYTES = 1200 * 1024 * 1024
MAX_SHEETS = 200
MAX_MERGED = 200_000
MAX_PARTS = 2_000
MAX_RATIO = 100
RATIO_COUNTS_FROM_BYTES = 20 * 1024 * 1024
MAX_ROW_CHARACTERS = 16 * 1024 * 1024


class SheetReason(StrEnum):
    """Why a file could not be read as a sheet."""

    NOT_FOUND = "not_found"
    DIRECTORY = "directory"
    NO_PERMISSION = "no_permission"
    NOT_READABLE = "not_readable"
    EMPTY = "empty"
    UNKNOWN_TYPE = "unknown_type"
    NOT_A_SHEET = "not_a_sheet"
    WEB_PAGE = "web_page"
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret
    DAMAGED = "damaged"
    NO_SUCH_SHEET = "no_such_sheet"
    UNKNOWN_ENCODING = "unknown_encoding"
    UNREADABLE_TEXT = "unreadable_text"
    BROKEN_QUOTES = "broken_quotes"
    BROKEN_JSON = "broken_json"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    SUSPICIOUS = "suspicious"
    TOO_SLOW = "too_slow"
    READER_DIED = "reader_died"
    READER_FAILED = "reader_failed"
    NO_HEADER = "no_header"
    REPEATED_COLUMN = "repeated_column"


class SheetRefusal(Exception):  # noqa: N818 - travels inside the reader only, as a reason
    """A reason with its facts, on its way from the depth of the reader to its edge."""

    def __init__(self, reason: SheetReason, **facts: str | int | list[str]) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.facts = facts
