"""联系方式策略: which phone numbers an office keeps, whatever the road they come in by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import assert_never

from crm_tui.domain.contacts import Phone
from crm_tui.domain.text import mask_phone
from crm_tui.domain.work_settings import PhonePolicy

_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def is_personal(phone: Phone) -> bool:
    """Return whether a number is a person's own: a mobile, and no line of a firm."""
    return _MOBILE.fullmatch(phone.digits) is not None


def phone_under(policy: PhonePolicy, phone: Phone, known: Sequence[Phone] = ()) -> Phone | None:
    """Return a number as the office keeps it, or None for one that it does not keep.

    What is known stays as it is: a stricter policy takes no number away. Of a masked number no
    digits are kept, so that it is found by its end and takes nobody for the same.
    """
    for each in known:
        if phone.number == each.number:
            return each
        if phone.digits and phone.digits == each.digits:
            return phone
    match policy:
        case PhonePolicy.KEPT:
            return phone
        case PhonePolicy.MASKED:
            return Phone(mask_phone(phone.number), "", phone.extension)
        case PhonePolicy.WORK:
            return None if is_personal(phone) else phone
        case _:
            assert_never(policy)
