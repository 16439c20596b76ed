"""Facts of this machine: which database, which language, who sits here; never the office's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.file_rights import PRIVATE, FileMode
from crm_tui.remembered import RememberedSessions, Store
from crm_tui.values import dataclass

if TYPE_CHECKING:  # only who changes the file needs it
    from crm_tui.toml_edits import TomlValue

APPLICATION = "crm-tui"
THEMES = ("dark", "light", "contrast", "terminal")
KEYS, DISPLAY, PEOPLE, FILES, BACKUPS = "keys", "display", "people", "files", "backups"
FILE_MODE, SIGN_IN, NETWORK, SERVER = "file_mode", "sign_in", "network_drive", "server"
_BELOW = "CRM_FILES_BELOW"
_NETWORK_WISHES = ("open", "refuse")
FILE_LIMIT_MB = 50
"""How large an attached file may be where the settings say nothing else."""
_LARGEST_LIMIT_MB = 10_000
MOST_KEPT = 1_000
"""How many backups of one kind may stay."""


class Motion(Enum):
    """Whether cursors blink and the like."""

    AUTO = "auto"
    """Not over ssh, which it keeps busy."""
    ON = "on"
    OFF = "off"


class DesktopNotices(Enum):
    """Whether the terminal is asked to show a notice on the desktop when something is due."""

    AUTO = "auto"
    """Where the terminal is known to understand it."""
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Display:
    """How the screens look on this machine."""

    theme: str | None = None
    """One of THEMES; without one the terminal is asked."""
    wide_signs: bool = False
    """Whether this terminal draws characters of uncertain width, as … and ●, two cells wide."""
    preview: bool = True
    two_lines: bool = False
    """Whether a row of a list takes two lines."""
    motion: Motion = Motion.AUTO
    bell: bool = False
    """Whether the terminal rings when something is due."""
    notices: DesktopNotices = DesktopNotices.AUTO


@dataclass(frozen=True, slots=True)
class FileSettings:
    """Where attached files are kept from this machine, and how large one may be."""

    folder: Path | None = None
    """Beside the database where none is named; a database on a server needs one."""
    limit_mb: int = FILE_LIMIT_MB
    only_below: str | None = None
    """Below which folder people may name files, {login} in it being who acts; None for anywhere."""


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Where backups are kept from this machine, and how many."""

    folder: Path | None = None
    """In `backups` beside the database where none is named."""
    daily: int = 7
    weekly: int = 4
    monthly: int = 12
    automatic: bool = True
    """Whether the screens make one a day by themselves."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment, the settings file and the command line say together."""

    database: str
    user: str | None
    language: str | None
    file: Path
    log_folder: Path
    people: Mapping[str, str] = field(default_factory=dict)
    """Who was last chosen on this machine, by database location."""
    display: Display = Display()
    files: FileSettings = FileSettings()
    backups: BackupSettings = BackupSettings()
    file_mode: FileMode = FileMode.OWNER
    """Who may use what the office keeps on this host."""
    refuses_network: bool = False
    """Whether a database file on a network drive is not opened at all."""
    listens: bool = True
    """Whether screens keep a connection to a server that tells them at once what others save."""
    password: str | None = field(default=None, repr=False)
    """The password of `user`, as a script gives it in the environment."""
    token: str | None = field(default=None, repr=False)
    """What a script shows instead of a password, or whoever signed in at the screens."""
    remembers: Store = Store.FILE
    """Where sign-ins are remembered."""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The keys that somebody wishes for commands, as they stand in the file."""
    opens_customer: int | None = None
    """The customer that the screens open first, where a command named one."""
    unusable: tuple[str, ...] = ()
    """What of the file could not be understood; "file" where that is all of it."""

    @property
    def sessions(self) -> RememberedSessions:
        """The sign-ins that this machine remembers."""
        return RememberedSessions(self.file.parent / "sessions", self.remembers)


class SettingsFileError(OSError):
    """The settings file is not what it should be, so nothing is written over it."""


def load_settings(
    environment: Mapping[str, str],
    *,
    database: str | None = None,
    user: str | None = None,
    language: str | None = None,
) -> Settings:
    """Return the settings: the command line before CRM_* before the file before the defaults."""
    from platformdirs import user_config_path, user_data_path, user_log_path  # noqa: PLC0415

    file = Path(environment.get("CRM_CONFIG") or user_config_path(APPLICATION) / "settings.toml")
    unusable: list[str] = []
    stored = _read(file, unusable)
    default = user_data_path(APPLICATION) / "crm.db"
    chosen = database or environment.get("CRM_DB") or _text(stored, "database") or str(default)
    return Settings(
        database=chosen,
        user=user or environment.get("CRM_USER") or _text(stored, "user"),
        language=language or environment.get("CRM_LANG") or _text(stored, "language"),
        file=file,
        log_folder=user_log_path(APPLICATION),
        people={name: str(value) for name, value in _table(stored, PEOPLE, unusable).items()},
        display=_display(_table(stored, DISPLAY, unusable), unusable),
        files=_files(_table(stored, FILES, unusable), unusable, environment),
        backups=_backups(_table(stored, BACKUPS, unusable), unusable),
        file_mode=_file_mode(stored, unusable),
        refuses_network=_refuses_network(stored, unusable),
        listens=_listens(_table(stored, SERVER, unusable), unusable),
        password=environment.get("CRM_PASSWORD") or None,
        token=environment.get("CRM_TOKEN") or None,
        remembers=_remembers(_table(stored, SIGN_IN, unusable), unusable),
        keys=_keys(_table(stored, KEYS, unusable), unusable),
        unusable=tuple(unusable),
    )


def _read(file: Path, unusable: list[str]) -> dict[str, object]:
    try:
        text = file.read_text(encoding="utf-8")
        from tomllib import loads  # noqa: PLC0415 - not where there is no file

        return loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):  # what is no TOML, and what is no text, are values as well
        # A settings file that cannot be read is as good as none: the defaults always work.
        unusable.append("file")
        return {}


def _text(stored: Mapping[str, object], name: str) -> str | None:
    value = stored.get(name)
    return value if isinstance(value, str) and value else None


def _table(stored: Mapping[str, object], name: str, unusable: list[str]) -> Mapping[str, object]:
    value = stored.get(name, {})
    if isinstance(value, dict):
        return value
    unusable.append(name)
    return {}


def _display(table: Mapping[str, object], unusable: list[str]) -> Display:
    motions = {each.value: each for each in Motion}
    notices = {each.value: each for each in DesktopNotices}
    known: Mapping[str, tuple[str, Mapping[object, object]]] = {
        "theme": ("theme", {each: each for each in THEMES}),
        "ambiguous": ("wide_signs", {"wide": True, "narrow": False}),
        "preview": ("preview", {True: True, False: False}),
        "density": ("two_lines", {"two-line": True, "one-line": False}),
        "motion": ("motion", dict(motions.items())),
        "bell": ("bell", {True: True, False: False}),
        "notices": ("notices", dict(notices.items())),
    }
    found: dict[str, object] = {}
    for name, (attribute, values) in known.items():
        if name not in table:
            continue
        value = table[name]
        if isinstance(value, str | bool) and value in values:
            found[attribute] = values[value]
        else:
            unusable.append(f"{DISPLAY}.{name}")
    return Display(**found)  # type: ignore[arg-type]  # each value is one of its attribute's


def _files(
    table: Mapping[str, object], unusable: list[str], environment: Mapping[str, str]
) -> FileSettings:
    folder, limit = table.get("folder"), table.get("limit_mb", FILE_LIMIT_MB)
    if folder is not None and not (isinstance(folder, str) and folder):
        unusable.append(f"{FILES}.folder")
        folder = None
    if not isinstance(limit, int) or isinstance(limit, bool) or not 1 <= limit <= _LARGEST_LIMIT_MB:
        unusable.append(f"{FILES}.limit_mb")
        limit = FILE_LIMIT_MB
    below = environment.get(_BELOW) or table.get("only_below")
    if below is not None and not (isinstance(below, str) and below):
        unusable.append(f"{FILES}.only_below")
        # What somebody meant to shut stays shut.
        below = os.devnull
    return FileSettings(None if folder is None else Path(folder).expanduser(), limit, below)


def _backups(table: Mapping[str, object], unusable: list[str]) -> BackupSettings:
    usual = BackupSettings()
    found: dict[str, object] = {}
    for name in ("daily", "weekly", "monthly"):
        value = table.get(name, getattr(usual, name))
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_KEPT:
            found[name] = value
        else:
            unusable.append(f"{BACKUPS}.{name}")
    folder, automatic = table.get("folder"), table.get("automatic", usual.automatic)
    if isinstance(folder, str) and folder:
        found["folder"] = Path(folder).expanduser()
    elif folder is not None:
        unusable.append(f"{BACKUPS}.folder")
    if isinstance(automatic, bool):
        found["automatic"] = automatic
    else:
        unusable.append(f"{BACKUPS}.automatic")
    return BackupSettings(**found)  # type: ignore[arg-type]  # each value is one of its attribute's


def _file_mode(stored: Mapping[str, object], unusable: list[str]) -> FileMode:
    modes = {each.value: each for each in FileMode}
    wished = stored.get(FILE_MODE, FileMode.OWNER.value)
    if isinstance(wished, str) and wished in modes:
        return modes[wished]
    unusable.append(FILE_MODE)
    return FileMode.OWNER


def _refuses_network(stored: Mapping[str, object], unusable: list[str]) -> bool:
    wished = stored.get(NETWORK, _NETWORK_WISHES[0])
    if wished not in _NETWORK_WISHES:
        unusable.append(NETWORK)
    return wished == _NETWORK_WISHES[1]


def _listens(table: Mapping[str, object], unusable: list[str]) -> bool:
    wished = table.get("listen", True)
    if not isinstance(wished, bool):
        unusable.append(f"{SERVER}.listen")
    return wished is not False


def _remembers(table: Mapping[str, object], unusable: list[str]) -> Store:
    stores = {each.value: each for each in Store}
    wished = table.get("remember", Store.FILE.value)
    if isinstance(wished, str) and wished in stores:
        return stores[wished]
    unusable.append(f"{SIGN_IN}.remember")
    return Store.FILE


def _keys(table: Mapping[str, object], unusable: list[str]) -> Mapping[str, tuple[str, ...]]:
    found = {}
    for name, value in _flat(table):
        match value:
            case str() if value.split():
                found[name] = tuple(value.split())
            case [*keys] if keys and all(isinstance(key, str) and key for key in keys):
                found[name] = tuple(map(str, keys))
            case _:
                unusable.append(f"{KEYS}.{name}")
    return found


def _flat(table: Mapping[str, object], before: str = "") -> Iterator[tuple[str, object]]:
    """Yield the values of a table; `task.done = "d"` without quotes is a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield before + name, value


