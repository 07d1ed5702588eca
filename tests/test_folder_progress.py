"""What is said of a running check, with a clock of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

from validation.messages import Text
from workbook.folder import Found, Progress, sentence
from workbook.folders.progress import Tally


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """Return the time, in seconds."""
        return self.now


def books(*sizes: int, suffix: str = ".xlsx") -> list[Found]:
    paths = [Path(f"{chr(ord('a') + n)}{suffix}") for n in range(len(sizes))]
    return [Found(path, path, size) for path, size in zip(paths, sizes, strict=True)]


def test_nothing_is_promised_until_every_worker_has_done_a_file() -> None:
    clock = Clock()
    tally = Tally(books(*[80_000] * 10), clock)
    tally.start(0)
    tally.start(1)
    left = [tally.progress().left]
    clock.now += 10
    tally.finish(0)
    tally.start(2)
    left.append(tally.progress().left)
    tally.finish(1)
    tally.start(3)
    left.append(tally.progress().left)
    tally.finish(2)
    left.append(tally.progress().left)

    assert left == [None, None, None, pytest.approx(10 / 3 * 7)]


def test_nothing_is_promised_in_the_first_two_seconds() -> None:
    clock = Clock()
    tally = Tally(books(1, 1, 1, 1), clock)
    clock.now += 1.9
    tally.finish(0)
    early = tally.progress().left
    clock.now += 0.1
    tally.finish(1)

    assert [early, tally.progress().left] == [None, pytest.approx(2.0)]


def test_the_rest_is_judged_by_bytes_and_not_by_the_number_of_files() -> None:
    clock = Clock()
    tally = Tally(books(180_000, 980_000, 980_000), clock)  # 1 + 5 + 5 parts of 200,000
    clock.now += 4
    tally.finish(0)

    assert tally.progress().left == pytest.approx(40)


def test_rows_as_text_weigh_less_than_packed_ones() -> None:
    clock = Clock()
    tally = Tally([*books(80_000), *books(480_000, suffix=".CSV")], clock)
    clock.now += 4
    tally.finish(0)

    assert tally.progress().left == pytest.approx(4)


def test_time_left_counts_down_between_files_and_is_withdrawn_when_it_was_wrong() -> None:
    clock = Clock()
    tally = Tally(books(*[10_000] * 4), clock)
    clock.now += 10
    tally.finish(0)
    tally.finish(1)
    seen = []
    for _ in range(4):
        seen.append(tally.progress().left)
        clock.now += 4

    assert seen == [pytest.approx(10), pytest.approx(6), pytest.approx(2), None]


def test_a_finished_check_has_no_time_left() -> None:
    tally = Tally(books(7, 8), Clock())
    for number in (0, 1):
        tally.start(number)
        tally.finish(number)

    assert tally.progress() == Progress(2, 2, 15, 15, 0.0, 0.0, ())


def test_the_files_being_checked_are_named_the_longest_at_it_first() -> None:
    tally = Tally(books(1, 2, 3, 4), Clock())
    for number in (0, 1, 2):
        tally.start(number)
    tally.finish(1)

    assert tally.progress().current == ("a.xlsx", "c.xlsx")


def test_a_check_of_no_files_is_finished() -> None:
    assert Tally([], Clock()).progress() == Progress(0, 0, 0, 0, 0.0, 0.0, ())


CUT = "x" * 29 + "…"
HALF = Progress(37, 200, 14_000_000, 78_000_000, 64.0, 91.0, ("a.xlsx",))


@pytest.mark.parametrize(
    ("progress", "zh", "en"),
    [
        (
            HALF,
            "已校验 37/200 个文件（14.0 MB/78.0 MB），已用 1 分钟，大约还需 2 分钟：a.xlsx",
            "37 of 200 files checked (14.0 MB of 78.0 MB), 1 min so far, about 2 min left: a.xlsx",
        ),
        (
            HALF._replace(elapsed=3.2, left=None, current=("a.xlsx", "b.xls", "c.csv", "d.ods")),
            "已校验 37/200 个文件（14.0 MB/78.0 MB），已用 3 秒：a.xlsx, b.xls 和另外 2 个",
            "37 of 200 files checked (14.0 MB of 78.0 MB), 3 s so far: a.xlsx, b.xls and 2 more",
        ),
        (
            HALF._replace(size_done=900, size_total=2 * 10**9, left=4.0, current=()),
            "已校验 37/200 个文件（1 kB/2.00 GB），已用 1 分钟，马上完成",
            "37 of 200 files checked (1 kB of 2.00 GB), 1 min so far, almost done",
        ),
        (
            HALF._replace(elapsed=7384.0, left=22.0, current=("x" * 40 + ".xlsx",)),
            "已校验 37/200 个文件（14.0 MB/78.0 MB），已用 2 小时 3 分钟，大约还需 20 秒：" + CUT,
            "37 of 200 files checked (14.0 MB of 78.0 MB), 2 h 3 min so far, about 20 s left: "
            + CUT,
        ),
        (
            HALF._replace(left=4e3, elapsed=4.0, current=("\n",)),
            "已校验 37/200 个文件（14.0 MB/78.0 MB），已用 4 秒，大约还需 1 小时 7 分钟：\\n",
            "37 of 200 files checked (14.0 MB of 78.0 MB), 4 s so far, about 1 h 7 min left: \\n",
        ),
    ],
    ids=["half", "unknown", "nearly", "long", "odd name"],
)
def test_the_sentence_says_files_sizes_times_and_names(
    progress: Progress, zh: str, en: str
) -> None:
    assert sentence(progress) == Text(zh, en)
