"""What is known of each customer and lead, for the text gate: names, addresses, prices, numbers."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from validation import redaction
from validation.handover.source import CUSTOMERS, LEADS
from validation.merging.values import is_blank
from validation.plaintext import shown
from validation.redaction import knowledge
from validation.redaction.shapes import Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from validation.handover.source import Source
    from validation.redaction import Known

_COLUMNS: Mapping[str, Mapping[str, str]] = {
    CUSTOMERS: {
        "company_name_en": "company",
        "company_name_zh": "company",
        "kdm": "deciders",
        "decision_process": "deciders",
        "competitor_info": "rivals",
        "last_order_amount": "prices",
        "last_12m_amount": "prices",
        "annual_purchase": "prices",
        "source_id": "numbers",
    },
    LEADS: {
        "company": "company",
        "contact_person": "people",
        "contact_email": "mails",
        "phone": "phones",
        "im": "accounts",
    },
    "Contacts": {
        "contact_name": "people",
        "email": "mails",
        "phone": "phones",
        "im": "accounts",
        "social": "accounts",
        "private_contact": "accounts",
    },
    "Titles": {"title_name": "company", "credit_code": "numbers"},
    "Orders": {
        "order_no": "numbers",
        "contract_no": "numbers",
        "unit_price": "prices",
        "amount": "prices",
        "profit": "prices",
    },
    "Quotes": {"quote_no": "numbers", "price": "prices"},
    "Samples": {"sample_no": "numbers"},
    "Inquiries": {
        "inquiry_no": "numbers",
        "platform_no": "numbers",
        "target_price": "prices",
        "amount": "prices",
    },
}
"""Sheet → column → the kind of thing it holds, a field of `Values`."""
_PARENTS = ("customer_id", "lead_id")

_Facts = dict[str, list[Any]]


class Knowledge:
    """What is known of the records of a book."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._made: dict[str, Known] = {}

    def of(self, identity: str) -> Known:
        """Return what is known of one customer or lead, and of everybody else by whole names."""
        if identity not in self._made:
            values = _values(self._facts.get(identity, {}))
            own = values._replace(numbers=(*values.numbers, identity))
            self._made[identity] = redaction.known(own, self._everybody)
        return self._made[identity]

    def companies(self, identity: str) -> tuple[str, ...]:
        """Return the names a record's own company bears."""
        return tuple(map(shown, self._facts.get(identity, {}).get("company", ())))

    @cached_property
    def everybody(self) -> Known:
        """What no text for all records may say."""
        return redaction.known(Values(), self._everybody)

    @cached_property
    def others(self) -> Known:
        """The names of all companies; a record's own is no secret in its own texts."""
        names = {shown(name) for facts in self._facts.values() for name in facts["company"]}
        return redaction.known(Values(secrets=tuple(sorted(names))))

    @cached_property
    def _everybody(self) -> Known:
        told = (_values(facts) for facts in self._facts.values())
        return knowledge.book(one._replace(company=(), prices=()) for one in told)

    @cached_property
    def _facts(self) -> Mapping[str, _Facts]:
        """Record id → kind of thing → values."""
        found: dict[str, _Facts] = defaultdict(lambda: defaultdict(list))
        for sheet, columns in _COLUMNS.items():
            for row, identity in self._rows(sheet):
                for key, kind in columns.items():
                    value = self._value(sheet, row, key, kind)
                    if value is not None:
                        found[identity][kind].append(value)
        return found

    def _rows(self, sheet: str) -> Iterator[tuple[int, str]]:
        frame = self._source.frames.get(sheet)
        if frame is None:
            return
        row_key = self._source.catalogue.sheets[sheet].row_key
        if sheet in (CUSTOMERS, LEADS):
            for row, identity in zip(frame.index, frame[row_key], strict=True):
                if identity is not None:
                    yield int(row), str(identity)
            return
        parents = [key for key in _PARENTS if key in frame.columns]
        for row in frame.index:
            for key in parents:
                owner = self._source.customer(sheet, int(row), key)
                if owner is not None:
                    yield int(row), owner

    def _value(self, sheet: str, row: int, key: str, kind: str) -> Any:
        if kind == "prices":
            value = self._source.value(sheet, row, key)
            return value if isinstance(value, Decimal) else None
        value = self._source.cell(sheet, row, key)
        return None if is_blank(value) else value


def _values(facts: Mapping[str, list[Any]]) -> Values:
    """Return what was gathered as the gate takes it; prices stay numbers."""
    return Values(
        **{
            kind: tuple(found if kind == "prices" else map(shown, found))
            for kind, found in facts.items()
        }
    )
