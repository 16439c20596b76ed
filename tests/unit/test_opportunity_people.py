"""Who decides, read from one line and written on it again."""

from __future__ import annotations

import pytest

from crm_tui.domain.contacts import Attitude, ContactFields, ContactRow, DecisionRole
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.opportunities import DecisionPerson
from crm_tui.errors import FieldError
from crm_tui.i18n import use_language
from crm_tui.tui.screens.opportunities.people import people_fault, people_line, read_people

ZHANG = DecisionPerson(ContactId(1), DecisionRole.DECIDER, Attitude.SUPPORTS)
LI = DecisionPerson(ContactId(2), DecisionRole.USER)
QIAN = DecisionPerson(ContactId(3), None, Attitude.NEUTRAL)
NAMES = {ContactId(1): "张敏", ContactId(2): "李强", ContactId(3): "钱伟"}


def contacts() -> list[ContactRow]:
    return [
        ContactRow(key, CustomerId(1), 1, ContactFields(name=name)) for key, name in NAMES.items()
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_line_says_again_what_it_was_read_from(language: str) -> None:
    use_language(language)
    line = people_line((ZHANG, LI, QIAN), NAMES)
    use_language("en")
    assert people_fault(line) is None
    assert read_people(line, contacts()) == (ZHANG, LI, QIAN)


def test_what_names_nobody_or_nothing_is_told() -> None:
    assert people_fault("张敏：拍板人：支持，李强") is None
    assert "将军" in str(people_fault("张敏:将军"))
    assert "爱" in str(people_fault("张敏::爱"))
    with pytest.raises(FieldError, match="no_contact"):
        read_people("没有这人", contacts())
