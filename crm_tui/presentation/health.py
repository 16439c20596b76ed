"""What the doctor found, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.health import MENDED, OF_FILES, SEARCHES, Check, CheckKind, Health
from crm_tui.i18n import N_, _

_KINDS: Mapping[CheckKind, str] = {
    CheckKind.FILE: N_("The file"),
    CheckKind.REFERENCES: N_("What refers to each other"),
    CheckKind.CUSTOMER_SEARCH: N_("The search of customers"),
    CheckKind.FOLLOW_UP_SEARCH: N_("The search of follow-ups"),
    CheckKind.ATTACHED: N_("The attached files"),
    CheckKind.SCHEMA: N_("Tables, columns and indexes"),
    CheckKind.OWNERS: N_("Owners and their history"),
    CheckKind.DERIVED: N_("What follows from other records"),
    CheckKind.SEALS: N_("The seals of the history"),
    CheckKind.STRAYS: N_("Bytes to which no file refers"),
}


def check_word(kind: CheckKind) -> str:
    """Return what is looked at."""
    return _(_KINDS[kind])


def looking_words(kind: CheckKind, done: int, total: int) -> str:
    """Return what is looked at, and how far that is."""
    if not total:
        return _("{what} …").format(what=check_word(kind))
    return _("{what}: {done} of {total}").format(
        what=check_word(kind), done=f"{done:,}", total=f"{total:,}"
    )


def check_sentence(check: Check) -> str:
    """Return what a look found."""
    words = _("{what}: whole") if check.is_sound else _("{what}: damaged")
    if check.kind is CheckKind.STRAYS:
        words = _("{what}: none") if check.is_sound else _("{what}: some")
    return words.format(what=check_word(check.kind))


def health_advice(found: Health, *, is_server: bool) -> Iterator[str]:
    """Yield what to do about what was found."""
    kinds = {check.kind for check in found.checks if not check.is_sound}
    if kinds & SEARCHES:
        yield _("Make the search anew with: crm doctor --rebuild-search")
    if kinds & (MENDED - SEARCHES):
        yield _("Count it anew from the records with: crm doctor --repair")
    if CheckKind.SEALS in kinds:
        yield _("Somebody changed the history past the program; compare it with a backup.")
    if CheckKind.STRAYS in kinds:
        yield _("They take room and harm nothing; delete them with: crm doctor --drop-strays")
    if CheckKind.ATTACHED in kinds:
        yield _("Put the folder of the files back from your own copy of it.")
    if kinds - MENDED - OF_FILES - {CheckKind.SEALS}:
        yield (
            _("Let whoever runs the server look at it before anybody works on.")
            if is_server
            else _("Make a copy of the file, then go back to the newest backup beside it.")
        )