def remember_person(settings: Settings, location: str, login: str) -> None:
    """Keep who sits here for this database, so that the next start need not ask."""
    _write(settings.file, {(PEOPLE, location): login})


def forget_person(settings: Settings, location: str) -> None:
    """Keep nobody for this database, so that the next start asks."""
    _write(settings.file, {(PEOPLE, location): None})


def remember_database(settings: Settings, database: str, files_folder: Path | None) -> None:
    """Keep which database is opened where nothing else is said, and where its files are."""
    changes: dict[tuple[str, ...], TomlValue | None] = {("database",): database}
    if files_folder is not None:
        changes[FILES, "folder"] = str(files_folder)
    _write(settings.file, changes)


def remember_language(settings: Settings, language: str | None) -> None:
    """Keep the language, or with None go by the locale from now on."""
    _write(settings.file, {("language",): language})


def remember_display(settings: Settings, display: Display) -> None:
    """Keep how the screens look on this machine."""
    _write(
        settings.file,
        {
            (DISPLAY, "theme"): display.theme,
            (DISPLAY, "ambiguous"): "wide" if display.wide_signs else None,
            (DISPLAY, "preview"): None if display.preview else False,
            (DISPLAY, "density"): "two-line" if display.two_lines else None,
            (DISPLAY, "motion"): None if display.motion is Motion.AUTO else display.motion.value,
            (DISPLAY, "bell"): True if display.bell else None,
            (DISPLAY, "notices"): (
                None if display.notices is DesktopNotices.AUTO else display.notices.value
            ),
        },
    )


