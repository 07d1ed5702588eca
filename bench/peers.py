"""The same job with other tools, each in the form its own documentation shows first."""

from __future__ import annotations

import datetime as dt
import re
import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

import lists
from measuring import Failures, Result, Timer

FIRST_ROW = 5
EMAIL = r"[^@\s]+@[^@\s]+\.[a-z]{2,}"


def calamine_read(path: Path) -> Result:
    """Read with python-calamine."""
    from python_calamine import CalamineWorkbook

    timer = Timer()
    with timer.running():
        book = CalamineWorkbook.from_path(str(path))
        tab = TAB if TAB in book.sheet_names else book.sheet_names[0]
        book.get_sheet_by_name(tab).to_python()
    return Result(None, timer.cpu)


def pandas_calamine_read(path: Path) -> Result:
    """Read with pandas over python-calamine."""
    timer = Timer()
    with timer.running():
        _frame(path, "calamine")
    return Result(None, timer.cpu)


def pandas_openpyxl_read(path: Path) -> Result:
    """Read with pandas over openpyxl."""
    timer = Timer()
    with timer.running():
        _frame(path, "openpyxl")
    return Result(None, timer.cpu)


def pandera_rules(path: Path) -> Result:
    """Check with pandera, one check per rule, over a frame that has been read."""
    frame = _frame(path, "calamine")
    timer = Timer()
    with timer.running():
        failures = _pandera(frame)
    return Result(failures, timer.cpu)


def pandera_whole(path: Path) -> Result:
    """Run pandas(openpyxl) + pandera + openpyxl load, colour and save."""
    failures = _pandera(_frame(path, "openpyxl"))
    _openpyxl_mark(path, failures)
    return Result(failures)


def openpyxl_annotate(path: Path) -> Result:
    """Load with openpyxl, colour the failing cells, save; finding them does not count."""
    failures = _pandera(_frame(path, "calamine"))
    timer = Timer()
    with timer.running():
        _openpyxl_mark(path, failures)
    return Result(None, timer.cpu)


def pydantic_rules(path: Path) -> Result:
    """Check with pydantic, row by row; what spans rows is added by pandas."""
    frame = _frame(path, "calamine")
    timer = Timer()
    with timer.running():
        failures = _pydantic(frame)
    return Result(failures, timer.cpu)


def frictionless_rules(path: Path) -> Result:
    """Check with frictionless, over rows that have been read."""
    frame = _frame(path, "calamine")
    timer = Timer()
    with timer.running():
        failures = _frictionless(frame)
    return Result(failures, timer.cpu)


def great_expectations_rules(path: Path) -> Result:
    """Check with Great Expectations, complete results, over a frame that has been read."""
    frame = _frame(path, "calamine")
    timer = Timer()
    with timer.running():
        failures = _great_expectations(frame)
    return Result(failures, timer.cpu)


def _columns() -> tuple[lists.Column, ...]:
    from validation import catalogue as catalogues

    return lists.columns(catalogues.load())


TAB = "Customers"


def _frame(path: Path, engine: Literal["calamine", "openpyxl"]) -> Any:
    """Return the rows as objects, index Excel's row number, without the two hidden columns."""
    import pandas as pd

    frame = pd.read_excel(path, sheet_name=TAB, skiprows=[1, 2, 3], dtype=object, engine=engine)
    frame.index = frame.index + FIRST_ROW
    return frame[[column.key for column in _columns()]]


def _is_date(value: object) -> bool:
    return isinstance(value, (dt.date, dt.datetime))


def _day(value: object) -> dt.date | None:
    return value.date() if isinstance(value, dt.datetime) else None


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _pandera_check(check: lists.Check) -> Any:  # noqa: PLR0911  # one line per kind of check
    import pandera.pandas as pa

    match check.kind, check.argument:
        case "pattern", pattern:
            return pa.Check.str_matches(rf"^(?:{pattern})\Z")
        case "length", (low, high):
            return pa.Check.str_length(low, high)
        case "words", words:
            return pa.Check.isin(words)
        case "least", low:
            return pa.Check.ge(low)
        case "most", high:
            return pa.Check.le(high)
        case "email", _:
            return pa.Check.str_matches(rf"^(?:{EMAIL})\Z")
        case "date", _:
            return pa.Check(lambda s: s.map(_is_date))
        case "number", _:
            return pa.Check(lambda s: s.map(_is_number))
    raise AssertionError(check)


