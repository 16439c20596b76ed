"""Choose the language and translate: English msgids, a complete Chinese catalogue."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path

LANGUAGES = ("zh", "en")
_DOMAIN = "crm_tui"
_LOCALE_FOLDER = Path(__file__).parent / "locale"
_FOLDER_OF = {"zh": "zh_CN", "en": "en"}

_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def language_from(environment: Mapping[str, str]) -> str:
    """Return "en" when the locale or CRM_LANG says English, else "zh"."""
    wish = environment.get("CRM_LANG", "")
    if wish in LANGUAGES:
        return wish
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    return "zh"


def use_language(language: str | None = None) -> str:
    """Switch every later translation to this language; return the one in use."""
    global _current, _language  # noqa: PLW0603 - one language a process, chosen once at the door
    _language = language if language in LANGUAGES else language_from(os.environ)
    if _language == "en":
        _current = gettext.NullTranslations()
    else:
        _current = gettext.translation(_DOMAIN, _LOCALE_FOLDER, [_FOLDER_OF[_language]])
    return _language


def current_language() -> str:
    """Return "zh" or "en"."""
    return _language


def _(message: str) -> str:
    """Return the message in the language in use."""
    return _current.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form that fits the number, in the language in use."""
    return _current.ngettext(singular, plural, number)


def pgettext(context: str, message: str) -> str:
    """Return the message in the language in use, told apart by its context."""
    return _current.pgettext(context, message)


def N_(message: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark a message for the catalogue without translating it here."""
    return message
