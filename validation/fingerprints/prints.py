"""The file of fingerprints, relaybook.fingerprints/1: written, and read when anybody wrote it."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from validation.errors import FileError
from validation.fingerprints import keys
from validation.fingerprints.forms import all_forms, forms_version
from validation.fingerprints.keys import NOTE_BYTES, SALT_BYTES, TOKEN_BYTES, TeamKey
from validation.messages import message

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from validation.fingerprints.forms import Form, Identity

SCHEMA = "relaybook.fingerprints/1"
MOST_OF_ONE = 20
"""The most records that one value leads to."""
_ENTRY = TOKEN_BYTES + NOTE_BYTES
_TAG, _OWNER = 4, NOTE_BYTES - 5
_SMALLEST = 1024
_MOST = 8_000_000
_LONGEST_ASK = 100
_KEYS = frozenset(
    ("schema", "made", "hash", "stretch", "forms", "owners", "ask", "check", "seal", "entries")
)


class Note(NamedTuple):
    """What stands behind a hash: which record, how rare the value is, whose the record is."""

    record: bytes
    level: int
    owner: str
    """The id of the rep; "": not told."""


@dataclass(frozen=True, kw_only=True)
class Prints:
    """A file of fingerprints, opened with the right key."""

    path: str
    made: dt.date
    ask: str
    """Whom to ask about a hit; "": the file does not say."""
    key: TeamKey
    entries: Mapping[bytes, bytes]

    def notes(self, form: Form) -> list[Note]:
        """Return what the list has under one form, a note for each record."""
        found = []
        for nth in range(MOST_OF_ONE):
            hidden = self.entries.get(self.key.token(form.kind, form.value, nth))
            if hidden is None:
                break
            found.append(_note(self.key.note(form.kind, form.value, nth, hidden)))
        return found


class Printed(NamedTuple):
    """A file ready to be written, and how many hashes are in it."""

    text: str
    hashes: int


@dataclass(frozen=True, kw_only=True)
class Cover:
    """What a file of fingerprints says in clear.

    `owners` are the reps of the records in order, None not to tell; `noise` gives random bytes.
    """

    made: dt.date
    salt: bytes
    noise: Callable[[int], bytes]
    owners: Sequence[str] | None = None
    ask: str = ""


def printed(
    people: Sequence[Identity], key: TeamKey, cover: Cover, *, own_domains: Collection[str] = ()
) -> Printed:
    """Return the file for these customers.

    Hashes of nothing fill it up to the next step of 1024, 1536, 2048, 3072 …, so that it does not
    tell how many customers there are, and all are sorted, so that it does not tell their order.
    """
    tags = _tags(len(people), cover.noise)
    entries: dict[bytes, bytes] = {}
    used: dict[tuple[str, str], int] = {}
    for at, each in enumerate(all_forms(people, own_domains)):
        owner = cover.owners[at] if cover.owners else ""
        for form in each:
            nth = used.get((form.kind, form.value), 0)
            if nth < MOST_OF_ONE:
                used[form.kind, form.value] = nth + 1
                note = tags[at] + bytes((form.level,)) + _short(owner)
                token = key.token(form.kind, form.value, nth)
                entries[token] = key.note(form.kind, form.value, nth, note)
    while len(entries) < _padded(len(used)):
        entries.setdefault(cover.noise(TOKEN_BYTES), cover.noise(NOTE_BYTES))
    packed = b"".join(token + entries[token] for token in sorted(entries))
    document = {
        "schema": SCHEMA,
        "made": cover.made.isoformat(),
        "hash": keys.HASH,
        "stretch": _stretch(cover.salt),
        "forms": forms_version(),
        "owners": cover.owners is not None,
        "ask": cover.ask,
        "check": _base64(key.check),
        "entries": _base64(packed),
    }
    document["seal"] = _base64(key.seal(_canonical(document)))
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    return Printed(text, len(entries))


def parsed(text: str, path: str, secret: str) -> Prints:
    """Return the fingerprints in `text`.

    Raises:
        FileError: it is no such file, another version made it, the key is not the one it was
            made with, or somebody changed it since.
    """
    document = _document(text, path)
    salt = _bytes(document["stretch"]["salt"], path)
    if len(salt) != SALT_BYTES or document["stretch"] != _stretch(salt):
        raise _wrong(path, "damaged")
    key = TeamKey(secret, salt)
    if _bytes(document["check"], path) != key.check:
        raise _wrong(path, "wrong_key")
    seal = _bytes(document.pop("seal"), path)
    if seal != key.seal(_canonical(document)):
        raise _wrong(path, "changed")
    if document["forms"] != forms_version():
        raise _wrong(path, "other_version")
    return Prints(
        path=path,
        made=_date(document["made"], path),
        ask=document["ask"][:_LONGEST_ASK],
        key=key,
        entries=_entries(_bytes(document["entries"], path), path),
    )


def _document(text: str, path: str) -> dict[str, Any]:
    """Return a document whose fields are all there and of their types, or refuse it."""
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _wrong(path, "no_json") from error
    if not isinstance(document, dict) or not str(document.get("schema", "")).startswith(
        "relaybook.fingerprints/"
    ):
        raise _wrong(path, "other_file")
    if document["schema"] != SCHEMA:
        raise _wrong(path, "other_version")
    stretch = document.get("stretch")
    texts = _KEYS - {"stretch", "owners"}
    whole = (
        document.keys() == _KEYS
        and isinstance(stretch, dict)
        and isinstance(stretch.get("salt"), str)
        and all(isinstance(document[key], str) for key in texts)
        and isinstance(document["owners"], bool)
        and document["hash"] == keys.HASH
    )
    if not whole:
        raise _wrong(path, "damaged")
    return document


def _entries(packed: bytes, path: str) -> Mapping[bytes, bytes]:
    count, rest = divmod(len(packed), _ENTRY)
    if rest or count > _MOST:
        raise _wrong(path, "damaged")
    starts = range(0, len(packed), _ENTRY)
    tokens = [packed[at : at + TOKEN_BYTES] for at in starts]
    if not all(a < b for a, b in pairwise(tokens)):
        raise _wrong(path, "damaged")
    notes = (packed[at + TOKEN_BYTES : at + _ENTRY] for at in starts)
    return dict(zip(tokens, notes, strict=True))


def _note(text: bytes) -> Note:
    owner = text[_TAG + 1 :].rstrip(b"\0").decode("utf-8", "replace")
    return Note(text[:_TAG], text[_TAG], owner)


def _short(owner: str) -> bytes:
    """Return an id as eleven bytes; one that does not fit is left out, for half of one misleads."""
    text = owner.encode("utf-8", "replace")
    return (text if len(text) <= _OWNER else b"").ljust(_OWNER, b"\0")


def _tags(count: int, noise: Callable[[int], bytes]) -> list[bytes]:
    """Return a random mark for each record, no two alike."""
    found: dict[bytes, None] = {}
    while len(found) < count:
        found.setdefault(noise(_TAG))
    return list(found)


def _padded(count: int) -> int:
    step = _SMALLEST
    while step < count:
        step = step * 3 // 2 if step & (step - 1) == 0 else step // 3 * 4
    return step


def _stretch(salt: bytes) -> dict[str, object]:
    return {
        "method": keys.METHOD,
        "n": keys.COST,
        "r": keys.BLOCK,
        "p": keys.LANES,
        "salt": _base64(salt),
    }


def _canonical(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str, path: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _wrong(path, "damaged") from error


def _date(text: str, path: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise _wrong(path, "damaged") from error


def _wrong(path: str, why: str) -> FileError:
    return FileError(path=path, reason=message(f"fingerprint.{why}"))
