"""A rep who tries every method with every number finds and changes nothing of a colleague's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from xlsxwriter.exceptions import XlsxWriterException

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from crm_tui.errors import CrmError
from crm_tui.presentation import errors
from crm_tui.services.customers.windows import ListWindow
from crm_tui.services.record_windows import RecordWindow
from tests import make
from tests.architecture.test_services import methods
from tests.guesses import Guesser, UnknownTypeError
from tests.worked_offices import worked

SECRETS = (
    *("甲公司", "乙公司", "丁公司", "13800138000", "13800138001", "谈了", "发报价", "寄样品"),
    *("一期", "二期", "框架", "年度", "青禾科技", "榆林科技", "树脂", "合同.txt", "我先联系的"),
    *("BJ-2", "DD-2", "HT-2", "HK-2", "A-2", "A-3", "客户在走流程", "便宜一点"),
)
"""What stands in Lina's customers and papers, and nowhere else."""
HERS = (
    *("customer WHERE owner_id IS NOT NULL", "lead WHERE owner_id IS NOT NULL", "contact"),
    *("contact_phone", "follow_up", "attachment", "deal", "key_date", "opportunity", "quote"),
    *("opportunity_stay", "quote_line", "contract", "sales_order", "order_line", "order_delivery"),
    *("payment", "payment_plan", "payment_split", "invoice", "bank_receipt", "bank_receipt_part"),
    *("approval", "expense", "product_usage", "project", "task", "task_action", "customer_team"),
    *("customer_lock", "extension", "product", "role", "pool", "pool_rule", "holding_limit"),
    *("target", "leave", "calendar_day", "user_role", "user_password", "dictionary_item"),
)
_BOGUS = (
    *(TypeError, ValueError, AttributeError, KeyError, IndexError, AssertionError),
    XlsxWriterException,
)
"""What comes of arguments that no face of the program would hand over."""
FULL = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture
def sun(crm: Crm, tmp_path: Path) -> Actor:
    """A rep with a customer of his own, in an office where Lina has one of everything."""
    folders = tmp_path / "files", tmp_path / "backups"
    crm.database.files_folder, crm.database.backups_folder = folders
    worked(crm, tmp_path)
    found = make.rep(crm, "sun", "孙悦")
    make.customer(crm, found, "孙的客户")
    return found


def attempts(
    crm: Crm, actor: Actor, guesser: Guesser, names: Sequence[str] = ()
) -> Iterator[tuple[str, str, str]]:
    """Yield methods with what was guessed and what was answered, or in which words refused."""
    for name in names or sorted(methods()):
        method = methods()[name]
        service, verb = name.split(".")
        bound = getattr(getattr(crm, service), verb)
        try:
            guesses = list(guesser.calls(method, actor))
        except UnknownTypeError:
            continue
        for arguments in guesses:
            try:
                answer = repr(opened(bound(**arguments)))
            except CrmError as error:
                answer = f"{error!r} {errors.sentence(error)}"
            except _BOGUS:
                continue
            yield name, repr(arguments), answer + written(guesser.folder)


def opened(answer: object) -> object:
    """What a window shows, for it says nothing itself; any other answer as it is."""
    return answer.open(20) if isinstance(answer, RecordWindow | ListWindow) else answer


def written(folder: Path) -> str:
    """What stands in files that somebody had written."""
    found = [each for each in folder.glob("guessed*") if each.is_file()]
    texts = [each.read_text(encoding="utf-8-sig", errors="replace") for each in found]
    for each in found:
        each.unlink()
    return "".join(texts)


def stored(crm: Crm) -> dict[str, set[str]]:
    """What stands in the tables."""
    return {
        table: {str(row) for row in make.query(crm, f"SELECT * FROM {table}")} for table in HERS
    }


@pytest.mark.parametrize("most", [1, pytest.param(12, marks=FULL)])
def test_nothing_of_a_colleagues_is_told_or_changed(
    crm: Crm, sun: Actor, tmp_path: Path, most: int
) -> None:
    before, leaks, tried = stored(crm), set(), set()
    guesser = Guesser((1, 2, 3, 4, 5), SECRETS, tmp_path, most)
    for name, arguments, answer in attempts(crm, sun, guesser):
        tried.add(name)
        leaks |= {
            (name, secret) for secret in SECRETS if secret in answer and secret not in arguments
        }
    assert leaks == set()
    after = stored(crm)
    changed = {table: sorted(before[table] - after[table]) for table in HERS}
    assert {table: rows for table, rows in changed.items() if rows} == {}
    assert len(tried) > 0.9 * len(methods())


@pytest.mark.long
def test_who_owns_it_is_told(crm: Crm, sun: Actor, tmp_path: Path) -> None:
    """The attempts do find what may be seen: else they would prove nothing."""
    ((lina,),) = make.query(crm, "SELECT id FROM app_user WHERE login = 'lina'")
    guesser = Guesser((1, 2, 3, 4, 5), SECRETS, tmp_path, 1)
    lina_s = Actor(lina)
    seen = [answer for _name, _guessed, answer in attempts(crm, lina_s, guesser)]
    assert {secret for secret in SECRETS if any(secret in each for each in seen)} >= {
        *("甲公司", "谈了", "一期", "框架", "青禾科技", "BJ-2", "DD-2", "HT-2", "HK-2")
    }
