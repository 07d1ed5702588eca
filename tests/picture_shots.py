"""What the pictures of docs/buttons.md show: a press for each button, and what is seen of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from click.testing import CliRunner

from macros.cli import relaybook
from tests import handover_books, picture_book

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

_SHARE = "SH-20261122-001"
_NAME, _OWNER = "company_name_en", "owner"


class Shot(NamedTuple):
    """A picture: on which book a button is pressed, how, and which cells are shown."""

    button: str
    sheet: str
    """By its key; empty: none is shown."""
    columns: Sequence[str]
    book: Callable[[Path], Path] = picture_book.written
    answers: tuple[Any, ...] = ()
    before: tuple[str, ...] = ()
    """Buttons that were pressed first."""
    select: tuple[str, int, int] | None = None
    """Sheet, first and last row."""
    rows: int = 8
    spoil: bool = False
    """Whether the format of a column is lost first, for what puts it back."""


def shared(path: Path) -> Path:
    """Write a book with a share that was asked for and approved."""
    handover_books.written(path)
    asked = ("--variant", "V2", "--scenario", "cross_department", "--to", "R005")
    way = ("--approver", "M001", "--from", "R001", "--channel", "Company e-mail")
    day = ("--today", "2026-11-22", "--lang", "en")
    _run("export", path, *asked, *way, "--password-channel", "电话", "--owner", "R001", *day)
    _run("approve", path, _SHARE, "--as", "M001", *day)
    return path


def receiver(path: Path) -> Path:
    """Write an empty book of the receiver's."""
    _run("template", "-o", path, "--profile", "full")
    return path


_CUSTOMER = ("customer_id", _NAME)
SHOTS = (
    Shot("check", "Customers", ("_status", *_CUSTOMER, "country_region", "public_email", "stage")),
    Shot(
        "check_selection",
        "Customers",
        ("_status", *_CUSTOMER, "country_region", "public_email"),
        select=("Customers", 6, 7),
    ),
    Shot(
        "next_issue",
        "Customers",
        ("_status", *_CUSTOMER, "country_region", "public_email"),
        before=("check",),
    ),
    Shot("unmark", "Customers", ("_status", *_CUSTOMER, "public_email"), before=("check",), rows=5),
    Shot(
        "fix",
        "Changes",
        ("at", "tab", "cell", "record", "field", "before", "after", "rule"),
        answers=("yes",),
        rows=6,
    ),
    Shot(
        "duplicates",
        "Duplicates",
        ("band", "left_id", "left_name", "right_id", "right_name", "reasons"),
        rows=3,
    ),
    Shot(
        "group",
        "Customers",
        (*_CUSTOMER, "country_region", "group_id", _OWNER),
        select=("Customers", 5, 5),
    ),
    Shot(
        "lookup",
        "Customers",
        (*_CUSTOMER, "public_email", _OWNER),
        answers=("info@nordwind.de",),
    ),
    Shot("grade", "Customers", (*_CUSTOMER, "grade", "grade_system", "rfm_score", "grade_reason")),
    Shot("tag", "Customers", (_NAME, "tags", "suggested_tags", "tag_evidence"), rows=5),
    Shot("remind", "Todos", ("todo_id", "customer_id", "todo", "due", "rule_id", "assignee")),
    Shot("allocate", "Customers", (*_CUSTOMER, _OWNER, "pool_status"), answers=("yes",)),
    Shot(
        "recycle",
        "PoolLog",
        ("at", "customer_id", "action", "from_rep", "reason", "detail"),
        answers=("yes",),
        rows=5,
    ),
    Shot(
        "export",
        "Share",
        ("share_id", "variant", "provider", "receiver", "approver", "container", "file_sha256"),
        book=shared,
        answers=("{folder}", "yes"),
        select=("Share", 5, 5),
        rows=1,
    ),
    Shot("receive", "Customers", ("customer_id", _NAME, "country_region"), book=receiver, rows=4),
    Shot(
        "leave",
        "Customers",
        (*_CUSTOMER, _OWNER, "owner_since"),
        answers=("R001,R003", "yes", "M001"),
        select=("Reps", 7, 7),
    ),
    Shot(
        "undo", "Customers", (*_CUSTOMER, "grade", "rfm_score", "grade_reason"), before=("grade",)
    ),
    Shot("repair", "Customers", (*_CUSTOMER, "last_contact_date"), rows=4, spoil=True),
    Shot("settings", "Config", ("setting", "value", "meaning_zh", "meaning_en"), rows=7),
)
"""All but Help, whose picture is the page it opens."""


def _run(*arguments: object) -> None:
    done = CliRunner().invoke(relaybook, [str(one) for one in arguments], standalone_mode=False)
    assert done.return_value in (None, 0, 1), done.output
