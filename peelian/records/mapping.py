"""A mapping: how the files or tables of a source become record tables. Data in YAML, one file for each source.

Each source of a table says where its rows are, and for each column of the table where its value comes from. What a
mapping does not name is not read. Without a mapping, files named after tables with the tables' own columns are read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PrivateAttr, WithJsonSchema, model_validator

from peelian.problems import Problem, did_you_mean, problem
from peelian.records.tables import Strict, Table
from peelian.unfinished import whole
from peelian.yaml_file import Place, YamlFile, read_yaml

Precision = Literal["exact", "second", "minute", "day", "month"]
Ambiguous = Literal["set_aside", "earlier", "later"]
Impossible = Literal["set_aside", "later"]
Value: TypeAlias = str | int | float | bool | None

BY_NAME = "by_name"  # the mapping that stands where none is named
TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
PARQUET_ENDINGS = (".parquet", ".pq")
WORKBOOK_ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
ENDINGS = (*TEXT_ENDINGS, *PARQUET_ENDINGS, *WORKBOOK_ENDINGS)


class PrecisionFrom(Strict):
    """Precision told value by value, by the words of another column."""

    column: str = Field(description="column of the source that tells how fine the time is")
    values: dict[str, Precision] = Field(description="its word: how fine a time with it is")
    otherwise: Precision | None = Field(None, description="for other words and blanks; without it the row is set aside")


class ColumnSource(Strict):
    """Where the value of one column comes from: exactly one of the first five, then how it is read."""

    column: str | None = Field(None, description="column of the source")
    expression: str | None = Field(None, description="such as concat([Force], '-', lower(Number)); a key or link of which a part is "
                                   "blank is blank")
    constant: Value = Field(None, description="the same value for every row")
    hash_of: Literal["all"] | list[str] | None = Field(None, description="a key made from the values of these columns")
    row_number: bool = Field(False, description="a key made from the file and the row's place in it")
    values: dict[str, Value] = Field(default_factory=dict, description="the source's word: the table's word")
    others: Literal["keep", "blank"] = Field("keep", description="what becomes of words that `values` does not name")
    null_words: list[str] | None = Field(None, description="words that mean blank, in place of the mapping's")
    times: list[str] = Field(default_factory=list, description="formats as %d/%m/%Y %H:%M, or iso; the first that fits")
    precision: Precision | PrecisionFrom | None = Field(None, description="how fine a time is; else as it is written")
    ambiguous: Ambiguous | None = Field(None, description="a local time that happened twice")
    impossible: Impossible | None = Field(None, description="a local time that never happened")
    optional: bool = Field(False, description="the source may lack the column")

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnSource:
        named = [name for name in ("column", "expression", "constant", "hash_of", "row_number")
                 if name in self.model_fields_set]
        if len(named) != 1:
            raise ValueError("name exactly one of column, expression, constant, hash_of and row_number")
        return self


def _column_source(given: object) -> object:
    return {"column": given} if isinstance(given, str) else given


ONE_OR_MORE = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


class SetAside(Strict):
    """Rows that are no records of the table, with the reason under which they are counted."""

    reason: str = Field(min_length=3, description="the reason under which such rows are counted")
    when: str = Field(description="a condition such as [Type] = 'Test' or Number is empty")


class Source(Strict):
    """One place where a table's rows are: files by pattern, a sheet of a workbook, a table or query of a database."""

    files: Annotated[list[str], WithJsonSchema(ONE_OR_MORE)] = Field(
        default_factory=list, description="patterns such as '**/*-street.csv'")
    sheet: str | None = Field(None, description="sheet of a workbook; without it the first")
    database_table: str | None = Field(None, description="table or view of a database")
    query: str | None = Field(None, description="a SELECT, run as it stands by the source's database")
    encoding: str | None = Field(None, description="such as cp1252; else UTF-8 where the file is, cp1252 where not")
    delimiter: str | None = Field(None, description="one character; else found from the first line")
    zone: str | None = Field(None, description="zone of local times, where it is not the mapping's")
    columns: dict[str, Annotated[ColumnSource, BeforeValidator(_column_source, json_schema_input_type=str | ColumnSource)]] = Field(
        default_factory=dict, description="column of the table: where its value comes from; a name alone is a column of the source")
    same_names: bool = Field(False, description="also read columns whose names are the table's own")
    set_aside: list[SetAside] = Field(default_factory=list, description="rows that are no records of the table")
    times: list[str] = Field(default_factory=list,
                             description="formats of times, as %d/%m/%Y %H:%M, or iso; the first that fits")
    ambiguous: Ambiguous = Field("set_aside", description="what becomes of a local time that happened twice")
    impossible: Impossible = Field("set_aside", description="what becomes of a local time that never happened")
    source_link: str | None = Field(None, description="address of the record in its own system, with {column} of the table, as "
                                                     "https://records.example/item/{item_id}; the same for every source of a table")
    optional: bool = Field(False, description="the source may be absent")

    @model_validator(mode="after")
    def _one_place(self) -> Source:
        if sum([bool(self.files), self.database_table is not None, self.query is not None]) != 1:
            raise ValueError("name exactly one of files, database_table and query")
        if self.sheet is not None and not self.files:
            raise ValueError("a sheet needs files")
        return self


