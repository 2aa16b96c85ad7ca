"""Phone numbers as E.164: https://www.itu.int/rec/T-REC-E.164

Numbering plans change: they are read by the maintained library, and not by rules of our own.
https://github.com/daviddrysdale/python-phonenumbers
"""

import phonenumbers

# The plan may be newer than the library: a number of full length that is not in it counts as well.
FULL_LENGTH = len("+12025550123")


def to_e164(text: str, region: str | None) -> str | None:
    """Return the number in E.164, or None when the text is no number that one can call.

    A text that begins with `+` is an international number. Others are read as they are dialled in
    `region` (ISO 3166-1, as `KR`); without a region they are no number.
    """
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return e164 if phonenumbers.is_valid_number(number) or _is_plausible(number, e164) else None


def is_e164(text: str) -> bool:
    """Say whether the text is a number in E.164 itself, not only another spelling of one."""
    return to_e164(text, None) == text


def _is_plausible(number: phonenumbers.PhoneNumber, e164: str) -> bool:
    possible = phonenumbers.is_possible_number_with_reason(number)
    return possible == phonenumbers.ValidationResult.IS_POSSIBLE and len(e164) >= FULL_LENGTH
