"""One cell's value in comparable form, and what is wrong with it.

One module per kind of value. Every `read` takes the value as the cell holds it and answers with
a Reading; none of them raises on any text, guesses, or asks the network.
"""

from __future__ import annotations

from typing import NamedTuple


class Reading(NamedTuple):
    """What one value means. A named problem may come with a value: readable, but not right yet.

    >>> Reading("gt.com")
    Reading(value='gt.com', problem='', suggestion=None, detail='')
    """

    value: object | None
    """The normal form; None: unreadable or blank."""
    problem: str = ""
    """Name of the broken rule in rules.csv; "" when nothing is wrong."""
    suggestion: str | None = None
    """The text to put in the cell instead; None: no certain one."""
    detail: str = ""
    """The fact the rule's sentence needs, such as the domain that was meant."""


def problems() -> tuple[str, ...]:
    """Return the name of every problem the modules of this package can report, in order."""
    # The modules import Reading from here, so they can only be asked once this one is loaded.
    from validation.normalise import (  # noqa: PLC0415
        boolean,
        codes,
        country,
        damage,
        dates,
        domain,
        email,
        im,
        money,
        numbers,
        phone,
        text,
        url,
    )

    modules = (
        email,
        phone,
        domain,
        url,
        country,
        money,
        dates,
        codes,
        text,
        boolean,
        im,
        numbers,
        damage,
    )
    return tuple(dict.fromkeys(name for module in modules for name in module.PROBLEMS))
