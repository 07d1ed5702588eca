"""WRITERS: every command that writes a file, for those who kill it while it does.

Used by tests/test_killed.py for twenty kills and by bench/killing.py for two hundred. To add a
command that writes, add a row to WRITERS.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import json
import random
import subprocess
import sys
import tempfile
import zipfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from click.testing import CliRunner

from macros.addin.installation import installed
from macros.addin.package import Setup, xlam
from macros.cli import relaybook
from tests.handover_books import written
from tests.killed import Answer, Order
from validation import catalogue
from validation.errors import RelaybookError
from validation.handover.receipt import Receipt, as_json, signed
from validation.handover.release import decided
from validation.handover.returning import row_digest
from validation.handover.shapes import Copy, CopySheet
from validation.settings import Settings
from validation.splitting import Order as SplitOrder
from validation.splitting import split
from workbook import archives, copies
from workbook.checking import Question
from workbook.inspection import check_here
from workbook.keeping.home import home
from workbook.reader import open_book
from workbook.saving import Deed, digest, replacing, sweep
from workbook.splitting.writing import written as own_book
from workbook.template import write_book
from workbook.template.plan import Content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEED = 20261122
NOW = dt.datetime(2026, 11, 22, 2, 30, tzinfo=dt.UTC)


class Writer(NamedTuple):
    """A command that writes `output`, and how often the tests kill it."""

    name: str
    arguments: tuple[str, ...]
    """`{folder}` is where it works."""
    output: str
    prepare: Callable[[Path], None]
    """Make the folder as it is before the command, and again after each kill."""
    by_event: int = 0
    """Kills at an event drawn at random."""
    by_clock: int = 0
    """Kills after a time drawn at random."""
    typed: str = ""
    """What the person answers to its questions."""


class Outcome(NamedTuple):
    """What one kill left."""

    killed: bool
    """Whether it came before the command had ended."""
    corrupt: bool
    """Whether the output is neither as it was nor whole."""
    strays: tuple[str, ...]
    """What still lies about after the next start."""


def nothing(folder: Path) -> None:
    (folder / "out.xlsx").unlink(missing_ok=True)


def a_list(folder: Path) -> None:
    nothing(folder)
    (folder / "list.csv").write_text("公司,电话\n北风,00861234\n", encoding="utf-8")


def a_report(folder: Path) -> None:
    (folder / "list.csv").write_text("公司,电话\n北风,00861234\n", encoding="utf-8")
    (folder / "report.json").write_text('{"schema": "relaybook.check/1", "old": 1}')


def fingerprints(folder: Path) -> None:
    """Make a list, a team's key, and the fingerprints of a former list, which are replaced."""
    (folder / "list.csv").write_text("公司,电话\n北风,0086574123456\n", encoding="utf-8")
    (folder / "team.key").write_text("a key long enough\n", encoding="utf-8")
    (folder / "prints.json").write_text('{"schema": "relaybook.fingerprints/1", "old": 1}')


def a_mistake(folder: Path) -> None:
    """Make a book in which `fix` finds something to put right, whatever an earlier run did."""
    (folder / "book.xlsx").write_bytes(unlike(a_book("  北风  ")))


def a_copy(folder: Path) -> None:
    """Make such a book, and the copy of a former one, which is replaced."""
    a_mistake(folder)
    (folder / "out.xlsx").write_bytes(unlike(a_book("南风")))


def an_old_copy(folder: Path) -> None:
    """Make such a book, and the marked copy of a former one, which is replaced."""
    a_mistake(folder)
    (folder / "marked").mkdir(exist_ok=True)
    (folder / "marked" / "book.xlsx").write_bytes(unlike(a_marked_book()))


def marks(folder: Path) -> None:
    """Make a marked book, and the copy of a former one, which is replaced."""
    (folder / "book.xlsx").write_bytes(unlike(a_marked_book()))
    (folder / "out.xlsx").write_bytes(unlike(a_book("南风")))


def a_changed_book(folder: Path) -> None:
    """Make a book that was changed once."""
    path = folder / "book.xlsx"
    path.write_bytes(unlike(a_book("  北风  ")))
    with replacing(path, seen=digest(path), deed=Deed(NOW, "li@desk", "FIX")) as target:
        target.temporary.write_bytes(unlike(a_book("北风")))


