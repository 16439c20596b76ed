"""Facts of this machine: which database, which language, who sits here; never the office's."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

APPLICATION = "crm-tui"


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
    stored = _read(file)
    default = user_data_path(APPLICATION) / "crm.db"
    chosen = database or environment.get("CRM_DB") or _text(stored, "database") or str(default)
    people = stored.get("people", {})
    return Settings(
        database=chosen,
        user=user or environment.get("CRM_USER") or _text(stored, "user"),
        language=language or environment.get("CRM_LANG") or _text(stored, "language"),
        file=file,
        log_folder=user_log_path(APPLICATION),
        people={str(k): str(v) for k, v in people.items()} if isinstance(people, dict) else {},
    )


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        # A settings file that cannot be read is as good as none: the defaults always work.
        return {}


def _text(stored: Mapping[str, object], name: str) -> str | None:
    value = stored.get(name)
    return value if isinstance(value, str) and value else None


def remember_person(settings: Settings, location: str, login: str) -> None:
    """Keep who sits here for this database, so that the next start need not ask."""
    stored = _read(settings.file)
    people = stored.get("people")
    people = dict(people) if isinstance(people, dict) else {}
    people[location] = login
    lines = [
        f"{name} = {_quoted(value)}"
        for name, value in stored.items()
        if name != "people" and isinstance(value, str)
    ]
    lines += ["", "[people]", *(f"{_quoted(k)} = {_quoted(str(v))}" for k, v in people.items())]
    settings.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = settings.file.with_suffix(".part")
    part.write_text("\n".join(lines).strip() + "\n", encoding="utf-8")
    os.replace(part, settings.file)  # noqa: PTH105 - atomic on every platform


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'
