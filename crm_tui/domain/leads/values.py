"""How far a lead has come, and what a rule of its score asks of what."""

from __future__ import annotations

from enum import Enum


class LeadStage(Enum):
    """How far a lead has come; marketing calls it qualified first, then sales."""

    NEW = "new"
    MQL = "mql"
    SQL = "sql"
    CONVERTED = "converted"
    DISCARDED = "discarded"


OPEN_STAGES = (LeadStage.NEW, LeadStage.MQL, LeadStage.SQL)
"""The stages in which a lead is worked on, in their order."""


class ScoreField(Enum):
    """What of a lead a rule looks at; words of the office's lists by their name."""

    NAME = "name"
    COMPANY = "company"
    TITLE = "title"
    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"
    PROVINCE = "province"
    CITY = "city"
    INDUSTRY = "industry"
    SOURCE = "source"
    CAMPAIGN = "campaign"
    NEED = "need"


class ScoreCondition(Enum):
    """What a rule asks of that field."""

    FILLED = "filled"
    IS = "is"
    CONTAINS = "contains"