def an_old_add_in(folder: Path) -> None:
    """Make the add-in of a former version, which is replaced."""
    old = Setup("python", "en", "0.0.1")
    (folder / "relaybook.xlam").write_bytes(xlam(old))


def two_records(folder: Path) -> None:
    """Make a book with two records that may be merged."""
    (folder / "book.xlsx").write_bytes(unlike(a_book("北风", "南风")))


def a_pool(folder: Path) -> None:
    """Make a book with one customer in the pool, and one of the only rep."""
    (folder / "book.xlsx").write_bytes(unlike(a_book_with_a_pool()))


def a_forgotten_customer(folder: Path) -> None:
    """Make a book whose one customer has an owner who never did anything for it."""
    (folder / "book.xlsx").write_bytes(unlike(an_owned_book()))


def something_due(folder: Path) -> None:
    """Make a book whose rules ask for something that is not on its list yet."""
    (folder / "book.xlsx").write_bytes(unlike(a_due_book()))


def somebody_leaves(folder: Path) -> None:
    """Make a book with a customer of a rep who leaves."""
    (folder / "book.xlsx").write_bytes(unlike(a_leavers_book()))


def a_team(folder: Path) -> None:
    """Make a book whose one rep has no book of her own yet."""
    (folder / "book.xlsx").write_bytes(unlike(an_owned_book()))
    (folder / "books" / "R001.xlsx").unlink(missing_ok=True)


def a_book_that_came_back(folder: Path) -> None:
    """Make a book that was split, and the changed book of its rep."""
    book, mine = a_split_book()
    (folder / "book.xlsx").write_bytes(unlike(book))
    (folder / "mine.xlsx").write_bytes(mine)


def customers_to_share(folder: Path) -> None:
    """Make a book from which a share can be asked for."""
    (folder / "book.xlsx").write_bytes(unlike(a_book_to_share()))


def an_approved_share(folder: Path) -> None:
    """Make a book with a share that may leave."""
    (folder / "book.xlsx").write_bytes(unlike(an_approved_book()))
    for left in (folder / "out").glob("*"):
        left.unlink()


_numbers = itertools.count()


def a_share(folder: Path) -> None:
    """Make a book with a share that nobody has approved."""
    (folder / "book.xlsx").write_bytes(unlike(a_book_with_a_share(plan_hash=a_plan())))


def a_shared_book(folder: Path) -> None:
    """Make a book that waits for a receipt, and the receipt."""
    (folder / "book.xlsx").write_bytes(
        unlike(a_book_with_a_share(file_sha256="0f" * 32, receipt_key=_KEY))
    )
    said = Receipt(_SHARE, "0f" * 32, "received", acknowledged=True, by="R002", at=NOW)
    text = json.dumps(as_json(signed(said, _KEY)))
    (folder / "receipt.json").write_text(text, encoding="utf-8")


def a_handover_file(folder: Path) -> None:
    """Make a sealed copy, and the receipt of a former run, which is replaced."""
    (folder / "copy.zip").write_bytes(a_sealed_copy())
    former = '{"schema": "relaybook.receipt/1", "old": 1}'
    (folder / f"{_SHARE}.receipt.json").write_text(former, encoding="utf-8")


def a_handover_file_and_a_book(folder: Path) -> None:
    """Make a sealed copy and the receiver's own book."""
    a_handover_file(folder)
    (folder / "book.xlsx").write_bytes(unlike(a_book("南风")))


def unlike(package: bytes) -> bytes:
    """Return a package with a comment that no other has, so that its snapshot is a new one too."""
    comment = b"%032d" % next(_numbers)
    return package[:-2] + len(comment).to_bytes(2, "little") + comment


@cache
def a_book(*names: str) -> bytes:
    """Return a book with one customer for each name."""
    ids = [f"CUS-2026-{n:03}" for n in range(1, len(names) + 1)]
    frame = pd.DataFrame({"customer_id": ids, "company_name_zh": names}, dtype=object)
    content = Content(frames={"Customers": frame}, book_id="B-1")
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        write_book(path, catalogue.load(), content=content)
        return path.read_bytes()


