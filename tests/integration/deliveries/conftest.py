"""Somebody who is reminded, and where their reminders arrive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.i18n import use_language
from tests import make
from tests.mailboxes import Hook, MailBox, hook, mail_server


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def robot() -> Iterator[Hook]:
    with hook() as there:
        yield there


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_server() as there:
        yield there
