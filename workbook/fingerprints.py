"""Files of fingerprints and team keys: making them, and reading what somebody else made."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, NamedTuple

from validation.errors import EmptyFileError, FileError, FileMissingError
from validation.fingerprints import (
    SALT_BYTES,
    SHORTEST_KEY,
    BlindAnswer,
    TeamKey,
    blind_lookup,
    identities,
    identity_of,
    is_long_enough,
    parsed,
    printed,
)
from validation.fingerprints.prints import Cover
from validation.lookup.gathering import gathered
from validation.messages import message
from workbook.saving import Saved, replacing, write_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from validation.lookup import NewCustomer, Source
    from validation.lookup.gathering import Place

_MOST_MB = 320
_KEY_BYTES = 1024
_KEY_PREFIX = "relaybook-team-key-"
_OWNER = {"Customers": "owner", "Leads": "assigned_rep"}


class Made(NamedTuple):
    """What was written: how many customers and leads, and how many hashes with the padding."""

    saved: Saved
    customers: int
    hashes: int


class Wish(NamedTuple):
    """What a file of fingerprints is to say beside the hashes: whose, and whom to ask."""

    today: dt.date
    owners: bool = False
    ask: str = ""


def write(
    path: Path,
    sources: Sequence[Source],
    secret: str,
    wish: Wish,
    *,
    own_domains: Collection[str] = (),
) -> Made | None:
    """Write the fingerprints of all customers and leads; None: there are none, nor is a file.

    Raises:
        WriteError: it cannot be written.
    """
    everybody = gathered(sources)
    if not everybody.places:
        return None
    salt = secrets.token_bytes(SALT_BYTES)
    owners = [_owner(sources, places) for places in everybody.places] if wish.owners else None
    cover = Cover(
        made=wish.today, salt=salt, noise=secrets.token_bytes, owners=owners, ask=wish.ask
    )
    key = TeamKey(secret, salt)
    made = printed(identities(everybody), key, cover, own_domains=own_domains)
    return Made(write_text(path, made.text), len(everybody.places), made.hashes)


def ask(
    paths: Sequence[Path], secret: str, new: NewCustomer, *, own_domains: Collection[str] = ()
) -> tuple[BlindAnswer, ...]:
    """Return what each file of fingerprints says of a customer.

    Raises:
        FileError: one of them cannot be used, or the key is not its own.
    """
    identity = identity_of(new)
    return tuple(
        blind_lookup(identity, parsed(_text(path), str(path), secret), own_domains=own_domains)
        for path in paths
    )


def write_key(path: Path) -> str:
    """Make a team key, write it to `path`, where nothing may be, and return it.

    Raises:
        TargetExistsError: something is there: a key that is lost opens no fingerprints.
        WriteError: it cannot be written.
    """
    secret = _KEY_PREFIX + secrets.token_urlsafe(32)
    with replacing(path, overwrite=False) as target:
        target.temporary.write_text(secret + "\n", encoding="utf-8", newline="\n")
    path.chmod(0o600)
    return secret


def read_key(path: Path) -> str:
    """Return the key in a file: its one line.

    Raises:
        FileError: there is no such file, or what is in it is no key.
    """
    data = _bytes(path, _KEY_BYTES + 1)
    try:
        secret = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise FileError(path=path, reason=message("fingerprint.no_key")) from error
    if len(data) > _KEY_BYTES or not secret.isprintable() or not secret:
        raise FileError(path=path, reason=message("fingerprint.no_key"))
    if not is_long_enough(secret):
        raise FileError(path=path, reason=message("fingerprint.short_key", least=SHORTEST_KEY))
    return secret


def _text(path: Path) -> str:
    limit = _MOST_MB << 20
    data = _bytes(path, limit + 1)
    if len(data) > limit:
        raise FileError(path=path, reason=message("fingerprint.too_big", limit=_MOST_MB))
    if not data.strip():
        raise EmptyFileError(path=path)
    # What is no UTF-8 is no JSON of ours either, and is told so.
    return data.decode("utf-8-sig", "replace")


def _bytes(path: Path, most: int) -> bytes:
    """Return at most so many bytes of a file, whatever it says of its size."""
    try:
        with path.open("rb") as file:
            return file.read(most)
    except (OSError, ValueError) as error:
        raise FileMissingError(path=path) from error


def _owner(sources: Sequence[Source], places: Sequence[Place]) -> str:
    """Return the rep of a record, as the first of its copies that names one says."""
    for place in places:
        frame = sources[place.source].sheets[place.sheet]
        column = _OWNER[place.sheet]
        cell = frame.at[place.row, column] if column in frame else None
        if isinstance(cell, str) and cell.strip():
            return cell.strip()
    return ""
