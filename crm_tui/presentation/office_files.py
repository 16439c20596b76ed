"""Why an office cannot be written into a folder or read from one."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.errors import OfficeFilesError
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence

_TROUBLES: Mapping[str, str] = {
    "exists": N_("{path} is there already and was left alone; choose another name."),
    "not_writable": N_("{path} cannot be written ({detail})."),
    "not_an_office": N_("{path} is no folder that crm export office wrote."),
    "other_version": N_(
        "{path} was written with schema {version}, and this program needs {ours}; write it anew"
        " with this version."
    ),
    "damaged": N_("{path} is damaged or was changed, line {line}; nothing was written."),
    "differs": N_("{path}, line {line}, could not be stored as it stands; nothing was written."),
}


def office_files_sentence(error: OfficeFilesError) -> str:
    """Return what is wrong with the folder, and what to do."""
    given = {"detail": "", "line": "", "version": "", "ours": "", **error.facts}
    facts = {name: name_in_sentence(str(value)) for name, value in given.items()}
    return _(_TROUBLES[error.reason]).format(**facts, path=name_in_sentence(str(error.path)))
