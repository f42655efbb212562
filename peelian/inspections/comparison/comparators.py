"""Published figures of every service, as a comparator: which file, which columns, which basis. Data of a library's comparators/.

The files themselves are not part of the library: whoever has them names their folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import duckdb
from pydantic import Field, model_validator

from peelian.problems import Problem, Problems, did_you_mean, problem
from peelian.records.tables import Strict
from peelian.unfinished import whole
from peelian.yaml_file import YamlFile, read_folder, read_yaml

FOLDER = "comparators"
ENDINGS = (".csv", ".csv.gz", ".parquet")


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


def read_comparators(library: Path) -> list[Comparator]:
    """Every comparator of a library folder, by name. Raises Problems with all that is wrong."""
    return read_folder(library / FOLDER, read_comparator)


def plain(name: str) -> str:
    """A unit's name as it is compared: "London, City of" and "City of London", "Avon & Somerset" and "avon-and-somerset" are one."""
    first, comma, rest = name.partition(",")
    words = f"{rest} {first}" if comma else name
    return " ".join(words.casefold().replace("&", " and ").replace("-", " ").replace("_", " ").split())


def sums(comparator: Comparator, summed: Summed, folder: Path) -> dict[str, tuple[str, float]]:
    """Plain name of each unit → its name in the file, and the sum. Raises Problems for a file or column that is not there."""
    path = find(folder, summed.file or comparator.file)
    unit = summed.unit_column or comparator.unit_column
    with duckdb.connect() as connection:
        try:
            relation = (connection.read_parquet(str(path)) if path.suffix == ".parquet"
                        else connection.read_csv(str(path), all_varchar=True, header=True))
        except duckdb.Error as error:
            raise problem(path, f"cannot be read ({str(error).splitlines()[0]}).", "Fetch it again.") from None
        lacking = [name for name in (unit, summed.sum, *summed.where) if name not in relation.columns]
        if lacking:
            raise Problems(Problem(str(path), f"has no column '{name}', which {comparator.comparator} needs.",
                                   did_you_mean(name, relation.columns)) for name in lacking)
        tests, values = _tests(summed)
        query = (f'SELECT "{unit}", sum(TRY_CAST("{summed.sum}" AS DOUBLE)) FROM relation WHERE "{unit}" IS NOT NULL '
                 f'{"".join(f" AND ({test})" for test in tests)} GROUP BY 1')
        rows = connection.execute(query, values).fetchall()
    return {plain(name): (str(name), float(value)) for name, value in rows if value is not None}


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


def find(folder: Path, name: str) -> Path:
    """The file of that name in the folder or below it. Raises Problems where there is none, or more than one."""
    found = sorted(folder.rglob(name))
    if not found:
        raise problem(folder, f"holds no file named {name}.", "Fetch it from its publisher, and put it there.")
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
