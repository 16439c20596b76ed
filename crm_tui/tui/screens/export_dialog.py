"""Asks what of a list goes into a file, in which columns, and where to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.days import date_of
from crm_tui.domain.exported_columns import COLUMNS_OF
from crm_tui.domain.exports import (
    KINDS_OF,
    OF_CUSTOMERS,
    ExportOrder,
    FileKind,
    Subject,
    file_kind,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.file_places import file_place
from crm_tui.i18n import _
from crm_tui.presentation.export_words import subject_word
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.path_field import PathField, typed_path

OF_LIST: Mapping[str, str] = {
    "last_follow_up_at": "last_follow_up",
    "next_contact_at": "next_contact",
    "contact_names": "contact_name",
    "phone": "contact_phone",
    "first_contact_day": "first_contact_on",
    "owned_since": "claimed_since",
}
"""The column of a file that a column of a list is, where it has another name."""
_NOT_IN_FILES = frozenset({"claimable", "rhythm", "opens_at", "deals", "last_words"}) | {
    "opportunities",
    "open_opportunities",
}
_DOWNLOADS = ("Downloads", "下载")


class _FilePath(PathField):
    """A path whose ending names a kind of file that the records can be written as."""

    def why_wrong(self) -> str | None:
        """Return which endings there are, for another one."""
        if file_kind(typed_path(self.value)) is None:
            known = " ".join(kind.value for kind in FileKind)
            return _("The ending says what kind of file it is: {known}").format(known=known)
        return super().why_wrong()


def export_dialog(session: Session, title: str) -> FormDialog:
    """Return the dialog; its values are read by `order_of`."""

    def fields() -> Sequence[FormField[Any]]:
        return [
            ChoiceField(
                _("Which records"), _subjects(), Subject.CUSTOMERS, required=True, id="subject"
            ),
            ChoiceField(_("Columns"), _column_sets(), "usual", required=True, id="columns"),
            _path_field(_file_name(session)),
            _overwrite_field(),
        ]

    lines = [_("The ending says what kind of file it is: {known}").format(known=_endings())]
    lines.append(_("It is written down who exported what."))
    return FormDialog(title, fields, _("Export"), lines=lines, begin_in="path")


def record_export_dialog(session: Session, subject: Subject, title: str) -> FormDialog:
    """Return the dialog for leads or opportunities; its values are read by `record_order_of`."""
    sets = [
        Choice("usual", _("All that can be imported again"), "all qb"),
        Choice("every", _("Every column that there is"), "every sy"),
    ]
    name = f"{subject_word(subject)}-{date_of(session.today):%Y%m%d}.xlsx"

    def fields() -> Sequence[FormField[Any]]:
        return [
            ChoiceField(_("Columns"), sets, "usual", required=True, id="columns"),
            _path_field(name),
            _overwrite_field(),
        ]

    lines = [_("It is written down who exported what.")]
    return FormDialog(title, fields, _("Export"), lines=lines, begin_in="path")


def record_order_of(
    values: Values, subject: Subject, request: RecordRequest, chosen: Sequence[int] | None
) -> ExportOrder:
    """Return the export of leads or opportunities that the dialog asked for."""
    path = typed_path(str(values["path"]))
    every = tuple(each.key for each in COLUMNS_OF[subject])
    return ExportOrder(
        subject=subject,
        path=path,
        kind=file_kind(path) or FileKind.WORKBOOK,
        request=request,
        chosen_ids=chosen,
        columns=every if values["columns"] == "every" else (),
        overwrites=values["overwrite"] is True,
    )


def belongings_dialog(session: Session, subjects: Sequence[Subject]) -> FormDialog:
    """Return the dialog for what belongs to customers; it is read by `belongings_order_of`."""
    choices = [Choice(each, subject_word(each), each.value) for each in subjects]
    name = f"{subject_word(subjects[0])}-{date_of(session.today):%Y%m%d}.xlsx"

    def fields() -> Sequence[FormField[Any]]:
        return [
            ChoiceField(_("Which records"), choices, subjects[0], required=True, id="subject"),
            _path_field(name),
            _overwrite_field(),
        ]

    lines = [_("It is written down who exported what.")]
    return FormDialog(_("Export"), fields, _("Export"), lines=lines, begin_in="path")


def belongings_order_of(
    values: Values, customer_id: CustomerId | None, asked: RecordRequest | None
) -> ExportOrder:
    """Return the export that the dialog asked for, of one customer or of all one may see."""
    path = typed_path(str(values["path"]))
    return ExportOrder(
        subject=values["subject"],
        path=path,
        kind=file_kind(path) or FileKind.WORKBOOK,
        request=ListRequest(CustomerView.ALL),
        chosen_ids=None if customer_id is None else [customer_id],
        asked=asked,
        overwrites=values["overwrite"] is True,
    )


def product_export_dialog(session: Session) -> FormDialog:
    """Return the dialog for products; its values are read by `target_of`."""
    name = f"{_('Product list')}-{date_of(session.today):%Y%m%d}.xlsx"

    def fields() -> Sequence[FormField[Any]]:
        return [_path_field(name), _overwrite_field()]

    lines = [_("It is written down who exported what.")]
    return FormDialog(_("Export"), fields, _("Export"), lines=lines, begin_in="path")


def target_of(values: Values) -> tuple[Path, bool]:
    """Return where somebody wants the file, and whether one that is there is overwritten."""
    return typed_path(str(values["path"])), values["overwrite"] is True


def _path_field(name: str) -> FormField[Any]:
    return _FilePath(
        _("Export to"),
        str(downloads() / name),
        placeholder=_("→ completes a path"),
        id="path",
    )


def _overwrite_field() -> FormField[Any]:
    return ChoiceField(
        _("A file that is there"), _when_there(), value=False, required=True, id="overwrite"
    )


def order_of(
    values: Values,
    request: ListRequest,
    chosen: Sequence[CustomerId] | None,
    shown: Sequence[str],
) -> ExportOrder:
    """Return the export that the dialog asked for, with the columns `shown` in the list."""
    path = typed_path(str(values["path"]))
    kind = file_kind(path) or FileKind.WORKBOOK
    subject = values["subject"]
    columns: tuple[str, ...] = ()
    if values["columns"] == "list" and subject is Subject.CUSTOMERS:
        wanted = (OF_LIST.get(key, key) for key in shown if key not in _NOT_IN_FILES)
        columns = tuple(dict.fromkeys(wanted))
    return ExportOrder(
        subject=subject,
        path=path,
        kind=kind,
        request=request,
        chosen_ids=chosen,
        columns=columns,
        overwrites=values["overwrite"] is True,
    )


def _subjects() -> list[Choice[Subject]]:
    return [Choice(each, subject_word(each), each.value) for each in OF_CUSTOMERS]


def _column_sets() -> list[Choice[str]]:
    return [
        Choice("usual", _("All that can be imported again"), "all qb"),
        Choice("list", _("Those of the list (customers only)"), "list lb"),
    ]


def _when_there() -> list[Choice[bool]]:
    return [
        Choice(False, _("Leave the file"), "keep bl"),
        Choice(True, _("Overwrite it"), "replace th"),
    ]


def _endings() -> str:
    return " ".join(kind.value for kind in FileKind if kind in KINDS_OF[Subject.CUSTOMERS])


def downloads() -> Path:
    """Return where files are looked for that were just written."""
    home = file_place() or Path.home()
    found = (home / name for name in _DOWNLOADS if (home / name).is_dir())
    return next(found, home)


def _file_name(session: Session) -> str:
    return f"{subject_word(Subject.CUSTOMERS)}-{date_of(session.today):%Y%m%d}.xlsx"
