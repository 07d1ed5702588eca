"""A handover as a person asks for it in words, and as rules understand it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from validation.errors import RefusedError
from validation.handover.parties import INSIDE
from validation.handover.shapes import ExpectedAction, Request
from validation.messages import Text, message
from validation.normalise import text
from validation.vocabularies import fold

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from validation.catalogue import Catalogue
    from validation.handover.register import Entry
    from validation.vocabularies import Vocabulary

_INSIDE = frozenset({"inside", "公司内", "公司内部", "本公司"})
_CONTAINERS: Mapping[str, str] = {"xlsx": "encrypted_workbook", "zip": "encrypted_zip"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed: words of lists in Chinese, English or as codes; other fields as `Request`."""

    variant: str
    scenario: str
    provider: str
    receiver: str
    approver: str
    channel: str
    password_channel: str
    receiver_kind: str | None = None
    receiver_company: str | None = None
    nda_no: str | None = None
    container: str | None = None
    customers: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    owner: str | None = None
    where: str | None = None
    actions: Mapping[str, ExpectedAction] = field(default_factory=dict)
    expected_action: str | None = None
    contents: tuple[str, ...] = ()
    expires: dt.date | None = None
    data_cutoff: dt.date | None = None


def request(asked: Asked, catalogue: Catalogue) -> Request:
    """Return what was asked for in codes.

    Raises:
        RefusedError: words that no list has; all of them are named, with what may stand there.
    """
    reader = _Words(catalogue)
    variant: Any = reader.code("variant", asked.variant)
    contents: Any = frozenset(reader.code("share_contents", one) for one in asked.contents)
    found = Request(
        variant=variant,
        scenario=reader.code("scenario", asked.scenario),
        provider=asked.provider.strip(),
        receiver=_text(asked.receiver) or "",
        approver=asked.approver.strip(),
        channel=reader.code("share_channel", asked.channel),
        password_channel=reader.code("password_channel", asked.password_channel),
        receiver_kind=reader.kind(asked.receiver_kind),
        receiver_company=_text(asked.receiver_company),
        nda_no=_text(asked.nda_no),
        container=reader.container(asked.container),
        customers=asked.customers,
        leads=asked.leads,
        owner=_text(asked.owner),
        where=_text(asked.where),
        actions={
            record: action._replace(text=_text(action.text) or "")
            for record, action in asked.actions.items()
        },
        expected_action=_text(asked.expected_action),
        contents=contents,
        expires=asked.expires,
        data_cutoff=asked.data_cutoff,
    )
    if reader.unknown:
        raise RefusedError(reason=_joined(reader.unknown))
    return found


def booked(
    entry: Entry,
    customers: Mapping[str, ExpectedAction | None],
    leads: Mapping[str, ExpectedAction | None],
) -> Request:
    """Return the request that a row of the register and its lines stand for.

    Args:
        entry: the share.
        customers: customer id → its own expected action; None: it has none.
        leads: the same of leads.
    """
    variant: Any = entry.variant or "V1"
    contents: Any = frozenset(entry.contents or ())
    lines = {**customers, **leads}
    # A cut-off on the day of asking was nobody's wish, and the data is that of the release.
    cutoff = None if entry.data_cutoff == entry.share_date else entry.data_cutoff
    return Request(
        variant=variant,
        scenario=entry.scenario or "",
        provider=entry.provider or "",
        receiver=entry.receiver or "",
        approver=entry.approver or "",
        channel=entry.channel or "",
        password_channel=entry.password_channel or "",
        receiver_kind=entry.receiver_kind,
        receiver_company=entry.receiver_company,
        nda_no=entry.nda_no,
        container=entry.container or "encrypted_zip",
        customers=tuple(customers),
        leads=tuple(leads),
        actions={record: action for record, action in lines.items() if action is not None},
        expected_action=entry.expected_action,
        contents=contents,
        expires=entry.expires,
        data_cutoff=cutoff,
    )


class _Words:
    """Reads words of lists and remembers those that no list has."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.unknown: list[Text] = []

    def code(self, vocabulary: str, said: str) -> str:
        words = self._catalogue.vocabularies[vocabulary]
        found = words.code(said) or words.alias(said)
        if found is None:
            facts = {"word": said, "choices": _choices(words)}
            self.unknown.append(message("export.unknown_word", **facts))
            return said
        return found

    def kind(self, said: str | None) -> str | None:
        if said is None or not said.strip():
            return None
        if fold(said) in _INSIDE:
            return INSIDE
        return self.code("receiver_kind", said)

    def container(self, said: str | None) -> str:
        if said is None:
            return "encrypted_zip"
        return _CONTAINERS.get(fold(said)) or self.code("container", said)


def _choices(words: Vocabulary) -> Text:
    zh, en = (tuple(dict.fromkeys(words.labels(language))) for language in ("zh", "en"))
    return Text("、".join(zh), ", ".join(en))


def _joined(parts: list[Text]) -> Text:
    return Text("；".join(one.zh for one in parts), "; ".join(one.en for one in parts))


def _text(said: str | None) -> str | None:
    """Return a text as the book will read it once it is booked: what is approved is the same."""
    given = (said or "").strip()
    return str(text.tidy(given).value or given) or None