@cache
def a_book_with_a_pool() -> bytes:
    """Return a book with one rep, a customer of hers and one that nobody has."""
    frames = {
        "Reps": {"rep_id": ["R001"], "weight": [1], "weight_mode": ["手工"], "active": ["在岗"]},
        "Customers": {
            "customer_id": list(_TWO),
            "company_name_zh": ["北风", "南风"],
            "owner": [None, "R001"],
            "pool_status": ["公海", "私海"],
        },
    }
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        made = {key: pd.DataFrame(frame, dtype=object) for key, frame in frames.items()}
        content = Content(frames=made, book_id="B-1")
        write_book(path, catalogue.load(), profile="full", language="zh", content=content)
        return path.read_bytes()


@cache
def an_owned_book() -> bytes:
    """Return a book with one customer that somebody has had for long."""
    rep = {"rep_id": "R001", "rep_name": "李雷"}
    owned = {
        "customer_id": "CUS-2026-001",
        "company_name_zh": "北风",
        "stage": "S1 初步接触 First contact",
        "owner": "R001",
        "owner_since": dt.date(2026, 1, 5),
    }
    frames = {
        "Reps": pd.DataFrame([rep], dtype=object),
        "Customers": pd.DataFrame([owned], dtype=object),
    }
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        write_book(path, catalogue.load(), content=Content(frames=frames, book_id="B-1"))
        return path.read_bytes()


@cache
def a_leavers_book() -> bytes:
    """Return a book with a customer, a manager and two reps."""
    frames: dict[str, dict[str, list[str]]] = {
        "Reps": {
            "rep_id": ["M001", "R001", "R003"],
            "rep_name": ["周经理", "李雷", "赵强"],
            "role": ["经理", "业务员", "业务员"],
            "active": ["在岗"] * 3,
        },
        "Customers": {
            "customer_id": ["CUS-2026-001"],
            "company_name_zh": ["北风"],
            "owner": ["R003"],
            "pool_status": ["私海"],
        },
    }
    content = Content(
        frames={key: pd.DataFrame(frame, dtype=object) for key, frame in frames.items()},
        book_id="B-1",
    )
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        write_book(path, catalogue.load(), profile="full", language="zh", content=content)
        return path.read_bytes()