def remember_backups(settings: Settings, backups: BackupSettings) -> None:
    """Keep where backups lie from this machine, and how many."""
    usual = BackupSettings()
    changes: dict[tuple[str, ...], TomlValue | None] = {
        (BACKUPS, "folder"): None if backups.folder is None else str(backups.folder),
        (BACKUPS, "automatic"): None if backups.automatic else False,
    }
    for name in ("daily", "weekly", "monthly"):
        kept = getattr(backups, name)
        changes[BACKUPS, name] = None if kept == getattr(usual, name) else kept
    _write(settings.file, changes)


def remember_keys(
    settings: Settings, before: Mapping[str, tuple[str, ...]], keys: Mapping[str, tuple[str, ...]]
) -> None:
    """Keep the keys that somebody wishes; those wished for before and no more are dropped."""
    changes: dict[tuple[str, ...], TomlValue | None] = {(KEYS, name): None for name in before}
    changes |= {(KEYS, name): list(wished) for name, wished in keys.items()}
    _write(settings.file, changes)


def _write(file: Path, changes: Mapping[tuple[str, ...], TomlValue | None]) -> None:
    """Change values of the file, whole or not at all; what else stands there stays.

    Raises SettingsFileError when the file cannot be understood, OSError when it cannot be written.
    """
    from crm_tui.toml_edits import edit_toml  # noqa: PLC0415

    target = file.resolve()
    try:
        text = target.read_text(encoding="utf-8") if target.exists() else ""
        edited = edit_toml(text, changes)
    except ValueError as error:  # no TOML, or no text
        raise SettingsFileError(str(file)) from error
    if edited == text:
        return
    PRIVATE.make_folder(target.parent)
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        handle = PRIVATE.open_file(part, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            written.write(edited)
        if target.exists():
            part.chmod(target.stat().st_mode)
        os.replace(part, target)  # noqa: PTH105 - atomic on every platform
    finally:
        part.unlink(missing_ok=True)
