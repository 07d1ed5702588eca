"""Options that several commands share, so that they are spelt and explained once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

existing = click.Path(exists=True, path_type=Path)
anywhere = click.Path(path_type=Path)


class Date(click.ParamType[dt.date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        """Return the date that `value` says; anything else is refused with an example."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"'{value}' 应写作 2026-11-22。Write the date as 2026-11-22.", param, ctx)


today = click.option(
    "--today", type=Date(), help="今天的日期（默认取公司时区）。The date to check against."
)
lang = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="报告语言。Language of the report."
)
book_language = click.option(
    "--lang",
    "book_language",
    type=click.Choice(["both", "zh", "en"]),
    default="both",
    show_default=True,
    help="工作簿语言。Language of the workbook.",
)
catalogue = click.option(
    "--catalogue",
    type=existing,
    help="自备的字段目录 CSV。A catalogue of your own instead of the shipped one.",
)
output = click.option(
    "-o", "--output", type=anywhere, help="写入文件，而不是屏幕。Write to a file."
)

password_prompt = click.option(
    "--password-prompt", is_flag=True, help="询问打开密码。Ask for the password of the files."
)
limit = click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    help="屏幕上每个文件最多列出几条，0 为全部。Lines listed per file on screen; 0 for all.",
)
dry_run = click.option(
    "--dry-run", is_flag=True, help="只列出改动，不写文件。List the changes, write nothing."
)
