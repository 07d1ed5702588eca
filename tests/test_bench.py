"""The benchmark measures what it says: its list, its comparison of variants, its targets."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import xlsxwriter

from validation import catalogue as catalogues
from validation.checks import check
from validation.settings import Settings
from workbook.reader import open_book
from workbook.template import Content, write_book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

BENCH = Path(__file__).resolve().parents[1] / "bench"
ROWS = 300


@pytest.fixture(scope="module", autouse=True)
def _path() -> Iterator[None]:
    sys.path.insert(0, str(BENCH))
    yield
    sys.path.remove(str(BENCH))


def bench(name: str) -> ModuleType:
    return importlib.import_module(name)


def found(path: Path, catalogue: Path) -> set[tuple[int | None, str]]:
    """Return row and column of every error and warning among the customers of a book."""
    book = open_book(path, catalogue_path=catalogue)
    today = dt.date(2026, 11, 22)
    findings = check(book, catalogues.load(catalogue), settings=Settings.default(), today=today)
    return {(f.row, f.field) for f in findings if f.sheet == "Customers" and f.severity != "info"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_check_finds_every_planted_cell_of_the_list_and_nothing_else(
    tmp_path: Path, seed: int
) -> None:
    path = bench("generate").book(tmp_path, ROWS, seed)

    of = bench("lists").columns(catalogues.load())
    planted = {(number + 4, key) for number, key in bench("lists").planted(of, ROWS, seed)}

    assert found(path, tmp_path / "catalogue.csv") == planted
    assert 120 < len(planted) < 200  # about half a cell a row


def test_the_list_has_45_columns_and_25_checks() -> None:
    of = bench("lists").columns(catalogues.load())

    assert (len(of), len(bench("lists").checks(of))) == (45, 25)


def test_every_check_of_a_column_comes_with_a_way_to_break_it() -> None:
    of = bench("lists").columns(catalogues.load())

    assert [c.key for c in of if len(c.checks) != len(c.bad)] == []


def test_a_stretched_book_reads_as_the_one_the_template_writes(tmp_path: Path) -> None:
    known = bench("generate").catalogue_of(tmp_path)
    catalogue = catalogues.load(known)
    of = bench("lists").columns(catalogue)
    whole = tmp_path / "whole.xlsx"
    rows = pd.DataFrame(bench("lists").rows(of, 40, 1), dtype=object)
    content = Content(frames={"Customers": rows}, as_of=bench("lists").TODAY)
    write_book(whole, catalogue, content=content)

    stretched = open_book(bench("generate").book(tmp_path, 40), catalogue_path=known)
    written = open_book(whole, catalogue_path=known)

    assert stretched.layouts == written.layouts
    pd.testing.assert_frame_equal(stretched.sheets["Customers"], written.sheets["Customers"])


def test_stretching_writes_every_kind_of_value(tmp_path: Path) -> None:
    stretching = bench("stretching")
    sample = io.BytesIO()
    with xlsxwriter.Workbook(sample, {"default_date_format": "yyyy-mm-dd hh:mm"}) as book:
        first = ["text", 1, 1.5, dt.date(2026, 1, 1), dt.datetime(2026, 1, 1, 9), "last"]  # noqa: DTZ001  # as cells hold it
        sheet = book.add_worksheet("A and B")
        sheet.write_row(0, 0, ["a", "b", "c", "d", "e", "f"])
        sheet.write_row(1, 0, first)
    rows: list[list[Any]] = [
        ["<&> 公司 ", 7, 0.1, dt.date(2026, 2, 3), dt.datetime(2026, 2, 3, 18, 30), True],  # noqa: DTZ001
        [None, -3, 1e15, "soon", None, False],
        ["text", 10**9, 2 / 3, None, None, "text"],
    ]
    target = tmp_path / "long.xlsx"

    stretching.stretch(sample, target, stretching.Rows("A and B", 3, rows))

    frame = open_book(target).sheets["A and B"]
    moments = [dt.datetime(2026, 2, 3), dt.datetime(2026, 2, 3, 18, 30)]  # noqa: DTZ001
    assert frame.astype(object).where(frame.notna(), None).to_numpy().tolist() == [
        ["<&> 公司 ", 7, 0.1, *moments, "是 Yes"],
        [None, -3, 1e15, "soon", None, "否 No"],
        ["text", 10**9, 2 / 3, None, None, "text"],
    ]


def test_a_shipped_customer_has_a_value_in_every_column() -> None:
    catalogue = catalogues.load()

    rows = list(bench("shipped").rows(catalogue, 20, 1))

    keys = {one.key for one in catalogue.sheets["Customers"].fields}
    assert [row.keys() - {k for k, v in row.items() if v is None} == keys for row in rows] == (
        [True] * 20
    )


def a_run(*, digest: str | None, failures: int | None = None, seconds: float = 1.0) -> Any:
    cost = bench("measuring").Cost(seconds, 2 * seconds, 300.0, 400.0)
    return bench("driver").Run(cost, failures, digest)


def test_two_variants_that_found_different_failures_are_refused() -> None:
    cases, driver = bench("cases"), bench("driver")
    case = cases.CASES[1]
    ours, theirs, *_ = case.variants
    runs = {ours: [a_run(digest="a", failures=1047)], theirs: [a_run(digest="b", failures=1046)]}

    with pytest.raises(SystemExit) as refused:
        driver.agree(case, runs)

    assert str(refused.value) == (
        "rules: the variants found different failures "
        "(ours:rules: 1,047, peers:pandera_rules: 1,046)"
    )


def test_two_rounds_of_one_variant_that_differ_are_refused() -> None:
    case = bench("cases").CASES[1]
    rounds = [a_run(digest="a", failures=3), a_run(digest="b", failures=4)]

    with pytest.raises(SystemExit, match="ours:rules: 3, ours:rules: 4"):
        bench("driver").agree(case, {case.variants[0]: rounds})


def test_variants_that_agree_look_for_nothing_or_have_another_list_are_accepted() -> None:
    driver, variant = bench("driver"), bench("cases").Variant
    runs = {
        variant("a"): [a_run(digest="one", failures=1)],
        variant("b"): [a_run(digest="one", failures=1)],
        variant("c"): [a_run(digest=None)],
        variant("a", times=2): [a_run(digest="two", failures=2)],
    }

    driver.agree(bench("cases").CASES[0], runs)


def test_the_verdicts_say_what_was_asked_and_what_came_out() -> None:
    cases, driver = bench("cases"), bench("driver")
    of = {
        "ours": driver.Figures(1.4, 500.0, 640.0),
        "theirs": driver.Figures(1.0, 900.0, 900.0),
    }
    targets = (
        cases.Target("ours", 1.5, "theirs"),
        cases.Target("ours", 0.05, "theirs"),
        cases.Target("ours", 0.15),
        cases.Target("ours", 600, measure="peak"),
        cases.Target("ours", 600, measure="together"),
    )

    assert [driver.verdict(one, driver.measured(one, of)) for one in targets] == [
        "target: ours / theirs ≤ 1.5; measured 1.4: met",
        "target: ours / theirs ≤ 0.05; measured 1.4: missed",
        "target: ours ≤ 0.15 s; measured 1.4: missed",
        "target: ours ≤ 600 MB in the largest process; measured 500: met",
        "target: ours ≤ 600 MB in all processes; measured 640: missed",
    ]


def test_a_target_whose_variant_did_not_run_is_passed_over() -> None:
    cases, driver = bench("cases"), bench("driver")

    assert driver.measured(cases.Target("ours", 1 / 20, "slow"), {"ours": (1.0, 1.0, 1.0)}) is None


def test_the_table_gives_medians_ratios_and_peaks(capsys: pytest.CaptureFixture[str]) -> None:
    cases, driver = bench("cases"), bench("driver")
    quick, slow = cases.Variant("quick"), cases.Variant("slow", "4", times=2)
    case = cases.Case(
        "both", "side by side", (quick, slow), (cases.Target("slow 4 x2", 2, "quick"),)
    )
    runs = {
        quick: [a_run(digest="x", failures=1234, seconds=s) for s in (9.0, 1.0, 2.0)],
        slow: [a_run(digest=None, seconds=5.0)],
    }

    told = driver.report(case, runs)

    assert capsys.readouterr().out.splitlines() == [
        "",
        "both: side by side",
        "  variant                             CPU s   ratio  peak MB  all MB  failures  runs",
        "  quick                                2.00    1.00      300     400     1,234     3",
        "  slow 4 x2                            5.00    2.50      300     400               1",
        "  target: slow 4 x2 / quick ≤ 2; measured 2.5: missed",
    ]
    assert [line["ratio"] for line in told["variants"]] == [1.0, 2.5]
    assert told["targets"] == [
        {"variant": "slow 4 x2", "most": 2, "by": "quick", "measure": "seconds",
         "measured": 2.5, "met": False}
    ]  # fmt: skip


def test_every_variant_and_target_of_the_cases_exists() -> None:
    cases = bench("cases")
    ours = vars(bench("ours"))
    peers = (BENCH / "peers.py").read_text(encoding="utf-8")
    calls = {variant.call for case in cases.CASES for variant in case.variants}

    assert {
        call
        for call in calls - cases.STARTS.keys()
        if call.removeprefix("ours:") not in ours
        and f"def {call.removeprefix('peers:')}(" not in peers
    } == set()
    for case in cases.CASES:
        names = {variant.name for variant in case.variants} | {""}
        assert {name for target in case.targets for name in (target.variant, target.by)} <= names


def test_a_program_is_measured_with_the_processes_it_starts() -> None:
    program = (
        "import subprocess, sys; hold = bytearray(60 << 20); "
        "subprocess.run([sys.executable, '-c', 'import time; held = bytearray(90 << 20); "
        "time.sleep(0.4); sum(range(10**6))'], check=True)"
    )

    cost = bench("measuring").program("-c", program)

    assert cost.peak > 90
    assert cost.together > 150
    assert cost.wall > 0.4
    assert cost.cpu > 0


def test_a_program_that_fails_is_named_by_its_last_words() -> None:
    with pytest.raises(SystemExit, match="no such thing"):
        bench("measuring").program(
            "-c", "import sys; print('no such thing', file=sys.stderr); exit(2)"
        )