def _pandera(frame: Any) -> Failures:
    import pandera.pandas as pa

    columns, whole = {}, []
    for column in _columns():
        kinds = {check.kind for check in column.checks}
        singles = [
            _pandera_check(c)
            for c in column.checks
            if c.kind not in {"required", "unique", "not_before"}
        ]
        columns[column.key] = pa.Column(
            object,
            singles,
            nullable="required" not in kinds,
            unique="unique" in kinds,
            report_duplicates="exclude_first",
        )
        whole += [
            pa.Check(_not_before(column.key, c.argument), name=column.key, ignore_na=False)
            for c in column.checks
            if c.kind == "not_before"
        ]
    schema = pa.DataFrameSchema(columns, checks=whole)
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as failed:
        cases = failed.failure_cases
        single = cases[cases["schema_context"] == "Column"]
        found = {
            (int(row), column)
            for row, column in zip(single["index"], single["column"], strict=True)
        }
        return found | _out_of_order(frame)  # a frame-wide check names every column of the row
    return set()


def _not_before(later: str, earlier: str) -> Any:
    return lambda frame: ~_before(frame, later, earlier)


def _before(frame: Any, later: str, earlier: str) -> Any:
    import pandas as pd

    pairs = zip(frame[later].map(_day), frame[earlier].map(_day), strict=True)
    return pd.Series([bool(a and b and a < b) for a, b in pairs], index=frame.index)


def _out_of_order(frame: Any) -> Failures:
    return {
        (int(row), column.key)
        for column in _columns()
        for check in column.checks
        if check.kind == "not_before"
        for row in frame.index[_before(frame, column.key, check.argument)]
    }


def _repeated(frame: Any) -> Failures:
    return {
        (int(row), column.key)
        for column in _columns()
        if any(check.kind == "unique" for check in column.checks)
        for row in frame.index[frame[column.key].notna() & frame[column.key].duplicated()]
    }


def _holds(test: Any) -> Any:
    from pydantic.functional_validators import AfterValidator

    def validated(value: Any) -> Any:
        if not test(value):
            raise ValueError
        return value

    return AfterValidator(validated)


def _pydantic_kind(check: lists.Check) -> Any:  # noqa: PLR0911  # one line per kind of check
    """Return the type of a field, None where the check is no matter of one cell."""
    from pydantic import Field

    match check.kind, check.argument:
        case "pattern", pattern:
            return Annotated[str, _holds(re.compile(pattern).fullmatch)]
        case "email", _:
            return Annotated[str, _holds(re.compile(EMAIL).fullmatch)]
        case "length", (low, high):
            return Annotated[str, Field(min_length=low, max_length=high)]
        case "words", words:
            return Annotated[str, _holds(frozenset(words).__contains__)]
        case "least", low:
            return Annotated[int, Field(ge=low)]
        case "most", high:
            return Annotated[float, Field(le=high)]
        case "date", _:
            return Annotated[Any, _holds(_is_date)]
        case "number", _:
            return Annotated[Any, _holds(_is_number)]
    return None


def _pydantic(frame: Any) -> Failures:
    from pydantic import BaseModel, ValidationError, create_model

    fields: dict[str, Any] = {}
    for column in _columns():
        kind: Any = Any
        for check in column.checks:
            kind = _pydantic_kind(check) or kind
        required = any(check.kind == "required" for check in column.checks)
        fields[column.key] = (kind, ...) if required else (kind | None, None)
    model: type[BaseModel] = create_model("Customer", **fields)
    found: Failures = set()
    names = list(frame.columns)
    for row, cells in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        # A blank is NaN in pandas and must be None here, or a model takes it for a number.
        record = {k: v for k, v in zip(names, cells, strict=True) if v == v and v is not None}  # noqa: PLR0124
        try:
            model.model_validate(record)
        except ValidationError as wrong:
            found |= {(int(row), str(e["loc"][0])) for e in wrong.errors(include_url=False)}
    return found | _repeated(frame) | _out_of_order(frame)


