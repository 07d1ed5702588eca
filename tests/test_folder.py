"""Which files a walk finds, in what order, and where their marked copies would go."""

from __future__ import annotations

import contextlib
import os
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from validation.errors import CopiesAmongOriginalsError
from validation.messages import Text
from workbook.checking import FailedFile
from workbook.folder import Found, Walk, links_passed_over, places

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links need a right there")


def tree(top: Path, *names: str) -> Path:
    """Files with one letter in each, at `names` under `top`."""
    for name in names:
        file = top / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    return top


def names(*paths: Path, without: tuple[Path, ...] = ()) -> list[str]:
    """The files of a walk as their copies would be called."""
    return [found.relative.as_posix() for found in Walk(paths, without=without)]


@contextlib.contextmanager
def deep(top: Path, depth: int, deepest: int) -> Iterator[None]:
    """Folders in folders, deeper than a path can say, with a file in the one at `deepest`."""
    with contextlib.chdir(top):
        for number in range(depth):
            os.mkdir("d")  # noqa: PTH102  (a path of this depth cannot be written down)
            os.chdir("d")
            if number == deepest:
                Path("deep.csv").touch()
    yield
    with contextlib.chdir(top):
        for _ in range(depth):
            os.chdir("d")
        for _ in range(depth):  # rmtree gives up on it, and so would pytest
            Path("deep.csv").unlink(missing_ok=True)
            os.chdir("..")
            os.rmdir("d")  # noqa: PTH106


def test_a_folder_gives_its_spreadsheets_in_name_order_and_then_those_of_its_folders(
    tmp_path: Path,
) -> None:
    top = tree(tmp_path / "team", "b.XLSX", "a.csv", "z/c.ods", "m/d.xls", "m/n/e.tsv", "f.pdf")

    assert list(Walk([top])) == [
        Found(top / "a.csv", Path("a.csv"), 1),
        Found(top / "b.XLSX", Path("b.XLSX"), 1),
        Found(top / "m" / "d.xls", Path("m/d.xls"), 1),
        Found(top / "m" / "n" / "e.tsv", Path("m/n/e.tsv"), 1),
        Found(top / "z" / "c.ods", Path("z/c.ods"), 1),
    ]


def test_names_in_pieces_and_names_in_one_piece_have_the_same_order(tmp_path: Path) -> None:
    composed = ["a.csv", "é.csv", "ü.csv", "z.csv"]
    (tmp_path / "pieces").mkdir()
    tree(tmp_path / "pieces", *(unicodedata.normalize("NFD", name) for name in composed))
    tree(tmp_path / "whole", *composed)

    orders = [
        [unicodedata.normalize("NFC", name) for name in names(tmp_path / folder)]
        for folder in ("pieces", "whole")
    ]

    assert orders == [["a.csv", "z.csv", "é.csv", "ü.csv"]] * 2


def test_lock_files_hidden_files_and_our_own_temporaries_are_passed_over(tmp_path: Path) -> None:
    tree(
        tmp_path,
        "~$a.xlsx",
        ".~lock.a.xlsx#",
        ".~relaybook-a.xlsx",
        ".hidden.xlsx",
        "._a.xlsx",
        ".git/b.xlsx",
        "a.xlsx",
        "folder.xlsx/c.csv",
    )

    assert names(tmp_path) == ["a.xlsx", "folder.xlsx/c.csv"]


def test_a_file_named_outright_may_be_called_anything_and_need_not_be_there(
    tmp_path: Path,
) -> None:
    tree(tmp_path, ".list", "~$a.xlsx")

    assert names(tmp_path / ".list", tmp_path / "~$a.xlsx", tmp_path / "gone.xlsx") == [
        ".list",
        "~$a.xlsx",
        "gone.xlsx",
    ]


@needs_links
def test_links_inside_a_folder_are_not_followed_and_counted(tmp_path: Path) -> None:
    outside = tree(tmp_path / "outside", "secret.xlsx")
    top = tree(tmp_path / "team", "a.xlsx", "plain.txt")
    (top / "file.xlsx").symlink_to(outside / "secret.xlsx")
    (top / "broken.xlsx").symlink_to(outside / "gone.xlsx")
    (top / "folder").symlink_to(outside, target_is_directory=True)
    (top / "self").symlink_to(top, target_is_directory=True)
    (top / "text.txt").symlink_to(top / "plain.txt")
    walk = Walk([top])

    assert [found.relative.name for found in walk] == ["a.xlsx"]
    assert walk.links == 4
    assert links_passed_over(walk.links) == Text(
        "有 4 个快捷链接没有跟随。要校验它们指向的文件，请直接写出那些文件的路径。",
        "Links that were not followed: 4. To check what they point to give its own path.",
    )
    assert links_passed_over(0) is None


