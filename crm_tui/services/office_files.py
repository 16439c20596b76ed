"""An office as an open folder: a file of JSON lines for each table, and a manifest; and back."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from crm_tui.db import office_files
from crm_tui.db.migrations import SCHEMA_VERSION
from crm_tui.db.queries import offices
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import DataExported
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotEmptyError, NotPermittedError, OfficeFilesError
from crm_tui.file_places import refuse_elsewhere
from crm_tui.file_rights import office_rights
from crm_tui.values import dataclass

MANIFEST = "manifest.json"
FORMAT = "crm-tui office"
FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class WrittenOffice:
    """What was written or read: how many rows of each table."""

    folder: Path
    office: str
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class OfficeFiles:
    """The whole office out into a folder, and out of one into an empty database."""

    database: Database

    def export(self, actor: Actor, folder: Path) -> WrittenOffice:
        """Write everything, of one consistent state, into a new folder; it is recorded.

        The folder appears when it is whole. Raises OfficeFilesError where one is there already.
        """
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
        target = folder.expanduser().absolute()
        refuse_elsewhere(target)
        if os.path.lexists(target):
            raise OfficeFilesError(target, "exists")
        part = target.with_name(f"{target.name}.{os.getpid()}.part")
        try:
            written = self._write(part)
            part.replace(target)
        except OSError as error:
            raise OfficeFilesError(target, "not_writable", detail=error.strerror or "") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        self._note(actor, target, sum(written.rows.values()))
        return WrittenOffice(target, written.office, written.rows)

    @operation(Permission.MANAGE_OFFICE)
    def _note(self, actor: Actor, folder: Path, count: int) -> None:
        """Write down who took everything out."""
        with self.database.writing(actor) as unit:
            unit.record(
                DataExported(after={"subject": "office", "file": str(folder), "rows": count})
            )

    def read(self, folder: Path) -> WrittenOffice:
        """Bring a folder into this database, which has no office yet, and compare row by row.

        All of it in one transaction. Raises NotEmptyError where there is an office, and
        OfficeFilesError for a folder that is damaged or of another version.
        """
        refuse_elsewhere(folder)
        manifest = read_manifest(folder)
        told: dict[str, Any] = manifest["tables"]
        known = {table.name: table for table in office_files.tables()}
        if told.keys() != known.keys():
            raise OfficeFilesError(folder, "not_an_office")
        sources = {name: partial(_lines, folder, name, each) for name, each in told.items()}
        with self.database.setting_up() as connection:
            if offices.has_office(connection):
                raise NotEmptyError(str(self.database.location), 0)
            office_files.load(connection, sources)
            for name, table in known.items():
                wrong = office_files.first_difference(connection, table, sources[name]())
                if wrong is not None:
                    raise OfficeFilesError(folder / f"{name}.jsonl", "differs", line=wrong)
            office_files.skip_ids(connection, manifest["last_ids"])
        return WrittenOffice(folder, manifest["office"], {k: v["rows"] for k, v in told.items()})

    def _write(self, part: Path) -> WrittenOffice:
        office_rights().make_folder(part)
        with self.database.glancing() as connection:
            name = offices.office(connection).name
            told = {
                table.name: {
                    **_written(part / f"{table.name}.jsonl", office_files.lines(connection, table)),
                    "columns": office_files.kinds(table),
                }
                for table in office_files.tables()
            }
            manifest = {
                "format": FORMAT,
                "format_version": FORMAT_VERSION,
                "schema_version": SCHEMA_VERSION,
                "office": name,
                "made_at": self.database.clock.now().isoformat(),
                "last_ids": office_files.last_ids(connection),
                "tables": told,
            }
        text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
        _written(part / MANIFEST, iter([text]))
        return WrittenOffice(
            part, name, {key: int(str(each["rows"])) for key, each in told.items()}
        )


def _written(path: Path, lines: Iterator[str]) -> dict[str, object]:
    digest, count = hashlib.sha256(), 0
    number = office_rights().open_file(path, os.O_EXCL | os.O_WRONLY)
    with os.fdopen(number, "wb") as file:
        for line in lines:
            data = line.encode()
            digest.update(data)
            file.write(data)
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return {"rows": count, "sha256": digest.hexdigest()}


def read_manifest(folder: Path) -> Any:
    """Return what a folder says of itself; raise OfficeFilesError for one that is of no use."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if found["format"] != FORMAT or not isinstance(found["tables"], dict):
            raise KeyError("format")
        version = found["schema_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise OfficeFilesError(folder, "not_an_office") from error
    if version != SCHEMA_VERSION:
        raise OfficeFilesError(folder, "other_version", version=version, ours=SCHEMA_VERSION)
    return found


def _lines(folder: Path, name: str, told: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a file; raise behind the last where it is not what was written."""
    path, digest, count = folder / f"{name}.jsonl", hashlib.sha256(), 0
    try:
        with path.open("rb") as file:
            for line in file:
                digest.update(line)
                count += 1
                json.loads(line)
                yield line.decode()
    except (OSError, ValueError) as error:
        raise OfficeFilesError(path, "damaged", line=count) from error
    if digest.hexdigest() != told["sha256"] or count != told["rows"]:
        raise OfficeFilesError(path, "damaged", line=count)
