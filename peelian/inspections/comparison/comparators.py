"""Published figures of every service, as a comparator: which file, which columns, which basis. Data of a library's comparators/.

The files themselves are not part of the library: whoever has them names their folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import duckdb
from pydantic import Field, model_validator

from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.records.tables import Strict
from peelian.unfinished import whole
from peelian.yaml_file import YamlFile, read_folder, read_yaml

if TYPE_CHECKING:
    import pyarrow

FOLDER = "comparators"
WORKBOOKS = (".ods", ".xlsx")
ENDINGS = (".csv", ".csv.gz", ".parquet", *WORKBOOKS)


class Summed(Strict):
    """A column summed for each unit."""

    sum: str = Field(description="the column of numbers; blanks and words such as NA count as nothing")
    where: dict[str, list[str]] = Field(default_factory=dict, description="column: its values that count; % at the end stands for "
                                                                          "any ending")
    file: str | None = Field(None, description="the file's name, where it is not the comparator's")
    unit_column: str | None = Field(None, description="its column that names the unit, where it is not the comparator's")


class Comparator(Strict):
    """One published figure of every unit."""

    comparator: str = Field(description="its name, as the file is called")
    title: str = Field(description="what it is, in words")
    kind: Literal["share", "rate", "value"] = Field(description="a share of counts, so many for so many others, or a published number")
    basis: Literal["cohort", "period", "moment"] = Field(description="what became of records of a time, what happened in it, or a day")
    file: str = Field(description="the name of the published file")
    sheet: str | None = Field(None, description="of a workbook, the sheet; its first row that is not blank names the columns")
    published: dict[str, str] = Field(default_factory=dict, description="file: where it is published, in words or as an address")
    evidence: Literal["verified", "partly", "unverified"] = Field("unverified", description="whether the file's columns and values are "
                                                                  "known from the file itself, from others who read it, or not")
    licence: str = Field(description="whose it is, and under what licence")
    unit: str = Field(description="what is set side by side, in a word")
    unit_column: str = Field(description="the column that names it")
    counted: str = Field(description="what a unit is large or small by, in words")
    per: int = Field(1, gt=0, description="of a rate, for each how many it is shown")
    numerator: Summed = Field(description="what is counted")
    denominator: Summed | None = Field(None, description="among or beside what")
    leave_out: dict[str, str] = Field(default_factory=dict, description="unit: why it stands beside no other")
    better: Literal["higher", "lower", "neither"] = Field("neither", description="which way is better, if either is")
    note: str = Field(min_length=3, description="what a reader must know of it")

    @model_validator(mode="after")
    def _both_sides(self) -> Comparator:
        if (self.denominator is None) != (self.kind == "value"):
            raise ValueError("a share and a rate need a denominator, and a value has none")
        return self


def read_comparator(path: Path) -> Comparator:
    """One file. Raises Problems with file and line."""
    return whole(Comparator, read_yaml(path), _problems)


def _problems(made: Comparator, file: YamlFile) -> Iterator[Problem]:
    if made.comparator != file.path.stem:
        yield Problem(file.at(("comparator",)), f"'{made.comparator}' differs from the file's name '{file.path.stem}'.",
                      "Give both the same name.")
    for place, name in ((("file",), made.file), (("denominator", "file"), made.denominator.file if made.denominator else None)):
        if name is not None and (not name.endswith(ENDINGS) or "/" in name or "\\" in name):
            yield Problem(file.at(place), f"'{name}' is not the name of a file that ends in {', '.join(ENDINGS)}.",
                          "Name the file alone.")
    if (made.sheet is not None) != made.file.endswith(WORKBOOKS):
        yield Problem(file.at(("sheet",)), "a workbook needs a sheet, and no other file has one.", "Name the sheet, or leave it out.")
    if made.denominator and made.denominator.file and made.denominator.file != made.file and made.denominator.file.endswith(WORKBOOKS):
        yield Problem(file.at(("denominator", "file")), "only the comparator's own file may be a workbook.", "Save its rows as CSV.")
    own = {made.file, *(side.file for side in (made.numerator, made.denominator) if side and side.file)}
    for name in made.published:
        if name not in own:
            yield Problem(file.at(("published", name)), f"'{name}' is no file of this comparator.", did_you_mean(name, own))


def read_comparators(library: Path) -> list[Comparator]:
    """Every comparator of a library folder, by name. Raises Problems with all that is wrong."""
    return read_folder(library / FOLDER, read_comparator)


def plain(name: str) -> str:
    """A unit's name as it is compared: "London, City of" and "City of London", "Avon & Somerset" and "avon-and-somerset" are one."""
    first, comma, rest = name.partition(",")
    words = f"{rest} {first}" if comma else name
    return " ".join(words.casefold().replace("&", " and ").replace("-", " ").replace("_", " ").split())