@cache
def a_split_book() -> tuple[bytes, bytes]:
    """Return a book that was split, and its rep's book with another next step."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        path.write_bytes(an_owned_book())
        found = split(
            open_book(path), catalogue.load(), Settings.default(), NOW.date(), SplitOrder("S", KEY)
        )
        [part] = found.parts
        changed = part.frames["Customers"].assign(next_action="call")
        edited = dataclasses.replace(part, frames={**part.frames, "Customers": changed})
        mine = own_book(edited, found, catalogue.load(), path)
        log = {"event": "SPLIT", "split": "S", "rep": "R001", "key": part.secret}
        frames = {
            key: open_book(path).sheets[key].drop(columns=["_status", "_issues"])
            for key in ("Customers", "Reps")
        }
        content = Content(
            frames={**frames, "SplitLog": pd.DataFrame([log], dtype=object)}, book_id="B-1"
        )
        write_book(path, catalogue.load(), content=content)
        return path.read_bytes(), mine


KEY = "5a" * 32


@cache
def a_due_book() -> bytes:
    """Return a book with one customer that its owner never got in touch with."""
    frames = {
        "Customers": {
            "customer_id": ["CUS-2026-001"],
            "company_name_zh": ["北风"],
            "owner": ["R001"],
            "created_date": [dt.date(2026, 9, 1)],
        },
        "Reps": {"rep_id": ["R001"], "rep_name": ["李雷"], "role": ["业务员"], "active": ["在岗"]},
    }
    content = Content(
        frames={key: pd.DataFrame(frame, dtype=object) for key, frame in frames.items()},
        book_id="B-1",
    )
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        write_book(path, catalogue.load(), content=content)
        return path.read_bytes()


@cache
def a_book_with_a_share(**cells: str) -> bytes:
    """Return a book with a manager and a share that waits for approval, or as `cells` say."""
    share = {"share_id": _SHARE, "provider": "R001", "plan_hash": "ab" * 32, **cells}
    frames = {
        "Reps": {"rep_id": ["R001", "M001"], "role": ["业务员", "经理"]},
        "Share": {key: [value] for key, value in share.items()},
    }
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        made = {key: pd.DataFrame(frame, dtype=object) for key, frame in frames.items()}
        write_book(path, catalogue.load(), content=Content(frames=made, book_id="B-1"))
        return path.read_bytes()


@cache
def a_plan() -> str:
    """Return the hash of what the share of such a book would let leave."""
    known = catalogue.load()
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        path.write_bytes(a_book_with_a_share())
        found = decided(open_book(path), known, Settings.default(), NOW.date(), _SHARE)
    return found.plan_hash


@cache
def a_sealed_copy() -> bytes:
    """Return a handover file with one lead."""
    known = catalogue.load()
    fields = tuple(known.sheets["Leads"].by_key[key] for key in ("lead_id", "company"))
    rows = pd.DataFrame({"lead_id": ["LD-0001"], "company": ["北风"]}, index=[5], dtype=object)
    values = {"lead_id": "LD-0001", "company": "北风"}
    copy = Copy(
        share={"share_id": _SHARE, "variant": "V3"},
        sheets=(CopySheet("Leads", fields, rows),),
        key=_KEY,
        digests={("Leads", "LD-0001"): row_digest(_KEY, "Leads", values)},
    )
    content = copies.written(copy, known)
    return archives.sealed(content, container="encrypted_zip", passphrase=_PASSPHRASE)


@cache
def a_book_to_share() -> bytes:
    """Return a book with customers of one rep and a colleague to hand them to."""
    with tempfile.TemporaryDirectory() as scratch:
        return written(Path(scratch) / "book.xlsx").read_bytes()


@cache
def an_approved_book() -> bytes:
    """Return that book once the share was asked for and approved."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "book.xlsx"
        path.write_bytes(a_book_to_share())
        for command in (("export", path, *_ASKED), ("approve", path, _LEFT, *_APPROVED)):
            told = CliRunner().invoke(relaybook, [str(one) for one in command])
            assert told.exit_code in (0, 1), told.output
        return path.read_bytes()


@cache
def a_marked_book() -> bytes:
    """Return the marked copy of a book with one customer."""
    with tempfile.TemporaryDirectory() as scratch:
        path, copy = Path(scratch) / "book.xlsx", Path(scratch) / "copy.xlsx"
        path.write_bytes(a_book("南风"))
        check_here(path, Question(now=NOW), copy)
        return copy.read_bytes()


_TWO = ("CUS-2026-001", "CUS-2026-002")
_SHARE = "SH-20261120-001"
_KEY = "5a" * 32
_PASSPHRASE = "correct horse battery staple lamp"  # noqa: S105  # of a file made here
_YES = f"{_PASSPHRASE}\ny\n"
_COPY = "{folder}/copy.zip"
_BOOK, _OUT = "{folder}/book.xlsx", "{folder}/out.xlsx"
_ASKED = (
    *("--variant", "V1", "--scenario", "leaver", "--from", "R001", "--to", "R002"),
    *("--approver", "M001", "--channel", "work_email", "--password-channel", "phone"),
    *("--owner", "R001", "--today", "2026-11-22"),
)
_APPROVED = ("--as", "M001", "--today", "2026-11-22")
_LEFT = "SH-20261122-001"
_RELEASED = (
    "--share",
    _LEFT,
    "--today",
    "2026-11-22",
    "-o",
    "{folder}/out",
    "--own-password",
    "--accept-inherent",
)

