"""Where this machine lets people name files in one folder only, no road leads to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, actor_for, open_crm
from crm_tui.domain.duplicates.suspects import SuspectRequest
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.identifiers import AttachmentId, QuoteId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.products import ProductRequest
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import AttachmentError, FilePlaceError
from crm_tui.file_places import file_place, use_file_place
from crm_tui.presentation.import_results import result_words
from crm_tui.presentation.product_files import product_words
from crm_tui.presentation.quote_pages import quote_page
from crm_tui.presentation.template_words import template_words
from crm_tui.services.audits import AuditFile
from crm_tui.services.backups import Unlocking, extract_file
from crm_tui.services.suspects.files import SuspectFile
from crm_tui.settings import FileSettings
from tests import make
from tests.exporting import exported

SHEET = "公司,手机\n北京恒信科技有限公司,13800138000\n"


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Path]:
    """The only folder in which files may be named."""
    folder = tmp_path / "mine"
    folder.mkdir()
    use_file_place(folder)
    yield folder
    use_file_place(None)


def stocked(crm: Crm, actor: Actor, folder: Path) -> None:
    """Make what the roads lead to: a customer with a file and a quote, and a sheet elsewhere."""
    (folder / "sheet.csv").write_text(SHEET, encoding="utf-8-sig")
    customer = make.customer(crm, actor)
    use_file_place(None)
    crm.database.files_folder = crm.database.files_folder or folder / "files"
    crm.database.backups_folder = folder / "backups"
    crm.attachments.attach(actor, customer, [folder / "sheet.csv"])
    use_file_place(folder / "mine")
    line = QuoteLineFields(name="x", unit_price_minor=1)
    crm.quotes.add(actor, customer, crm.quotes.blank(actor, customer), [line])


def roads(crm: Crm, actor: Actor, out: Path, sheet: Path) -> dict[str, Callable[[], object]]:
    """Every way in which a person names a file; to be written, or to be read."""
    words, customer = product_words(), crm.customers.find(actor, "1")
    result = crm.imports.run(actor, ImportPlan(out.parent / "mine" / "s.csv"))
    audit = AuditFile(out, ("x",), lambda _row, _zone: ("x",))
    suspects = SuspectFile(out, ("x",), lambda _each: ("x",))
    products = crm.product_files
    return {
        "attach": lambda: crm.attachments.attach(actor, customer, [sheet]),
        "save": lambda: crm.attachments.save(actor, AttachmentId(1), out),
        "save into": lambda: crm.attachments.save(actor, AttachmentId(1), out.parent),
        "export": lambda: exported(crm, actor, out),
        "audits": lambda: crm.audits.export(actor, HistoryFilter(), audit),
        "suspects": lambda: crm.suspects.export(actor, SuspectRequest(), suspects),
        "template": lambda: crm.templates.write(
            actor,
            ImportKind.CUSTOMERS,
            out.with_suffix(".xlsx"),
            template_words(ImportKind.CUSTOMERS),
        ),
        "propose": lambda: crm.imports.propose(actor, ImportPlan(sheet)),
        "import": lambda: crm.imports.run(actor, ImportPlan(sheet)),
        "result": lambda: crm.imports.write_result(result, out, result_words(result.plan)),
        "products out": lambda: products.export(actor, out, ProductRequest(), words),
        "products form": lambda: products.form(actor, out, words, overwrite=True),
        "products trial": lambda: products.trial(actor, sheet),
        "products in": lambda: products.load(actor, sheet),
        "quote": lambda: crm.quote_files.export(
            actor, QuoteId(1), out.with_suffix(".html"), quote_page
        ),
        "quote page": lambda: crm.quote_files.page(actor, out.with_suffix(".html")),
        "office out": lambda: crm.office_files.export(actor, out.with_name("office")),
        "office in": lambda: crm.office_files.read(out.parent),
        "backup": lambda: crm.backups.make(actor, to=out),
        "check": lambda: crm.backups.check(actor, sheet),
        "restore": lambda: crm.backups.restore(actor, sheet),
        "extract": lambda: extract_file(sheet, out, Unlocking()),
        "move": lambda: crm.moves.move(actor, str(out), lambda _at: None),
    }


def test_nothing_is_read_or_written_elsewhere(
    crm: Crm, admin: Actor, tmp_path: Path, mine: Path
) -> None:
    stocked(crm, admin, tmp_path)
    (mine / "s.csv").write_text(SHEET, encoding="utf-8-sig")
    tried = roads(crm, admin, tmp_path / "out.csv", tmp_path / "sheet.csv")
    before = make.dump(crm), sorted(each.name for each in tmp_path.iterdir())
    for name, go in tried.items():
        with pytest.raises(FilePlaceError) as caught:
            go()
        assert caught.value.reason == "elsewhere", name
    assert (make.dump(crm), sorted(each.name for each in tmp_path.iterdir())) == before


def test_in_the_folder_all_goes_as_usual(
    crm: Crm, admin: Actor, tmp_path: Path, mine: Path
) -> None:
    stocked(crm, admin, tmp_path)
    (mine / "s.csv").write_text(SHEET, encoding="utf-8-sig")
    assert len(crm.imports.run(admin, ImportPlan(mine / "s.csv")).lines) == 1
    exported(crm, admin, mine / "out.csv")
    assert crm.attachments.save(admin, AttachmentId(1), mine) == mine / "sheet.csv"
    with pytest.raises(AttachmentError, match="no_screen"):
        crm.attachments.open(admin, AttachmentId(1))


def test_the_folder_is_that_of_who_acts(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    make.is_about_a_file()
    make.rep(crm, "lina")
    path = crm.location.path
    assert path is not None
    files = FileSettings(only_below=f"{tmp_path}/{{login}}")
    told = replace(make.settings(path, "lina"), files=files)
    opened = open_crm(told)
    try:
        assert file_place() == tmp_path / "{login}"
        actor_for(opened, told, Road.SHELL)
        assert file_place() == tmp_path / "lina"
    finally:
        use_file_place(None)
        opened.close()