def sums(comparator: Comparator, summed: Summed, folder: Path) -> dict[str, tuple[str, float]]:
    """Plain name of each unit → its name in the file, and the sum. Raises Problems for a file, a sheet or a column that is not there,
    and where no row is of those that count."""
    name = summed.file or comparator.file
    path = find(folder, name, comparator.published.get(name))
    unit = summed.unit_column or comparator.unit_column
    with duckdb.connect() as connection:
        try:
            relation = (connection.from_arrow(_sheet(path, comparator.sheet)) if name == comparator.file and comparator.sheet
                        else connection.read_parquet(str(path)) if path.suffix == ".parquet"
                        else connection.read_csv(str(path), all_varchar=True, header=True))
        except duckdb.Error as error:
            raise problem(path, f"cannot be read ({str(error).splitlines()[0]}).", "Fetch it again.") from None
        lacking = [name for name in (unit, summed.sum, *summed.where) if name not in relation.columns]
        if lacking:
            raise Problems(Problem(str(path), f"has no column '{name}', which {comparator.comparator} needs.",
                                   did_you_mean(name, relation.columns)) for name in lacking)
        tests, values = _tests(summed)
        query = (f"""SELECT "{unit}", sum(TRY_CAST(replace(CAST("{summed.sum}" AS VARCHAR), ',', '') AS DOUBLE)) FROM relation """
                 f'WHERE "{unit}" IS NOT NULL {"".join(f" AND ({test})" for test in tests)} GROUP BY 1')
        rows = connection.execute(query, values).fetchall()
    if not rows:
        wanted = ", ".join(f"{column} is {' or '.join(some)}" for column, some in summed.where.items())
        raise problem(path, f"has no row where {wanted}.", "Look which years and words the file has.")
    return {plain(name): (str(name), float(value)) for name, value in rows if value is not None}


def _sheet(path: Path, sheet: str) -> pyarrow.Table:
    """A sheet of a workbook, every cell as text. Raises Problems for a sheet that is not there, and a row wider than the header."""
    import pyarrow

    from peelian.records.workbooks import read_sheet, sheet_names

    names = sheet_names(path, str(path))
    if sheet not in names:
        raise problem(path, f"has no sheet '{sheet}'.", did_you_mean(sheet, names) or f"It has: {', '.join(names)}.")
    columns, pieces = read_sheet(path, str(path), sheet)
    read = list(pieces)
    if broken := [one for piece in read for one in piece.broken]:
        raise problem(f"{path} row {broken[0].row}", "has a value right of the last column that the header names.", "Fetch it again.")
    return pyarrow.concat_tables(piece.rows.select(range(len(columns))).rename_columns(columns) for piece in read)


def _tests(summed: Summed) -> tuple[list[str], list[str]]:
    tests, values = [], []
    for column, wanted in summed.where.items():
        escaped = column.replace('"', '""')
        parts = []
        for one in wanted:
            parts.append(f'starts_with(CAST("{escaped}" AS VARCHAR), ?)' if one.endswith("%") else f'CAST("{escaped}" AS VARCHAR) = ?')
            values.append(one.removesuffix("%"))
        tests.append(" OR ".join(parts))
    return tests, values


def find(folder: Path, name: str, published: str | None = None) -> Path:
    """The file of that name in the folder or below it. Raises Problems where there is none, or more than one."""
    found = sorted(folder.rglob(name))
    if not found:
        where = f" It is published at {published}." if published else ""
        raise problem(folder, f"holds no file named {name}.{where}", "Fetch it from its publisher, and put it there.")
    if len(found) > 1:
        raise problem(folder, f"holds {len(found)} files named {name}.", "Leave one.")
    return found[0]


def chosen(found: Sequence[Comparator], names: Sequence[str]) -> list[Comparator]:
    """Those that are named, or all. Raises Problems for a name that is none."""
    known = {one.comparator: one for one in found}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise Problems(Problem("--only", f"'{name}' is not a comparator of this library.", did_you_mean(name, known))
                       for name in unknown)
    return [known[name] for name in names] if names else list(found)