WRITERS = (
    Writer("template", ("template", "-o", _OUT), "out.xlsx", nothing, 1, 1),
    Writer("import", ("import", "{folder}/list.csv", "-o", _OUT), "out.xlsx", a_list, 2),
    Writer(
        "check -o",
        ("check", "{folder}/list.csv", "--format", "json", "-o", "{folder}/report.json"),
        "report.json",
        a_report,
        1,
    ),
    Writer(
        "check --annotate",
        ("check", _BOOK, "--annotate", "{folder}/marked"),
        "marked/book.xlsx",
        an_old_copy,
        2,
        1,
    ),
    Writer("fix", ("fix", _BOOK, "-o", _OUT), "out.xlsx", a_copy, 1),
    Writer(
        "duplicates --annotate",
        ("duplicates", _BOOK, "--annotate", _OUT),
        "out.xlsx",
        a_copy,
        by_event=1,
    ),
    Writer("fix in place", ("fix", _BOOK, "-o", _BOOK), "book.xlsx", a_mistake, 2, 1),
    Writer("merge-records", ("merge-records", _BOOK, *_TWO), "book.xlsx", two_records, by_event=1),
    Writer(
        "grade", ("grade", _BOOK, "--today", "2026-11-22"), "book.xlsx", two_records, by_event=1
    ),
    Writer(
        "not-duplicates",
        ("not-duplicates", _BOOK, *_TWO, "--reason", "同名"),
        "book.xlsx",
        two_records,
        by_event=1,
    ),
    Writer("allocate", ("allocate", _BOOK), "book.xlsx", a_pool, by_event=1),
    Writer("claim", ("claim", _BOOK, "--rep", "R001", _TWO[0]), "book.xlsx", a_pool, by_event=1),
    Writer("return", ("return", _BOOK, "--rep", "R001", _TWO[1]), "book.xlsx", a_pool, by_event=1),
    Writer("weights", ("weights", _BOOK, "--write"), "book.xlsx", a_pool, by_event=1),
    Writer("recycle", ("recycle", _BOOK), "book.xlsx", a_forgotten_customer, by_event=1),
    Writer(
        "leave",
        ("leave", _BOOK, "--rep", "R003", "--to", "R001", "--approver", "M001"),
        "book.xlsx",
        somebody_leaves,
        by_event=1,
    ),
    Writer("stages", ("stages", _BOOK), "book.xlsx", a_forgotten_customer, by_event=1),
    Writer("remind", ("remind", _BOOK), "book.xlsx", something_due, by_event=1),
    Writer("approve", ("approve", _BOOK, _SHARE, "--as", "M001"), "book.xlsx", a_share, by_event=1),
    Writer("receive", ("receive", _COPY), f"{_SHARE}.receipt.json", a_handover_file, 1, typed=_YES),
    Writer(
        "receive -o",
        ("receive", _COPY, "-o", _BOOK),
        "book.xlsx",
        a_handover_file_and_a_book,
        1,
        typed=_YES,
    ),
    Writer(
        "return-receipt",
        ("return-receipt", "{folder}/receipt.json", "-b", _BOOK),
        "book.xlsx",
        a_shared_book,
        1,
    ),
    Writer("find", ("find", _BOOK, "--view"), "book.xlsx", two_records, by_event=1),
    Writer("tag", ("tag", _BOOK, "-o", _OUT), "out.xlsx", a_copy, by_event=1),
    Writer(
        "fingerprint",
        (
            "fingerprint",
            "{folder}/list.csv",
            "-o",
            "{folder}/prints.json",
            "--key-file",
            "{folder}/team.key",
        ),
        "prints.json",
        fingerprints,
        by_event=1,
    ),
    Writer(
        "split", ("split", _BOOK, "-o", "{folder}/books"), "books/R001.xlsx", a_team, by_event=1
    ),
    Writer(
        "merge",
        ("merge", _BOOK, "{folder}/mine.xlsx"),
        "book.xlsx",
        a_book_that_came_back,
        by_event=1,
    ),
    Writer("export", ("export", _BOOK, *_ASKED), "book.xlsx", customers_to_share, by_event=1),
    Writer(
        "export --share",
        ("export", _BOOK, *_RELEASED),
        f"out/{_LEFT}.zip",
        an_approved_share,
        by_event=3,
        typed=f"{_PASSPHRASE}\n{_PASSPHRASE}\n",
    ),
    Writer(
        "addin",
        ("addin", "install", "--dir", "{folder}"),
        "relaybook.xlam",
        an_old_add_in,
        by_event=1,
    ),
    Writer("unmark", ("unmark", _BOOK, "-o", _OUT), "out.xlsx", marks, 2),
    Writer("undo", ("undo", _BOOK), "book.xlsx", a_changed_book, 3, 1),
)


