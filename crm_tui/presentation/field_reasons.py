"""Why a field holds what cannot be stored, by the code of the reason."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.i18n import N_

FIELD_REASONS: Mapping[str, str] = {
    "required": N_("{field} is missing; fill it in."),
    "record_too_large": N_("{field}: larger than {limit} KB; send the fields without files."),
    "no_record": N_("{field}: nothing is filled in; send a JSON object or form-encoded fields."),
    "broken_record": N_("{field} “{value}” is no whole JSON; send one object."),
    "not_one_record": N_("{field}: send one object at a time."),
    "stage_by_act": N_("{field} “{value}” follows from an act: crm lead convert, discard."),
    "not_for_filled": N_("{field} “{value}”: a rule that asks whether a field is filled has none."),
    "no_letters": N_("{field} “{value}” has neither letters nor digits; write the full name."),
    "too_short": N_("{field} is too short; {limit} characters at least."),
    "too_long": N_("{field} is too long; {limit} characters at most."),
    "out_of_range": N_("{field} {value} is out of range."),
    "bad_email": N_("“{value}” is not an e-mail address; write name@example.com."),
    "bad_phone": N_(
        "“{value}” is no whole phone number: five digits at least, ext before an extension."
    ),
    "personal_phone": N_(
        "“{value}” is a mobile number; this office keeps work numbers only. Leave it out, or write"
        " the number of the firm."
    ),
    "length": N_("The credit code {value} does not have 18 characters."),
    "character": N_(
        "The credit code {value} holds characters that no code has (such as I, O, S, V or Z)."
    ),
    "check_digit": N_(
        "The check digit of the credit code {value} is wrong; compare it with the licence."
    ),
    "too_many": N_("{field}: too many; {limit} at most."),
    "by_deals": N_(
        "{field} follows from the recorded deals; record or void one,"
        " or ask the manager to mark it."
    ),
    "taken": N_("{field} “{value}” is taken; choose another."),
    "bad_login": N_("{field} “{value}” may have only letters, digits and . _ - @, 64 at most."),
    "not_its_name": N_("“{value}” is not the name of this office; nothing was changed."),
    "unknown": N_("{field} “{value}” is not known here."),
    "is_itself": N_("{field}: a customer cannot belong to itself."),
    "is_same_customer": N_("Name two customers; {value} is one."),
    "stands_below": N_("{field}: that customer belongs to this one; it would be a circle."),
    "too_deep": N_("{field}: a group has {limit} levels at most."),
    "future": N_("A follow-up cannot have happened in the future; make a reminder instead."),
    "author_left": N_("{value} works here no more and can be given no task."),
    "past": N_("{field} lies in the past; say a time to come."),
    "future_deal": N_("A deal cannot have been made in the future; record it once it is."),
    "no_rate": N_("{value} has no rate yet; crm currency set {value} RATE says what it is worth."),
    "bad_rate": N_("{field} “{value}” is no rate; write 7.1234, eight decimals at most."),
    "not_positive": N_("{field} “{value}” must be more than nothing."),
    "own_currency": N_("{value} is the office's own currency and needs no rate."),
    "not_after": N_("The next contact must be after the follow-up; if today, say the time."),
    "not_a_number": N_("{field} “{value}” is not a whole number."),
    "not_one_of": N_("{field} “{value}” is not possible."),
    "no_such_day": N_("{field}: there is no such day; write 05-01, 1990-05-01 or lunar 8-15."),
    "follows_contact": N_("This day is the contact's birthday; change it there."),
    "follows_customer": N_("This day is when the customer was founded; change it there."),
    "bad_leads": N_("{field} “{value}”: write 30d 7d 0, 1w or 1m; six at most, within a year."),
    "placeholders": N_(
        "Nobody knows {value}; a text may ask for {{称呼}} {{公司}} {{姓名}} {{节日}} {{我}}."
    ),
    "no_mail_channel": N_(
        "There is no e-mail channel to send by; crm remind channel add sets one up."
    ),
    "past_day": N_("{field}: that day has passed."),
    "no_number": N_("{field} “{value}” is not a number; write 12, 3.5 or 12,000."),
    "no_amount": N_("{field} “{value}” is not an amount; write 200,000 or 200k."),
    "no_percentage": N_("{field} “{value}” is not a percentage; write 13% or 6.5."),
    "required_in_line": N_("{field} is missing in line {value}; fill it in."),
    "out_of_range_in_line": N_("{field} in line {value} is out of range."),
    "beyond_lines": N_("{field}: it is more than all lines come to."),
    "before_quote": N_("{field} lies before the day of the quote."),
    "not_understood": N_("{field}: “{value}” is not understood."),
    "not_whole": N_("{field}: {value}% together; they must be a hundred percent."),
    "named_twice": N_("{field}: somebody is named twice."),
    "before_start": N_("{field} lies before the first day."),
    "future_sign": N_("A contract cannot have been signed in the future; sign it once it is."),
    "other_than_quote": N_(
        "{field} is that of the quote {value}; make a new version of it, or name no quote."
    ),
    "other_than_order": N_("{field} is that of the order {value}; name no order for another."),
    "page_unknown": N_("{field}: {value} is nothing that a quote says."),
    "page_open": N_("{field}: {value} is opened and not closed, or closed and not opened."),
    "page_no_head": N_("{field}: it is no whole HTML page; {value} is missing."),
    "price_in_currency": N_(
        "{field}: products are priced in another currency; type @PRICE in {value}."
    ),
    "no_quantity": N_("{field} “{value}” is no quantity; write 2 or 2.5, with 3 decimals at most."),
    "no_line": N_("There is no line {value}; crm quote show numbers them."),
    "line_quantity": N_("“{value}”: write LINE=QUANTITY, each line once, such as 1=2.5."),
    "no_order_line": N_("There is no line {value}; crm order show numbers them."),
    "before_order": N_("{field} lies before the day of the order."),
    "future_goods": N_("{field}: goods that moved moved today or before."),
    "future_payment": N_("{field} lies in the future; write it down once it is."),
    "beyond_amount": N_("{field}: it is more than the whole amount."),
    "not_a_split": N_("“{value}”: write NUMBER, NUMBER=AMOUNT or #LINE=AMOUNT."),
    "plan_line": N_("“{value}”: write AMOUNT or SHARE%, then the day, then what it is."),
    "nothing_left": N_("There is nothing left to be delivered."),
    "number_pattern": N_(
        "{field} “{value}”: write it with one {{seq}}, such as BJ-{{yyyy}}{{mm}}-{{seq}}."
    ),
    "price_tiers": N_(
        "{field} “{value}”: write the quantity and the price from it on, such as 100:95; 500:90."
    ),
    "usage_period": N_("{field} “{value}”: write 12 months, 90 days or 1 year."),
    "inside_itself": N_("{field} “{value}”: a category cannot lie within itself."),
    "no_month": N_("{field} “{value}” is no month; write 2026-11, this, last or next."),
    "not_your_staff": N_(
        "{value} is not below you; targets are set by somebody above them or an administrator."
    ),
    "several": N_("{field} “{value}”: several people are called so; write the login."),
    "no_contact": N_("“{value}” is no contact of the customer; add it first."),
    "no_target_column": N_(
        "A column for the person and one for a target are needed; crm target export writes both."
    ),
    "no_product_column": N_("There is no column “{value}”; crm product template writes a form."),
    "no_day": N_("{field} “{value}” is not a day; write 2026-11-20."),
    "no_choice": N_("{field} “{value}” is none of its choices."),
    "no_yes_or_no": N_("{field} “{value}” is neither yes nor no; write one of them."),
    "no_link": N_("{field} “{value}” is no address of the web; write https://…"),
    "same_choice": N_("{field}: the choice “{value}” stands there twice."),
    "choice_signs": N_("{field}: a choice may hold no comma, semicolon or | (“{value}”)."),
    "no_choices": N_("{field}: write its choices, one a line."),
    "other_type": N_("What a field holds cannot be changed; make another field."),
    "not_json": N_("{value} is not JSON; `crm pool rule show POOL --json` tells how rules look."),
    "not_text": N_("{field} is not readable text; write it in UTF-8."),
    "obvious_password": N_("{field}: this is among the first that are tried; choose another."),
    "personal_password": N_("{field}: not your login or name, which everybody knows."),
    "same_password": N_("{field}: it is the one you have now."),
    "differs": N_("{field}: the two are not the same."),
    "address_missing": N_("The address is missing; fill it in."),
    "address_too_long": N_("The address is too long; 1000 characters at most."),
    "address_signs": N_("The address holds blanks or signs that no address has."),
    "address_no_web": N_("This is no address of the web; copy the robot's whole https:// address."),
    "address_no_mail": N_(
        "This is no address of a mail server; write mailtos://USER:PASSWORD@SERVER/?to=ADDRESS."
    ),
    "address_no_recipient": N_("Whom the mail goes to is missing; add ?to=ADDRESS at the end."),
    "address_here": N_("This service would act on the machine that sends; choose another."),
    "address_unknown": N_("No known service has such an address."),
}
