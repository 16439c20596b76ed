"""What the screens know of the office while they are open."""

from __future__ import annotations

from pathlib import Path

from crm_tui.tui.session import Session
from tests import make


def test_settings_of_the_office_are_known_as_soon_as_anything_is_read_anew(tmp_path: Path) -> None:
    crm = make.office(tmp_path)
    admin = make.admin(crm)
    person, office, _today = crm.offices.who(admin)
    session = Session(
        crm, admin, person, office, (), make.settings(tmp_path / "crm.db"), crm.database.clock
    )
    assert session.office.owners_may_transfer
    other = make.again(crm)
    other.offices.change(admin, {"owners_may_transfer": False, "no_plan_days": 9})
    assert session.office.owners_may_transfer, "nothing was read since"
    crm.days.quota(admin)
    assert not session.office.owners_may_transfer
    assert session.office.work.no_plan_days == 9
    crm.offices.change(admin, {"owners_may_transfer": True})
    crm.days.quota(admin)
    assert session.office.owners_may_transfer
    make.close(other)
    make.close(crm)
