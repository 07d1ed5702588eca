"""Numbers a company is registered under, checked by the rules of their scheme and country."""

from __future__ import annotations

import re
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, NamedTuple

from validation.normalise import Reading, characters, damage

if TYPE_CHECKING:
    from collections.abc import Mapping

PROBLEMS = (
    "digits_lost",
    "damage_scientific",
    "code_format",
    "code_length",
    "code_checksum",
    "code_component",
    "code_country",
    "code_spelling",
)

_SEPARATORS = re.compile(r"[\s\-–—‐‑.·/_,']+")
_LABEL = re.compile(
    r"^(?:USCC|VAT(?:\s*(?:no|id|reg(?:istration)?))?|USt-?Id(?:-?Nr)?|EIN|D-?U-?N-?S|LEI|EORI|TRN"
    r"|GSTIN|CNPJ|统一社会信用代码|信用代码|税号|纳税人识别号)\.?\s*(?:no\.?|number|号)?\s*[:：#]\s*",
    re.IGNORECASE,
)
_EU = frozenset(
    "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()  # noqa: SIM905
)


class _Form(NamedTuple):
    """A scheme that has no module of its own in python-stdnum: length, form, spelling."""

    length: int
    pattern: re.Pattern[str]
    country: str = ""


_FORMS: Mapping[str, _Form] = {
    "DUNS": _Form(9, re.compile(r"\d{9}")),
    "EORI": _Form(0, re.compile(r"[A-Z]{2}[A-Z0-9]{1,15}")),
    "TRN": _Form(15, re.compile(r"100\d{12}"), "AE"),
    "VAT AE": _Form(15, re.compile(r"100\d{12}"), "AE"),
    "VAT SA": _Form(15, re.compile(r"3\d{13}3"), "SA"),
    "VAT UA": _Form(0, re.compile(r"\d{8}|\d{10}|\d{12}"), "UA"),
}
_LENGTHS: Mapping[str, int] = {"USCC": 18, "EIN": 9, "LEI": 20}
_HOME: Mapping[str, str] = {"USCC": "CN", "EIN": "US", "GSTIN": "IN", "CNPJ": "BR", "ABN": "AU"}
_MODULES: Mapping[str, str] = {
    "USCC": "stdnum.cn.uscc",
    "EIN": "stdnum.us.ein",
    "LEI": "stdnum.lei",
    "GSTIN": "stdnum.in_.gstin",
    "CNPJ": "stdnum.br.cnpj",
    "ABN": "stdnum.au.abn",
    "IBAN": "stdnum.iban",
    "BIC": "stdnum.bic",
}
_PROBLEM_OF: Mapping[str, str] = {
    "InvalidChecksum": "code_checksum",
    "InvalidComponent": "code_component",
}
# Where the number of the trade register, without the tax suffix, is given as often.
_VAT_ALSO: Mapping[str, str] = {"CH": "stdnum.ch.uid", "NO": "stdnum.no.orgnr"}
# Chinese taxpayers are known by their credit code; the United States have no VAT.
_VAT_ELSEWHERE: Mapping[str, str] = {"CN": "USCC", "US": "EIN"}


def read(  # noqa: PLR0911 - one way out per kind of damage
    value: object, *, scheme: str | None, country: str | None
) -> Reading:
    """Return a registration number in compact form.

    Args:
        value: text, or the number a spreadsheet made of it.
        scheme: USCC, VAT, EIN, DUNS, LEI, EORI, TRN …; None or unknown: only damage and stray
            signs are looked for.
        country: ISO alpha-2 code of the row's country, which decides the form of a VAT number.

    >>> read("9111 0000 600037341l", scheme="USCC", country="CN").suggestion
    '91110000600037341L'
    >>> read("9111000060003734", scheme="USCC", country="CN").detail
    '16 / 18'
    """
    if value is None:
        return Reading(None)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return Reading(None, "code_format", None, scheme or str(value))
    damaged = damage.number_as_code(value)
    if damaged.problem:
        return damaged
    typed = str(damaged.value or "")
    text = _LABEL.sub("", characters.bare(typed)).upper()
    if not text:
        return Reading(None)
    reading = _checked(text, (scheme or "").upper(), (country or "").upper())
    lost = damage.digits_lost(text)
    if lost and (reading.problem or not _is_checked(scheme)):
        return Reading(None, "digits_lost")
    if reading.problem or not isinstance(reading.value, str):
        return reading
    if typed == reading.value or _is_official(typed, reading.value, scheme or "", country or ""):
        return reading
    return Reading(reading.value, "code_spelling", reading.value)


def _is_checked(scheme: str | None) -> bool:
    return (scheme or "").upper() in {*_MODULES, *_FORMS, "VAT"}


def _checked(text: str, scheme: str, country: str) -> Reading:
    """Return the reading by the rules of the scheme."""
    if scheme == "VAT":
        return _vat(text, country)
    if scheme in _FORMS:
        return _by_form(text, scheme, country)
    if scheme in _MODULES:
        home = _HOME.get(scheme)
        if home and country and home != country:
            return Reading(_compact(text), "code_country", None, f"{home} / {country}")
        return _by_module(text, scheme, _module(_MODULES[scheme]))
    # Without a known scheme a dash or a slash may belong to the number.
    return Reading(" ".join(text.split()))