@needs_links
def test_a_link_named_outright_is_followed_and_its_file_checked_once(tmp_path: Path) -> None:
    top = tree(tmp_path / "team", "a.xlsx")
    (tmp_path / "link.xlsx").symlink_to(top / "a.xlsx")
    (tmp_path / "way").symlink_to(top, target_is_directory=True)

    assert names(tmp_path / "link.xlsx", top) == ["link.xlsx"]
    assert names(tmp_path / "way") == ["a.xlsx"]


def test_a_file_named_twice_is_checked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = tree(tmp_path / "team", "a.xlsx", "b.xlsx")
    monkeypatch.chdir(top)

    found = list(Walk([top, top / "a.xlsx", Path("b.xlsx"), top / ".." / "team" / "a.xlsx"]))

    assert [file.path for file in found] == [top / "a.xlsx", top / "b.xlsx"]


@needs_links
def test_two_hard_links_are_two_files(tmp_path: Path) -> None:
    top = tree(tmp_path / "team", "a.xlsx")
    (top / "b.xlsx").hardlink_to(top / "a.xlsx")

    assert names(top, top / "b.xlsx") == ["a.xlsx", "b.xlsx"]


def test_files_of_one_name_in_two_folders_have_places_of_their_own(tmp_path: Path) -> None:
    north = tree(tmp_path / "north", "list.xlsx")
    south = tree(tmp_path / "south", "list.xlsx")

    assert names(north, south) == ["north/list.xlsx", "south/list.xlsx"]
    assert names(north / "list.xlsx", south / "list.xlsx") == ["north/list.xlsx", "south/list.xlsx"]
    assert names(north / "list.xlsx") == ["list.xlsx"]
    assert names(tmp_path, north) == ["north/list.xlsx", "south/list.xlsx"]


def test_what_lies_in_the_folder_of_copies_is_left_out(tmp_path: Path) -> None:
    top = tree(tmp_path / "team", "a.xlsx", "out/a.xlsx", "report.xlsx", "out2/b.xlsx")

    assert names(top, without=(top / "out", top / "report.xlsx")) == ["a.xlsx", "out2/b.xlsx"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may open any folder"
)
def test_a_folder_without_permission_is_named_and_stops_nothing(tmp_path: Path) -> None:
    top = tree(tmp_path / "team", "a.xlsx", "closed/b.xlsx", "z/c.xlsx")
    (top / "closed").chmod(0)
    walk = Walk([top])

    try:
        assert [found.relative.as_posix() for found in walk] == ["a.xlsx", "z/c.xlsx"]
    finally:
        (top / "closed").chmod(0o700)
    assert [failed.path for failed in walk.unreadable] == [str(top / "closed")]


@pytest.mark.skipif(sys.platform != "linux", reason="longer paths than the system takes")
def test_a_tree_deeper_than_any_path_is_walked_to_its_end_and_the_rest_named(
    tmp_path: Path,
) -> None:
    walk = Walk([tree(tmp_path / "team", "z.csv")])

    with deep(tmp_path / "team", 2_100, deepest=1_500):
        found = [file.path.name for file in walk]

    assert found == ["z.csv", "deep.csv"]
    (failed,) = walk.unreadable
    assert isinstance(failed, FailedFile)
    assert failed.error.en == (
        f"The folder {failed.path} cannot be opened (File name too long) and the files in it "
        "were not checked. Check its permissions and try again."
    )
    assert failed.error.zh == (
        f"文件夹 {failed.path} 打不开（File name too long），其中的文件没有校验。请检查权限后重试。"
    )


def test_a_second_walk_starts_anew(tmp_path: Path) -> None:
    walk = Walk([tree(tmp_path / "team", "a.xlsx")])

    assert list(walk) == list(walk) != []


def test_copies_stand_as_their_originals_do(tmp_path: Path) -> None:
    files = list(Walk([tree(tmp_path / "team", "a.xlsx", "m/b.csv")]))

    assert places(files, tmp_path / "out") == [
        tmp_path / "out" / "a.xlsx",
        tmp_path / "out" / "m" / "b.csv",
    ]


def test_copies_whose_names_some_system_takes_for_one_get_a_number() -> None:
    pieces = unicodedata.normalize("NFD", "é.xlsx")
    given = ["m/é.xlsx", f"m/{pieces}", "m/É.xlsx", "É.xlsx"]
    files = [Found(Path("/books", name), Path(name)) for name in given]

    assert [place.as_posix() for place in places(files, Path("out"))] == [
        "out/m/é.xlsx",
        f"out/m/{pieces[:-5]} (2).xlsx",
        "out/m/É (3).xlsx",
        "out/É.xlsx",
    ]


def test_copies_may_not_go_where_their_originals_are(tmp_path: Path) -> None:
    top = tree(tmp_path / "team", "a.xlsx")
    files = list(Walk([top], without=(top,)))

    with pytest.raises(CopiesAmongOriginalsError) as refused:
        places(files, top)

    assert refused.value.text == Text(
        f"标记副本不能放在 {top}，因为原文件就在那里。请换一个文件夹。",
        f"The marked copies cannot go to {top} because their originals are there. "
        "Choose another folder.",
    )
