"""Why a file cannot be kept or given back, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.attachments import AttachmentRefusal, FileNotYours, FileTrouble
from crm_tui.errors import AttachmentError
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence

_SENTENCES: Mapping[FileTrouble, str] = {
    FileTrouble.NO_FOLDER: N_(
        "The database is on a server, and no folder for its files is named: set [files] folder ="
        " in the settings."
    ),
    FileTrouble.NOT_FOUND: N_("There is no file {path}."),
    FileTrouble.NOT_A_FILE: N_(
        "{path} is no plain file: a folder, a link or a device is not attached."
    ),
    FileTrouble.NOT_READABLE: N_("{path} cannot be read; look at its permissions."),
    FileTrouble.TOO_LARGE: N_(
        "{path} is larger than {limit_mb} MB; [files] limit_mb = in the settings allows more."
    ),
    FileTrouble.EMPTY: N_("{path} is empty."),
    FileTrouble.NO_SPACE: N_("The disk is full; {path} was not written."),
    FileTrouble.NOT_WRITABLE: N_("{path} cannot be written ({detail})."),
    FileTrouble.LOST: N_("The bytes of “{path}” are not where they were kept; ask crm doctor."),
    FileTrouble.DAMAGED: N_("The bytes of “{path}” are damaged and were not given out."),
    FileTrouble.EXISTS: N_("{path} is there already and was left alone; choose another name."),
    FileTrouble.SHARED: N_(
        "{path} is named by [files] folder =, and other databases may keep files there too;"
        " nothing was deleted."
    ),
    FileTrouble.RUNS: N_("“{path}” would be run, not shown; save a copy of it instead."),
    FileTrouble.NO_SCREEN: N_(
        "There is no screen here to open “{path}” on; save a copy of it instead."
    ),
    FileTrouble.NO_OPENER: N_("Nothing here opens “{path}”; save a copy of it instead."),
    FileTrouble.CHANGED: N_("{path} was written to while it was read; try again."),
}


def attachment_sentence(error: AttachmentError) -> str:
    """Return what is wrong with a file, and what to do about it."""
    given = {"limit_mb": "", "detail": "", **error.facts, "path": error.path}
    facts = {name: name_in_sentence(str(value)) for name, value in given.items()}
    return _(_SENTENCES[FileTrouble(error.reason)]).format(**facts)


def attachment_refusal(reason: AttachmentRefusal) -> str:
    """Return why a file is not to be had or removed."""
    if isinstance(reason, FileNotYours):
        return _("Only {person} and who stands above them remove “{name}”.").format(
            person=name_in_sentence(reason.author), name=name_in_sentence(reason.name)
        )
    return _("The files of “{customer}” are shown with its numbers: look at those first.").format(
        customer=name_in_sentence(reason.customer)
    )
