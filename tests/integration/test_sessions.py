"""What the screens know of the office while they are open."""

from __future__ import annotations

from pathlib import Path

from crm_tui.tui.session import Session
from tests import make


def test_settings_of_the_office_are_known_as_soon_as_anything_is_read_anew(tmp_path: Path) -> None:
    make.is_about_a_file()
    crm = make.office(tmp_path)
    admin = make.admin(crm)
    person, office, _today = crm.offices.who(admin)
    session = Session(
        crm, admin, person, office, (), make.settings(tmp_path / "crm.db"), crm.database.clock
    )
    found = [_settings(session)]
    other = make.again(crm)
    other.offices.change(admin, {"owners_may_transfer": False, "no_plan_days": 9})
    found.append(_settings(session))
    crm.days.quota(admin)
    found.append(_settings(session))
    crm.offices.change(admin, {"no_plan_days": 12})
    crm.days.quota(admin)
    found.append(_settings(session))
    before = (True, office.work.no_plan_days)
    assert found == [before, before, (False, 9), (False, 12)], "the second: nothing was read since"
    make.close(other)
    make.close(crm)


def _settings(session: Session) -> tuple[bool, int]:
    return session.office.owners_may_transfer, session.office.work.no_plan_days
