"""One clear sentence for each thing that can be wrong with an imported row or file."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.imports import FaultCode, RowFault
from crm_tui.domain.text import printable
from crm_tui.errors import (
    AttachmentError,
    EncryptionError,
    FileFormatError,
    FilePlaceError,
    OfficeFilesError,
)
from crm_tui.formats.sheet_limits import SheetReason
from crm_tui.formats.workbooks import WorkbookError, WriteReason
from crm_tui.i18n import N_, _
from crm_tui.presentation.attachments import attachment_sentence
from crm_tui.presentation.backups import encryption_sentence
from crm_tui.presentation.office_files import office_files_sentence
from crm_tui.presentation.words import name_in_sentence

_FAULTS: Mapping[FaultCode, str] = {
    FaultCode.MISSING_NAME: N_("The customer's name is missing; fill it in."),
    FaultCode.NAME_WITHOUT_WORDS: N_(
        "“{value}” is no name, only punctuation; write the full name."
    ),
    FaultCode.MISSING_VALUE: N_("The field “{value}” is required; fill it in."),
    FaultCode.MISSING_CONTACT: N_("A contact is required; fill in the contact's name."),
    FaultCode.MISSING_DAY: N_("The day is missing; fill in when it was."),
    FaultCode.MISSING_CONTENT: N_("The content is missing; fill in what was said."),
    FaultCode.TEXT_TOO_LONG: N_("This is too long: {limit} at most; shorten it."),
    FaultCode.EXCEL_ERROR: N_("The cell holds the Excel error {value}; repair its formula."),
    FaultCode.FORMULA_WITHOUT_VALUE: N_(
        "The cell holds a formula without its result; open the file in Excel and save it."
    ),
    FaultCode.DIGITS_LOST: N_(
        "{value} has lost its last digits; format the column as text and type it again."
    ),
    FaultCode.UNKNOWN_VALUE: N_("“{value}” is not in the word list; choose one of it or add it."),
    FaultCode.UNKNOWN_CHOICE: N_("“{value}” is not possible here; use one of: {known}."),
    FaultCode.UNKNOWN_OWNER: N_(
        "Nobody here is called “{value}”; write a login or a name, or leave it empty."
    ),
    FaultCode.UNKNOWN_POOL: N_(
        "There is no pool “{value}” for you; write the name of one, or leave it empty."
    ),
    FaultCode.AMBIGUOUS_OWNER: N_("Several people are called “{value}”; write the login: {known}."),
    FaultCode.PHONE_NOT_A_NUMBER: N_(
        "“{value}” is no whole phone number: five digits at least, ext before an extension."
    ),
    FaultCode.PHONE_PERSONAL: N_(
        "{value} is a mobile number; this office keeps work numbers only. Take it out of the row."
    ),
    FaultCode.PHONE_TOO_SHORT: N_(
        "The phone number {value} has too few digits; a mobile has 11, a landline its area code."
    ),
    FaultCode.PHONE_TOO_LONG: N_(
        "The phone number {value} has too many digits; part several numbers with a comma."
    ),
    FaultCode.EMAIL_INVALID: N_("“{value}” is not an e-mail address; write name@example.com."),
    FaultCode.WEBSITE_INVALID: N_(
        "“{value}” is not the address of a website; write www.example.com."
    ),
    FaultCode.DATE_NOT_UNDERSTOOD: N_("“{value}” is not a date; write it as 2026-11-22."),
    FaultCode.DATE_IMPOSSIBLE: N_("There is no such day as {value}; correct the date."),
    FaultCode.DATE_AMBIGUOUS: N_(
        "{value} may be two different days; write year, month, day: 2026-11-22."
    ),
    FaultCode.DATE_OUT_OF_RANGE: N_(
        "The date {value} is not between 1900 and 2100; correct the year."
    ),
    FaultCode.DATE_IN_FUTURE: N_("{value} is still to come; write a day up to today."),
    FaultCode.CREDIT_CODE_LENGTH: N_("The credit code {value} does not have 18 characters."),
    FaultCode.CREDIT_CODE_CHARACTER: N_(
        "The credit code {value} holds characters that no code has (such as I, O, S, V or Z)."
    ),
    FaultCode.CREDIT_CODE_CHECK_DIGIT: N_(
        "The check digit of the credit code {value} is wrong; compare it with the licence."
    ),
    FaultCode.NUMBER_NOT_UNDERSTOOD: N_("“{value}” is not a number; write 1200 or 0.5."),
    FaultCode.AMOUNT_NOT_A_NUMBER: N_("“{value}” is not an amount; write 200000 or 200k."),
    FaultCode.AMOUNT_NEGATIVE: N_("The amount {value} is negative; write it without the minus."),
    FaultCode.AMOUNT_TOO_LARGE: N_("The amount {value} is too large; check its unit."),
    FaultCode.AMOUNT_TOO_FINE: N_(
        "The price {value} is finer than its currency; write it rounded, with the amount beside."
    ),
    FaultCode.AMOUNT_DIFFERS: N_(
        "The sheet says {value}, but quantity, price, discount and tax come to {known}."
    ),
    FaultCode.SHARE_AMBIGUOUS: N_("{value} may mean two things; write 10% as text."),
    FaultCode.MISSING_NUMBER: N_("The number is missing; fill in what the paper is called by."),
    FaultCode.MISSING_GOODS: N_("The goods are missing; fill in a name, a code or an amount."),
    FaultCode.MISSING_PRICE: N_("The price is missing; fill in the price or the amount."),
    FaultCode.DUPLICATE_NAME: N_(
        "“{value}” stands already on line {earlier_line} of this file; keep one of them."
    ),
    FaultCode.DUPLICATE_PHONE: N_(
        "The phone {value} stands already on line {earlier_line} of this file; keep one of them."
    ),
}
_WITH_NEAREST = {FaultCode.UNKNOWN_VALUE, FaultCode.UNKNOWN_OWNER, FaultCode.UNKNOWN_POOL}
_CHOICES: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("no"),
    "enterprise": N_("company"),
    "individual": N_("individual"),
    "potential": N_("potential"),
    "deal": N_("deal"),
    "at_risk": N_("at risk"),
    "lost": N_("lost"),
    "decider": N_("Decider"),
    "influencer": N_("Influencer"),
    "buyer": N_("Buyer"),
    "user": N_("End user"),
    "gatekeeper": N_("Gatekeeper"),
    "supports": N_("Supportive"),
    "neutral": N_("Undecided"),
    "opposes": N_("Opposed"),
}


def fault_place(fault: RowFault) -> str:
    """Return where a fault stands: line 7, column C (手机)."""
    if not fault.column_letter:
        return _("line {line}").format(line=fault.line)
    return _("line {line}, column {letter} ({label})").format(
        line=fault.line, letter=fault.column_letter, label=printable(fault.column_label)
    )


def fault_reason(fault: RowFault) -> str:
    """Return what is wrong in the cell and what to do about it."""
    known = [_(_CHOICES[word]) if word in _CHOICES else word for word in fault.known]
    sentence = _(_FAULTS[fault.code]).format(
        value=printable(fault.value),
        known=_(", ").join(map(printable, known)),
        limit=fault.limit,
        earlier_line=fault.earlier_line,
    )
    if fault.known and fault.code in _WITH_NEAREST:
        nearest = _("The nearest: {known}.").format(known=_(", ").join(map(printable, known)))
        return f"{sentence} {nearest}"
    return sentence


_READING: Mapping[str, str] = {
    SheetReason.NOT_FOUND: N_("There is no file {path}; check its name and folder."),
    SheetReason.DIRECTORY: N_("{path} is a folder; name a file in it."),
    SheetReason.NO_PERMISSION: N_("You may not read {path}; ask for permission or copy it."),
    SheetReason.NOT_READABLE: N_("{path} cannot be read; copy it to a local disk and try again."),
    SheetReason.EMPTY: N_("{path} holds no rows; look whether the right sheet was saved."),
    SheetReason.UNKNOWN_TYPE: N_(
        "{path} is of a kind that is not read; save it as .xlsx or .csv first."
    ),
    SheetReason.NOT_A_SHEET: N_(
        "{path} is not a sheet, whatever its name says; open it and save it as .xlsx or .csv."
    ),
    SheetReason.WEB_PAGE: N_(
        "{path} is a web page saved under another name; open it in Excel and save it as .xlsx."
    ),
    SheetReason.PASSWORD: N_(
        "{path} is protected by a password; save a copy without one and import that."
    ),
    SheetReason.DAMAGED: N_("{path} is damaged; open it in Excel and save it anew."),
    SheetReason.NO_SUCH_SHEET: N_("{path} has no sheet “{sheet}”; it has: {sheets}."),
    SheetReason.UNKNOWN_ENCODING: N_(
        "There is no encoding “{encoding}”; usual ones are utf-8, gb18030 and big5."
    ),
    SheetReason.UNREADABLE_TEXT: N_(
        "The characters of {path} cannot be read; name its encoding or save it as UTF-8."
    ),
    SheetReason.BROKEN_QUOTES: N_(
        "{path}, line {line}: a quotation mark is missing or stands alone; correct it."
    ),
    SheetReason.BROKEN_JSON: N_(
        "{path}, line {line}: this is not JSON; a comma, a quotation mark or a bracket is missing."
    ),
    SheetReason.TOO_DEEP: N_(
        "{path} holds lists within lists within lists; it must be one list of records."
    ),
    SheetReason.TOO_LARGE: N_("{path} is too large to be read safely; split it."),
    SheetReason.TOO_MANY_ROWS: N_("{path} has more than {limit} rows; split it."),
    SheetReason.TOO_MANY_COLUMNS: N_(
        "{path} has {limit} columns or more; delete the unused ones on the right."
    ),
    SheetReason.SUSPICIOUS: N_(
        "{path} is packed in a way no office program does; it was not opened."
    ),
    SheetReason.TOO_SLOW: N_("Reading {path} took too long and was ended; split it."),
    SheetReason.READER_DIED: N_(
        "Reading {path} broke off: the file is damaged, or a cell lies far from its table;"
        " copy the table into a new file."
    ),
    SheetReason.READER_FAILED: N_(
        "The part of the program that reads files did not start; install the program again."
    ),
    SheetReason.NO_HEADER: N_(
        "No header was found in the first 15 rows of {path}; one column must be “Name”."
    ),
    SheetReason.REPEATED_COLUMN: N_(
        "In {path} several columns mean the same: {labels}; keep or rename one."
    ),
}
_WRITING: Mapping[str, str] = {
    WriteReason.EXISTS: N_("{path} exists already; choose another name or allow overwriting."),
    WriteReason.DIRECTORY: N_("{path} is a folder; name a file in it."),
    WriteReason.NO_FOLDER: N_("The folder of {path} does not exist; create it first."),
    WriteReason.NO_PERMISSION: N_("You may not write {path}; choose another folder."),
    WriteReason.DISK_FULL: N_("The disk is full; {path} was not written."),
    WriteReason.NOT_WRITABLE: N_("{path} cannot be written; choose another folder."),
    WriteReason.TOO_MANY_ROWS: N_("One sheet holds {limit} rows; choose fewer, or write CSV."),
    WriteReason.CELL_TOO_LONG: N_(
        "Row {row} has a text of more than {limit} characters, which Excel cannot hold; write CSV."
    ),
    WriteReason.OF_DATABASE: N_("{path} belongs to the database; choose another name."),
    WriteReason.NOT_IN_ENCODING: N_(
        "Row {row} has characters that {encoding} does not know; write UTF-8."
    ),
}


def file_sentence(error: FileFormatError) -> str:
    """Return what is wrong with a file that cannot be read or written, and what to do."""
    if isinstance(error, AttachmentError):
        return attachment_sentence(error)
    if isinstance(error, FilePlaceError):
        return _("{path} lies elsewhere: here files are read and written only in {folder}.").format(
            path=name_in_sentence(str(error.path)),
            folder=name_in_sentence(str(error.facts["folder"])),
        )
    if isinstance(error, EncryptionError):
        return encryption_sentence(error)
    if isinstance(error, OfficeFilesError):
        return office_files_sentence(error)
    words = _WRITING if isinstance(error, WorkbookError) else _READING
    facts = {name: _fact(value) for name, value in error.facts.items()}
    return _(words[error.reason]).format(path=printable(str(error.path)), **facts)


def _fact(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return _(", ").join(printable(str(one)) for one in value)
    return printable(value) if isinstance(value, str) else value
