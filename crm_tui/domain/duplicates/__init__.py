"""When two customers may be one: their keys, what a match of keys means, which fields differ."""

from crm_tui.domain.duplicates.choosing import heaviest, why_not_enter
from crm_tui.domain.duplicates.core_names import CompanyName, are_branches, company_name
from crm_tui.domain.duplicates.discretion import HOUR, Discretion
from crm_tui.domain.duplicates.keys import (
    Key,
    KeyKind,
    asked_keys,
    compared_kinds,
    customer_keys,
    former_names,
    is_strong,
    mail_domain,
    person_keys,
    strong_keys,
    web_domain,
)
from crm_tui.domain.duplicates.levels import (
    ALLOWED_LEVELS,
    DEFAULT_LEVELS,
    LEVEL_SETTINGS,
    SETTING_PREFIX,
    DuplicateLevels,
    MatchKind,
    MatchLevel,
    levels_from_json,
    levels_to_json,
    match_kind,
    read_level,
)

__all__ = [
    "ALLOWED_LEVELS",
    "DEFAULT_LEVELS",
    "HOUR",
    "LEVEL_SETTINGS",
    "SETTING_PREFIX",
    "CompanyName",
    "Discretion",
    "DuplicateLevels",
    "Key",
    "KeyKind",
    "MatchKind",
    "MatchLevel",
    "are_branches",
    "asked_keys",
    "company_name",
    "compared_kinds",
    "customer_keys",
    "former_names",
    "heaviest",
    "is_strong",
    "levels_from_json",
    "levels_to_json",
    "mail_domain",
    "match_kind",
    "person_keys",
    "read_level",
    "strong_keys",
    "web_domain",
    "why_not_enter",
]