def _frictionless_field(check: lists.Check) -> tuple[str, dict[str, Any]]:  # noqa: PLR0911  # one line per kind of check
    """Return the type of a field ("": unchanged) and its constraints."""
    match check.kind, check.argument:
        case ("required" | "unique") as kind, _:
            return "", {kind: True}
        case "pattern", pattern:
            return "string", {"pattern": pattern}
        case "email", _:
            return "string", {"pattern": EMAIL}
        case "length", (low, high):
            return "string", {"minLength": low, "maxLength": high}
        case "words", words:
            return "string", {"enum": list(words)}
        case "least", low:
            return "integer", {"minimum": low}
        case "most", high:
            return "number", {"maximum": high}
        case "date", _:
            return "datetime", {}
        case "number", _:
            return "number", {}
    return "", {}


def _frictionless(frame: Any) -> Failures:
    from frictionless import Checklist, Resource, Schema

    made = []
    for column in _columns():
        kind = "any"
        constraints: dict[str, Any] = {}
        for check in column.checks:
            made_of = _frictionless_field(check)
            kind, constraints = made_of[0] or kind, constraints | made_of[1]
        made.append({"name": column.key, "type": kind, "constraints": constraints})
    cells = frame.astype(object).where(frame.notna(), None)
    data = [list(frame.columns), *cells.itertuples(index=False, name=None)]
    resource = Resource(
        data=[list(row) for row in data], schema=Schema.from_descriptor({"fields": made})
    )
    report = resource.validate(Checklist(), limit_errors=10**9)
    # Its row numbers count the header as row 1; a repeated value is named at the second only.
    shift = FIRST_ROW - 2
    found = {
        (number + shift, name)
        for number, name in report.flatten(["rowNumber", "fieldName"])
        if number and name
    }
    return found | _repeated(frame) | _out_of_order(frame)


def _expectation(key: str, check: lists.Check) -> Any:  # noqa: PLR0911, C901  # one line per kind of check
    """Return one check as an expectation, None where it is about two columns."""
    import great_expectations.expectations as gxe

    match check.kind, check.argument:
        case "required", _:
            return gxe.ExpectColumnValuesToNotBeNull(column=key)
        case "unique", _:
            return gxe.ExpectColumnValuesToBeUnique(column=key)
        case "pattern", pattern:
            return gxe.ExpectColumnValuesToMatchRegex(column=key, regex=rf"^(?:{pattern})\Z")
        case "email", _:
            return gxe.ExpectColumnValuesToMatchRegex(column=key, regex=rf"^(?:{EMAIL})\Z")
        case "length", (low, high):
            return gxe.ExpectColumnValueLengthsToBeBetween(
                column=key, min_value=low, max_value=high
            )
        case "words", words:
            return gxe.ExpectColumnValuesToBeInSet(column=key, value_set=list(words))
        case "least", low:
            return gxe.ExpectColumnValuesToBeBetween(column=key, min_value=low)
        case "most", high:
            return gxe.ExpectColumnValuesToBeBetween(column=key, max_value=high)
        case "date", _:
            return gxe.ExpectColumnValuesToBeInTypeList(column=key, type_list=["datetime"])
        case "number", _:
            return gxe.ExpectColumnValuesToBeInTypeList(column=key, type_list=["int", "float"])
    return None


def _great_expectations(frame: Any) -> Failures:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    batch = (
        context.data_sources.add_pandas("frames")
        .add_dataframe_asset("customers")
        .add_batch_definition_whole_dataframe("all")
    )
    suite = gx.ExpectationSuite(name="checks")
    for key, check in lists.checks(_columns()):
        made = _expectation(key, check)
        if made is not None:  # two columns at once: by pandas below, as for the others
            suite.add_expectation(made)
    context.suites.add(suite)
    run = context.validation_definitions.add(
        gx.ValidationDefinition(name="run", data=batch, suite=suite)
    )
    done = run.run(
        batch_parameters={"dataframe": frame},
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": None},
    )
    found = {
        (int(row), result.expectation_config.kwargs["column"])
        for result in done.results
        for row in result.result.get("unexpected_index_list") or ()
    }
    # It names every record of a repeated id; the others name those after the first.
    return found - {(FIRST_ROW, "customer_id")} | _out_of_order(frame)


def _openpyxl_mark(path: Path, failures: Failures) -> None:
    from openpyxl import load_workbook
    from openpyxl.styles import PatternFill

    book = load_workbook(path)
    sheet = book[TAB]
    columns = {cell.value: number for number, cell in enumerate(sheet[1], 1)}
    red = PatternFill("solid", fgColor="FBD5D5")
    for row, key in failures:
        sheet.cell(row, columns[key]).fill = red
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / "copy.xlsx")