@contextlib.contextmanager
def killer() -> Iterator[Callable[[Order], Answer]]:
    """Start the program that runs commands and kills them; it keeps its data where we do."""
    program = Path(__file__).with_name("killed.py")
    with subprocess.Popen(
        [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, told = process.stdin, process.stdout
        assert asked
        assert told

        def ask(order: Order) -> Answer:
            asked.write(json.dumps(order) + "\n")
            asked.flush()
            return Answer(*json.loads(told.readline()))

        yield ask
        asked.close()


class Trial:
    """One command in a folder of its own, run whole and then killed again and again.

    `rehearsals` are runs before the one whose length counts: the first one makes folders and
    locks that the next ones find, and a kill drawn from its length may come too late.

    Raises:
        AssertionError: it cannot do its work even when it is left alone.
    """

    def __init__(
        self,
        writer: Writer,
        folder: Path,
        run: Callable[[Order], Answer],
        *,
        rehearsals: int = 0,
    ) -> None:
        self._writer = writer
        self._folder = folder
        self._run = run
        self._arguments = [part.format(folder=folder) for part in writer.arguments]
        self._output = folder / writer.output
        for _ in range(rehearsals):
            self.ended()
        self.whole = self.ended()

    def ended(self) -> Answer:
        """Run the command to its end; it must succeed and leave a whole file and nothing else."""
        self._writer.prepare(self._folder)
        before = self._there()
        answer = self._run(Order(self._arguments, typed=self._writer.typed))
        assert answer.code in (0, 1), (self._writer.name, answer)
        assert is_whole(self._output), self._writer.name
        assert self._there() - before <= {self._output}, self._writer.name
        return answer

    def orders(self, by_event: int, by_clock: int) -> list[Order]:
        """Return so many kills, spread over the writing, the same in every run."""
        chance = random.Random(f"{SEED} {self._writer.name}")  # noqa: S311  # no secret
        return [
            *(
                Order(
                    self._arguments,
                    event=chance.randint(1, self.whole.events),
                    typed=self._writer.typed,
                )
                for _ in range(by_event)
            ),
            *(
                Order(
                    self._arguments,
                    seconds=chance.uniform(0, self.whole.seconds),
                    typed=self._writer.typed,
                )
                for _ in range(by_clock)
            ),
        ]

    def killed(self, order: Order) -> Outcome:
        """Run the command, kill it, and look at what is left when the next one starts.

        A run is not as long as the last one: a kill that came too late is tried again earlier.
        """
        outcome = self._tried(order)
        for part in (0.5, 0.25, 0.1, 0.0):  # the last is the first event itself
            if outcome.killed or outcome.corrupt or outcome.strays:
                break
            event = order.event and max(1, int(order.event * part))
            outcome = self._tried(
                order._replace(event=event, seconds=order.seconds and order.seconds * part)
            )
        return outcome

    def _tried(self, order: Order) -> Outcome:
        self._writer.prepare(self._folder)
        before = self._there()
        old = self._output.read_bytes() if self._output.exists() else None
        answer = self._run(order)
        assert answer.code in (-9, 0, 1), (order, answer)
        new = self._output.read_bytes() if self._output.exists() else None
        corrupt = new != old and not is_whole(self._output)
        sweep(self._folder, self._output.parent)
        left = sorted(path.name for path in self._there() - before - {self._output})
        return Outcome(answer.code == -9, corrupt, (*left, *_notes()))

    def _there(self) -> set[Path]:
        return {path for path in self._folder.rglob("*") if path.is_file()}


def is_whole(path: Path) -> bool:
    """Return whether a file is complete, as its readers see it."""
    try:
        if path.suffix == ".json":
            return "schema" in json.loads(path.read_text(encoding="utf-8"))
        if path.suffix == ".xlam":
            return installed(path) is not None
        if path.stem == _LEFT:
            return archives.opened(path.read_bytes(), _PASSPHRASE).startswith(b"PK")
        with zipfile.ZipFile(path) as package:
            torn = package.testzip()
        return torn is None and open_book(path).is_template
    except (OSError, ValueError, zipfile.BadZipFile, RelaybookError):
        return False


def _notes() -> list[str]:
    """Return what is left in the data folder of a file on its way or of half a snapshot."""
    halves = [path.name for path in home("snapshots").iterdir() if len(path.name) != 64]
    return [*(path.name for path in home("writing").iterdir()), *halves]
