"""The report as a web page: what it says, read back by an HTML parser, and what it must not do."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from validation.findings import Finding
from validation.messages import Text, plain
from workbook.checking import CheckedFile, FailedFile
from workbook.report.html import page as pages
from workbook.report.html import render
from workbook.saving.contents import content

TODAY = dt.date(2026, 11, 22)
REPORTS = Path("teams", "reports")

MISSING = Finding(
    "R101", "error", "Customers", "F7", 7, "CUS-2026-001", "country_region", "",
    "「国家/地区」必须填写。", "Country/region must be filled in.",
)  # fmt: skip
PHONE = Finding(
    "R228", "warning", "Customers", "J8", 8, "CUS-2026-002", "phone", "(5) 555",
    "MX 没有「(5) 555」这样的号码，请核对位数和区号。",
    'There is no number like "(5) 555" in MX; check its length and area code.',
)  # fmt: skip
SPELLING = Finding(
    "R205", "info", "Contacts", "F5", 5, "CON-0001", "email", "a@GT.com",
    "「a@GT.com」的域名建议用小写。", 'The domain of "a@GT.com" is better in lower case.',
    "a@gt.com",
)  # fmt: skip
OWN_COLUMNS = Finding(
    "R809", "info", "Customers", "", None, "", "", "", "自定义列会保留。", "Columns are kept."
)
WHOLE_FILE = Finding("R809", "info", "", "", None, "", "", "", "整个文件。", "The file.")
BOOK = CheckedFile(
    path="teams/east.xlsx",
    today=TODAY,
    sheets={"Customers": 1_200, "Contacts": 34, "Orders": 0},
    findings=(MISSING, MISSING._replace(cell="F9", row=9, record="CUS-2026-003"), PHONE, SPELLING),
    owners={("Customers", 7): "R002", ("Customers", 8): "R001", ("Customers", 9): "R002"},
    names={
        ("Customers", "country_region"): Text("国家/地区", "Country/region"),
        ("Customers", "phone"): Text("电话", "Phone"),
    },
)
CLEAN = CheckedFile(path="teams/west.xlsx", today=TODAY, sheets={"Customers": 5}, findings=())
LOCKED = FailedFile(path="teams/旧表.xls", error=Text("设有打开密码。", "It needs a password."))


class Listed(NamedTuple):
    """One row of the list as a reader of one language sees it."""

    file: str
    sheet: str
    severity: str
    cell: str
    href: str | None
    record: str
    owner: str
    field: str
    value: str
    problem: str
    suggestion: str | None


def read(page: str, language: str = "en") -> LexborHTMLParser:
    """Return the page as it is seen in one language."""
    tree = LexborHTMLParser(page)
    for other in tree.css(f'body [lang="{"zh" if language == "en" else "en"}"]'):
        other.decompose()
    return tree


def text(node: LexborNode | None) -> str:
    assert node is not None
    return " ".join(node.text(deep=True).split())


def texts(tree: LexborHTMLParser | LexborNode, selector: str) -> list[str]:
    return [text(node) for node in tree.css(selector)]


def rows(tree: LexborHTMLParser) -> list[Listed]:
    return [
        _row(text(file.css_first("h3")), sheet, row)
        for file in tree.css("section.file")
        for sheet in file.css("section.sheet")
        for row in sheet.css("tbody tr")
    ]


def _row(file: str, sheet: LexborNode, row: LexborNode) -> Listed:
    suggestion = row.css_first(".suggestion bdi")
    link, rule = row.css_first("td.cell a"), row.css_first("td.problem .code")
    said = text(row.css_first("td.problem")).partition(f" {text(rule)}")[0]
    return Listed(
        file=file,
        sheet=text(sheet.css_first("h4 b")),
        severity=str(row.attributes["class"]),
        cell=text(link) if link else text(row.css_first("td.cell")),
        href=link.attributes["href"] if link else None,
        record=text(row.css_first("td.record")),
        owner=text(row.css_first("td.owner")) if row.css_first("td.owner") else "",
        field=text(row.css_first("td.field")),
        value=row.css_first("td.value").text(),  # type: ignore[union-attr]
        problem=f"{text(rule)} {said}",
        suggestion=suggestion.text() if suggestion else None,
    )


def bars(tree: LexborHTMLParser, chart: str) -> list[tuple[str, list[tuple[str, ...]], str]]:
    return [
        (
            text(bar.css_first(".name")),
            [tuple(str(r.attributes[k]) for k in ("class", "x", "width")) for r in bar.css("rect")],
            text(bar.css_first(".number")),
        )
        for bar in tree.css(f".chart.{chart} li")
    ]


def test_the_top_says_how_many_errors_where_and_with_whom() -> None:
    page = render(TODAY, [BOOK, CLEAN, LOCKED], language="en", place=REPORTS)
    english, chinese = read(page), read(page, "zh")

    assert texts(english, ".verdict h1, .verdict p") == [
        "Errors to correct: 2.",
        (
            "Most are in Customers (2); R002 has most to correct (2). "
            "Most common: Country/region must be filled in. (2)"
        ),
    ]
    assert texts(chinese, ".verdict h1, .verdict p") == [
        "有 2 处错误要改。",
        (
            "最多的在「Customers」（2 处），请先找 R002（2 处）；最常见的是："
            "「国家/地区」必须填写。（2 处）"
        ),
    ]
    assert texts(english, ".cards div") == [
        "✗ Error2", "! Warning1", "i Note1", "Rows checked1,239", "Files2", "Not read1",
    ]  # fmt: skip
    assert texts(chinese, ".cards div") == [
        "✗ 错误2", "! 警告1", "i 提示1", "校验的行1,239", "文件2", "无法读取1",
    ]  # fmt: skip
    assert texts(english, ".day") == ["Checked as of 2026-11-22"]


def test_small_charts_count_by_sheet_rule_and_owner() -> None:
    tree = read(render(TODAY, [BOOK], language="en", place=REPORTS))

    error, warning = ("error", "0", "66.67"), ("warning", "66.67", "33.33")
    assert bars(tree, "by-sheet") == [
        ("Customers", [error, warning], "3"),
        ("Contacts", [("info", "0", "33.33")], "1"),
    ]
    assert bars(tree, "by-rule") == [
        ("✗ R101 Country/region must be filled in.", [("error", "0", "100")], "2"),
        (
            '! R228 There is no number like "…" in …; check its length and area code.',
            [("warning", "0", "50")],
            "1",
        ),
        ('i R205 The domain of "…" is better in lower case.', [("info", "0", "50")], "1"),
    ]
    assert bars(tree, "by-owner") == [
        ("R002", [("error", "0", "100")], "2"),
        ("R001", [("warning", "0", "50")], "1"),
        ("(nobody)", [("info", "0", "50")], "1"),
    ]
    [whole] = tree.css(".proportion svg")
    assert [(r.attributes["class"], r.attributes["width"]) for r in whole.css("rect")] == [
        ("error", "50"), ("warning", "25"), ("info", "25"),
    ]  # fmt: skip


def test_findings_are_listed_by_file_and_sheet_with_everything_known() -> None:
    book = BOOK.__class__(**{**vars(BOOK), "findings": (*BOOK.findings, OWN_COLUMNS, WHOLE_FILE)})
    page = render(TODAY, [book], language="en", place=REPORTS)

    link = "../east.xlsx#'{}'!{}".format
    customers = ("east.xlsx", "Customers")
    assert rows(read(page)) == [
        Listed(
            *customers, "error", "F7", link("Customers", "F7"), "CUS-2026-001", "R002",
            "Country/region", "", "R101 Country/region must be filled in.", None,
        ),
        Listed(
            *customers, "error", "F9", link("Customers", "F9"), "CUS-2026-003", "R002",
            "Country/region", "", "R101 Country/region must be filled in.", None,
        ),
        Listed(
            *customers, "warning", "J8", link("Customers", "J8"), "CUS-2026-002", "R001",
            "Phone", "(5) 555",
            'R228 There is no number like "(5) 555" in MX; check its length and area code.', None,
        ),
        Listed(
            *customers, "info", "(whole sheet)", link("Customers", "A1"), "", "", "", "",
            "R809 Columns are kept.", None,
        ),
        Listed(
            "east.xlsx", "Contacts", "info", "F5", link("Contacts", "F5"), "CON-0001", "", "email",
            "a@GT.com", 'R205 The domain of "a@GT.com" is better in lower case.', "a@gt.com",
        ),
        Listed(
            "east.xlsx", "(whole file)", "info", "iNote (file)", None, "", "", "", "",
            "R809 The file.", None,
        ),
    ]  # fmt: skip
    assert [(row.field, row.problem) for row in rows(read(page, "zh"))][:2] == [
        ("国家/地区", "R101 「国家/地区」必须填写。"),
        ("国家/地区", "R101 「国家/地区」必须填写。"),
    ]


def test_every_rule_is_explained_with_what_to_do() -> None:
    tree = read(render(TODAY, [BOOK], language="en"))

    assert texts(tree, ".rules tbody tr")[0] == (
        "✗ R1012Country/region must be filled in.Fill in the cell."
    )
    ids = {f"#{row.attributes['id']}" for row in tree.css(".rules tbody tr")}
    assert {link.attributes["href"] for link in tree.css("td.problem a.code")} == ids


def test_several_files_are_ranked_and_the_unreadable_named_first() -> None:
    tree = read(render(TODAY, [CLEAN, LOCKED, BOOK], language="en"))

    assert texts(tree, ".by-file tbody tr") == [
        "teams/旧表.xlsNot read", "teams/east.xlsx1,234211", "teams/west.xlsx5000",
    ]  # fmt: skip
    assert [a.attributes["href"] for a in tree.css(".by-file a")] == ["#file-2"]
    assert texts(tree, ".failed li") == ["teams/旧表.xls It needs a password."]


def test_a_clean_file_says_so_and_offers_no_filters() -> None:
    tree = read(render(TODAY, [CLEAN], language="en"))

    assert texts(tree, ".verdict") == ["No problem was found."]
    assert tree.css(".filters, .charts, .list, .rules, .by-file") == []


def test_nothing_readable_is_not_called_clean() -> None:
    tree = read(render(TODAY, [LOCKED], language="en"))

    assert texts(tree, ".verdict") == ["No file was checked."]
    assert texts(tree, ".failed li") == ["teams/旧表.xls It needs a password."]


def test_what_could_not_be_read_is_not_called_clean_either() -> None:
    tree = read(render(TODAY, [CLEAN, LOCKED], language="en"))

    assert texts(tree, "h1") == ["No problem in what could be read; files not read: 1."]


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (PHONE, "No errors; warnings to look at: 1."),
        (SPELLING, "No errors and no warnings; notes: 1."),
    ],
)
def test_the_verdict_names_the_gravest(finding: Finding, said: str) -> None:
    file = CheckedFile(path="a.xlsx", today=TODAY, sheets={}, findings=(finding,))

    assert texts(read(render(TODAY, [file], language="en")), "h1") == [said]


def test_links_lead_to_the_marked_copy_where_there_is_one() -> None:
    book = CheckedFile(**{**vars(BOOK), "copy": "teams/marked/east.xlsx"})
    note = Text("标记副本没有数字签名。", "The marked copy has no digital signature.")
    tree = read(
        render(
            TODAY, [CheckedFile(**{**vars(book), "notes": (note,)})], language="en", place=REPORTS
        )
    )

    assert rows(tree)[0].href == "../marked/east.xlsx#'Customers'!F7"
    assert [(text(a), a.attributes["href"]) for a in tree.css(".open a")] == [
        ("Open the marked copy", "../marked/east.xlsx"),
        ("Open the workbook", "../east.xlsx"),
    ]
    assert texts(tree, ".note") == ["The marked copy has no digital signature."]


def test_cells_of_a_file_with_a_list_of_findings_are_in_the_file_itself() -> None:
    listing = {"path": "teams/east.csv", "copy": "teams/marked/east.csv (2).xlsx"}
    book = CheckedFile(**{**vars(BOOK), **listing})
    tree = read(render(TODAY, [book], language="en", place=REPORTS))

    assert rows(tree)[0].href == "../east.csv#'Customers'!F7"
    assert [(text(a), a.attributes["href"]) for a in tree.css(".open a")] == [
        (
            "Open the list of findings",
            "../marked/east.csv%20(2).xlsx".replace("(", "%28").replace(")", "%29"),
        ),
        ("Open the workbook", "../east.csv"),
    ]


@pytest.mark.parametrize(
    ("path", "tab", "href"),
    [
        ("华东.xlsx", "客户", "%E5%8D%8E%E4%B8%9C.xlsx#'%E5%AE%A2%E6%88%B7'!F7"),
        ("a b#c?d%.xlsx", 'Ann\'s "5"', "a%20b%23c%3Fd%25.xlsx#'Ann''s%20%225%22'!F7"),
        ("javascript:alert(1)", "x", "javascript%3Aalert%281%29#'x'!F7"),
        ("sub/data:text,x", "x", "sub/data%3Atext%2Cx#'x'!F7"),
        ("\\\\host\\share.xlsx", "x", "%5C%5Chost%5Cshare.xlsx#'x'!F7"),
        ("bad\udcff\ud800.xlsx", "x\ud800", "bad%3F%3F.xlsx#'x%3F'!F7"),
        ("bad\udcff.xlsx", "x", "bad%FF.xlsx#'x'!F7"),
        ("nul\0.xlsx", "x", "nul%EF%BF%BD.xlsx#'x'!F7"),
    ],
)
def test_links_are_encoded_and_never_take_a_scheme_from_data(
    path: str, tab: str, href: str
) -> None:
    finding = MISSING._replace(sheet=tab)
    file = CheckedFile(path=path, today=TODAY, sheets={}, findings=(finding,))

    assert rows(read(render(TODAY, [file], language="en")))[0].href == href


def test_what_is_not_listed_is_counted_and_said() -> None:
    findings = (*[SPELLING] * 5, *[PHONE] * 3, *[MISSING] * 2)
    file = CheckedFile(path="a.xlsx", today=TODAY, sheets={"Customers": 9}, findings=findings)
    tree = read(render(TODAY, [file], language="en", most=4))

    assert [row.severity for row in rows(tree)] == ["warning", "warning", "error", "error"]
    assert texts(tree, ".note") == [
        (
            "6 more of this file are not listed here (errors come first). The counts above cover"
            " all of them; save with --format xlsx to see every one."
        )
    ]
    assert texts(tree, ".cards div")[:3] == ["✗ Error2", "! Warning3", "i Note5"]
    assert texts(tree, "section.file header .chip") == ["✗ Error 2", "! Warning 3", "i Note 5"]


def test_many_files_share_the_room_of_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_IN_ALL", 25)
    files = [
        CheckedFile(path=f"{n}.xlsx", today=TODAY, sheets={}, findings=(PHONE,) * n)
        for n in (3, 30, 40)
    ]
    tree = read(render(TODAY, files, language="en"))

    listed = [len(file.css("tbody tr")) for file in tree.css("section.file")]
    assert listed == [3, 11, 11]
    assert texts(tree, ".cards div")[1] == "! Warning73"


HOSTILE = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "]]><!--",
    "--><svg onload=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "javascript:alert(1)",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &amp; &#x3C;",
    "[/b]",
    '=HYPERLINK("http://x")',
    "</textarea></title></option></select>",
    "<a href='//evil.example'>click</a>",
    "<base href='//evil.example'><meta http-equiv=refresh content=0>",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_text_arrives_as_text_wherever_it_stands(value: str) -> None:
    page = render(
        TODAY, [hostile(value), FailedFile(path=value, error=plain(value))], language="en"
    )
    tree = read(page)

    [row] = rows(tree)
    said = " ".join(value.split())
    assert row[1:3] + row[5:] == (
        said, "error", said, said, said, value, f"R101 {said}", value,
    )  # fmt: skip
    assert texts(tree, ".failed b") == [said]
    assert texts(tree, ".bars .name")[0] == said
    nothing_live(tree)


def hostile(value: str) -> CheckedFile:
    finding = MISSING._replace(
        sheet=value, record=value, field=value, value=value, zh=value, en=value, suggestion=value
    )
    return CheckedFile(
        path=f"a/{value}.xlsx",
        today=TODAY,
        sheets={value: 1},
        findings=(finding,),
        owners={(value, 7): value},
        names={(value, value): Text(value, value)},
        copy=f"b/{value}.xlsx",
        notes=(plain(value),),
    )


def nothing_live(tree: LexborHTMLParser) -> None:
    assert len(tree.css("script")) == len(tree.css("style")) == 1
    assert tree.css("img, iframe, object, embed, base, link, video, audio, image, use") == []
    for node in tree.css("*"):
        names = {str(name) for name in node.attributes}
        assert not {n for n in names if n.startswith("on") or n in {"src", "style", "action"}}
        href = node.attributes.get("href")
        assert href is None or re.fullmatch(r"#[\w-]+|[\w./%#'!~-]+", href)
        assert ":" not in (href or "")
    assert tree.css("[http-equiv]")[0].attributes["http-equiv"] == "Content-Security-Policy"
    assert len(tree.css("[http-equiv]")) == 1


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("a\u202eb", "aU+202Eb"),
        ("a\x00b\x1b[2J", "aU+0000bU+001B[2J"),
        ("a\ud800b", "aU+D800b"),
        ("Acme\u200b\u00a0Ltd", "AcmeU+200BU+00A0Ltd"),
        ("公司\u3000名\tx", "公司\u3000名\tx"),
    ],
)
def test_what_cannot_be_seen_is_shown_by_its_number(value: str, shown: str) -> None:
    page = render(TODAY, [hostile(value)], language="en")

    assert rows(read(page))[0].value == shown
    page.encode("utf-8")
    nothing_live(read(page))


def test_a_very_long_value_is_cut_and_its_length_said() -> None:
    book = CheckedFile(**{**vars(hostile("长<b>" * 10_000)), "path": "a.xlsx", "copy": None})
    page = render(TODAY, [book], language="zh")

    assert rows(read(page, "zh"))[0].value == "长<b>" * 125 + "……（共 40,000 个字符）"
    assert len(page) < 300_000


def test_the_policy_allows_our_own_style_and_script_and_nothing_else() -> None:
    tree = read(render(TODAY, [BOOK], language="en"))

    def digest(tag: str) -> str:
        inside = tree.css_first(tag).text(deep=True)  # type: ignore[union-attr]
        return base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()

    assert tree.css_first("[http-equiv]").attributes["content"] == (  # type: ignore[union-attr]
        f"default-src 'none'; script-src 'sha256-{digest('script')}';"
        f" style-src 'sha256-{digest('style')}'; base-uri 'none'; form-action 'none'"
    )
    nothing_live(tree)


def test_nothing_comes_from_outside() -> None:
    page = render(TODAY, [BOOK], language="en")

    assert re.findall(r"https?:|//\w|url\(|@import|\bfetch\b|XMLHttp|WebSocket", page) == []


def test_the_page_is_known_as_ours_when_it_is_written_again(tmp_path: Path) -> None:
    place = tmp_path / "report.html"
    place.write_text(render(TODAY, [hostile("x" * 5_000)], language="zh"), encoding="utf-8")

    assert content(place) == "report"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_opens_in_the_language_asked_for_and_holds_both(language: str) -> None:
    tree = LexborHTMLParser(render(TODAY, [BOOK, LOCKED], language=language))  # type: ignore[arg-type]

    assert [i.attributes["id"] for i in tree.css("input[checked][type=radio]")] == [language]
    assert tree.css_first("html").attributes["lang"] == language  # type: ignore[union-attr]
    assert len(tree.css("body span[lang=zh]")) == len(tree.css("body span[lang=en]")) > 50


def test_the_same_findings_make_the_same_bytes() -> None:
    assert render(TODAY, [BOOK], language="en") == render(TODAY, [BOOK], language="en")
