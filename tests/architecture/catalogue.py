"""The Chinese catalogue against the source: extract, update, compile.

`python -m tests.architecture.catalogue --update` brings crm_tui.po and crm_tui.mo up to date and
lists what still needs a translation.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parents[2] / "crm_tui"
FOLDER = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES"
PO, MO = FOLDER / "crm_tui.po", FOLDER / "crm_tui.mo"
KEYWORDS = {"_": None, "N_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}

_SPEAKS = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})\s*\(")

Key = tuple[str | None, str | tuple[str, ...]]


def source_keys() -> set[Key]:
    """Return every message of the source as (context, id or (singular, plural))."""
    return {
        (context, message if isinstance(message, str) else tuple(message[:2]))
        for path in speaking_scripts()
        for _line, message, _comments, context in extract_from_file(
            "python", path, keywords=KEYWORDS
        )
    }


def speaking_scripts() -> list[Path]:
    """Return the scripts that say anything: to read the others as well takes twice as long."""
    return [
        path
        for path in sorted(PACKAGE.rglob("*.py"))
        if _SPEAKS.search(path.read_text(encoding="utf-8"))
    ]


def stored() -> Catalog:
    """Return the catalogue as it stands in the tree."""
    with PO.open("rb") as handle:
        return read_po(handle, locale="zh_CN")


def key_of(message: Message) -> Key:
    """Return the key of a catalogue entry."""
    identity = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context, identity


def compiled(catalogue: Catalog) -> bytes:
    """Return the catalogue as the program loads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def update() -> list[Key]:
    """Bring both files up to date with the source; return what is untranslated."""
    have = {key_of(message): message.string for message in stored() if message.id}
    fresh = Catalog(locale="zh_CN", project="crm-tui", charset="utf-8")
    missing = []
    for key in sorted(source_keys(), key=str):
        context, identity = key
        fresh.add(identity, have.get(key, ""), context=context)
        if not have.get(key):
            missing.append(key)
    with PO.open("wb") as handle:
        write_po(handle, fresh, sort_output=True, no_location=True, width=100)
    MO.write_bytes(compiled(stored()))
    return missing


if __name__ == "__main__" and "--update" in sys.argv:
    for each in update():
        print("untranslated:", each[1])