def _vat(text: str, country: str) -> Reading:
    """Return the reading of a VAT number: a European one says its country itself."""
    compact = _compact(text)
    prefix = re.match(r"[A-Z]{2}(?=[A-Z0-9]*\d)", compact)
    state = prefix[0] if prefix else ""
    home = "GR" if state == "EL" else "GB" if state == "XI" else state
    if state in _EU:
        european = _by_module(compact, "VAT", _module("stdnum.eu.vat"))
        if country and home != country and (not european.problem or _member(country) in _EU):
            return Reading(compact, "code_country", None, f"{home} / {country}")
        if country in ("", home):
            return european
    if country in _VAT_ELSEWHERE:
        return _checked(text, _VAT_ELSEWHERE[country], country)
    if f"VAT {country}" in _FORMS:
        reading = _by_form(text, f"VAT {country}", country)
    else:
        reading = _national_vat(text, compact, country)
    if reading.problem and country and home not in ("", country) and _is_valid_in(home, compact):
        return Reading(compact, "code_country", None, f"{home} / {country}")
    return reading


def _is_valid_in(country: str, compact: str) -> bool:
    """Return whether a number that begins with a country's letters is a VAT number there."""
    module = _national(country)
    return module is not None and bool(module.is_valid(compact))


def _national_vat(text: str, compact: str, country: str) -> Reading:
    """Return the reading of a VAT number by the rules of the row's country."""
    module = _national(country)
    if module is None:
        return Reading(compact)
    reading = _by_module(text, f"VAT {country}", module)
    if reading.problem and country in _VAT_ALSO:
        register = _by_module(text, "VAT", _module(_VAT_ALSO[country]))
        return reading if register.problem else register
    if not reading.problem and _member(country) in _EU:
        # Between countries the number counts with its prefix only.
        return Reading(f"{_member(country)}{reading.value}")
    if not reading.problem and compact == f"{country}{reading.value}":
        return Reading(compact)
    return reading


def _member(country: str) -> str:
    """Return the prefix a member state's VAT numbers carry."""
    return "EL" if country == "GR" else country


def _by_form(text: str, scheme: str, country: str) -> Reading:
    form = _FORMS[scheme]
    compact = _compact(text)
    name = scheme.partition(" ")[0]
    if form.country and country and form.country != country:
        return Reading(compact, "code_country", None, f"{form.country} / {country}")
    if form.length and len(compact) != form.length:
        return Reading(None, "code_length", None, f"{len(compact)} / {form.length}")
    if not form.pattern.fullmatch(compact):
        return Reading(None, "code_format", None, name)
    return Reading(compact)


def _by_module(text: str, scheme: str, module: ModuleType) -> Reading:
    """Return the reading by a module of python-stdnum."""
    from stdnum import exceptions  # noqa: PLC0415 - a book without codes never loads it

    compact = _compact(text)
    expected = _LENGTHS.get(scheme)
    if expected and len(compact) != expected:
        return Reading(None, "code_length", None, f"{len(compact)} / {expected}")
    try:
        return Reading(str(module.validate(text)))
    except exceptions.InvalidLength:
        return Reading(None, "code_length", None, f"{scheme}, {len(compact)}")
    except exceptions.ValidationError as error:
        problem = _PROBLEM_OF.get(type(error).__name__, "code_format")
    if problem == "code_format":
        return _letters_for_digits(compact, scheme, module)
    return Reading(None, problem, None, scheme)


def _letters_for_digits(compact: str, scheme: str, module: ModuleType) -> Reading:
    """Return the finding about letters typed for digits, certain when the check digit agrees."""
    meant = compact.translate(str.maketrans("OI", "01"))
    repaired = meant if scheme == "USCC" and meant != compact and module.is_valid(meant) else None
    return Reading(repaired, "code_format", repaired, scheme)


def _is_official(typed: str, compact: str, scheme: str, country: str) -> bool:
    """Return whether a valid number is written as its authority prints it: EIN 12-3456789."""
    if scheme.upper() == "EIN":
        return typed == f"{compact[:2]}-{compact[2:]}"
    if scheme.upper() == "DUNS":
        return typed == f"{compact[:2]}-{compact[2:5]}-{compact[5:]}"
    name = _MODULES.get(scheme.upper())
    module = (
        _module(name) if name else _national(country.upper()) if scheme.upper() == "VAT" else None
    )
    if module is None or not hasattr(module, "format"):
        return False
    return typed == str(module.format(compact))


def _compact(text: str) -> str:
    return _SEPARATORS.sub("", text)


@cache
def _module(name: str) -> ModuleType:
    # One module of 250, chosen by the row's scheme.
    from importlib import import_module  # noqa: PLC0415

    return import_module(name)


@cache
def _national(country: str) -> ModuleType | None:
    from stdnum import get_cc_module  # noqa: PLC0415 - see _module

    found: object = get_cc_module(country.lower(), "vat") if country else None
    return found if isinstance(found, ModuleType) else None