class Duplicates(Strict):
    """What becomes of rows that share a key. Whatever is not kept is set aside with its reason."""

    exact: Literal["set_aside", "keep"] = Field("set_aside", description="rows alike in every column, after the first")
    same_key: Literal["keep_newest", "keep_first", "keep_last", "set_aside_all"] = Field(
        "keep_newest", description="which of the rows that share a key but differ is kept, of those known at the run's moment; "
                                   "the newest is the one entered last, or the first where nothing says when they were entered")
    by: str | None = Field(None, description="column of the table that orders them; else the order of files and rows, and for the "
                                             "newest entered_at")
    reason: str = Field("repeated key", min_length=3, description="what rows that share a key but differ are counted under")


class UnlikeAtFirst(Strict):
    """The first months of an extract, where a count of them is not like that of later ones."""

    months: int = Field(ge=1, le=120, description="how many months from the first on")
    because: str = Field(min_length=10, description="why, in a sentence that can be read on a page")


class TableMapping(Strict):
    """The sources of one table and the rule for its duplicates."""

    sources: list[Source] = Field(min_length=1, description="where the table's rows are")
    duplicates: Duplicates = Field(Duplicates(), description="what becomes of rows that share a key")
    unlike_at_first: UnlikeAtFirst | None = Field(None, description="the first months of the extract, where its edge alone makes their "
                                                                    "counts higher or lower: no change is looked for across them")


class Mapping(Strict):
    """How one source system's extract becomes record tables."""

    mapping: str = Field(description="its name, as the file is called")
    title: str = Field(description="what it reads, in a line")
    meaning: str | None = Field(None, description="what it reads, in words")
    source: str | None = Field(None, description="where such extracts come from")
    licence: str | None = Field(None, description="the terms of such extracts")
    warnings: list[str] = Field(
        default_factory=list, description="what a reader of figures made from such an extract must know; the manifest "
                                          "and the report repeat it")
    zone: str | None = Field(None, description="zone of local times; else the library's")
    null_words: list[str] = Field(default_factory=lambda: ["NULL", "null"], description="words that mean blank")
    source_link_schemes: list[str] = Field(
        default_factory=list, description="schemes beside http and https with which a source_link may begin, as an internal system has")
    tables: dict[str, TableMapping] = Field(min_length=1, description="record table: where its rows come from")

    _file: YamlFile | None = PrivateAttr(None)

    def at(self, *place: str | int) -> str:
        """"file:line" of a place in the mapping, or its name where it was made without a file."""
        return self._file.at(place) if self._file else f"mapping {self.mapping}"

    def remember(self, file: YamlFile) -> None:
        """Keep the file, so that problems found while reading can name its lines."""
        self._file = file


def read_mapping(name_or_path: str | Path, tables: dict[str, Table], library: Path) -> Mapping:
    """A mapping by its name in the library, or by the path of a file. Raises Problems with file and line for all
    that is wrong: YAML slips, unknown words, tables and columns, expressions, zones, time formats."""
    from peelian.records.mapping_check import mapping_problems

    file = read_yaml(_mapping_path(name_or_path, library))

    def rules(mapping: Mapping, known: YamlFile) -> list[Problem]:
        mapping.remember(known)
        return mapping_problems(mapping, tables)

    return whole(Mapping, file, rules, _told_apart(file.data))


def _told_apart(data: Any) -> Any:
    """`files: one` and `files: [one, two]` say the same."""
    if isinstance(data, dict):
        return {word: [value] if word == "files" and isinstance(value, str) else _told_apart(value)
                for word, value in data.items()}
    return [_told_apart(one) for one in data] if isinstance(data, list) else data


def _mapping_path(name_or_path: str | Path, library: Path) -> Path:
    text = str(name_or_path)
    folder = library / "mappings"
    named = folder / f"{text}.yaml"
    if "/" not in text and not text.endswith((".yaml", ".yml")):
        if named.is_file():
            return named
        names = [path.stem for path in folder.glob("*.yaml")]
        raise problem(f"--mapping {text}", "the library has no mapping of this name.",
                      did_you_mean(text, names) or "Name a mapping of the library, or the path of a file.")
    path = Path(text).expanduser()
    if not path.is_file():
        raise problem(f"--mapping {text}", "there is no such file.", "Name a mapping of the library, or the path of a "
                      "file that ends in .yaml.")
    return path


def default_mapping(tables: dict[str, Table]) -> Mapping:
    """Files, sheets and database tables named after record tables, with the tables' own columns.

    `loan.csv`, `loan-2021.csv.gz`, `loan/part-1.parquet`, sheet `loan` of any workbook, and table `loan` all feed loan.
    """
    found: dict[str, TableMapping] = {}
    for name in tables:
        patterns = [f"{name}{middle}{ending}" for middle in ("", "-*", "/*") for ending in ENDINGS]
        workbooks = [f"*{ending}" for ending in WORKBOOK_ENDINGS]
        found[name] = TableMapping(sources=[
            Source(files=patterns, same_names=True, optional=True),
            Source(files=workbooks, sheet=name, same_names=True, optional=True),
            Source(database_table=name, same_names=True, optional=True),
        ])
    return Mapping(mapping=BY_NAME, title="Files named after tables", tables=found)


def place_of(table: str, source: int, *rest: str | int) -> Place:
    """The place in a mapping's file of one source of a table."""
    return ("tables", table, "sources", source, *rest)
