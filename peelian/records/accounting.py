"""What became of every row that was read: accepted, or set aside under a reason. Kept in a run's manifest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

EXACT_DUPLICATE = "exact duplicate"
OTHER_FORCE = "same key in another force"
NOT_YET_KNOWN = "not yet known at the run's moment"
NAMED = 12


class _Account(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SetAsideCount(_Account):
    """Rows of one table and one file that are set aside for one reason, with the column that shows it."""

    table: str
    file: str
    reason: str
    column: str | None
    rows: int
    first_row: int = Field(0, description="the first of these rows, as a spreadsheet numbers it")
    first_value: str | None = Field(None, description="the value of the column in that row")


class FileAccount(_Account):
    """The rows of one file, sheet or database table as read for one record table."""

    file: str
    table: str
    rows_read: int = 0
    rows_accepted: int = 0
    rows_set_aside: int = 0
    set_aside_by_reason: dict[str, int] = Field(default_factory=dict)
    encoding: str | None = None
    columns_not_read: list[str] = Field(default_factory=list)
    columns_lacking: list[str] = Field(default_factory=list, description="columns that the mapping allows to be absent, or that "
                                       "other files of the table have")


class TableAccount(_Account):
    """One record table as accepted: its rows, and the columns that the extract has."""

    rows: int
    columns: list[str]
    coarse: dict[str, str] = Field(default_factory=dict, description="moments with a companion for the last possible "
                                   "one, and how coarse the coarsest is: minute, day or month")
    columns_in_part: dict[str, list[str]] = Field(
        default_factory=dict, description="columns that some files with rows seen lack, and these files: a row of them says nothing "
                                          "of what the column tells")
    blanks_filled: dict[str, int] = Field(default_factory=dict, description="blanks read as what the table says")
    seen: int = Field(0, description="rows that had happened and been entered by the run's moment; all, where there is none")
    given: dict[str, int] = Field(default_factory=dict, description="of the rows seen, those with a value of their own in a "
                                                                    "column that stood by then")
    duplicates: str = Field("", description="the rule for rows that share a key, in words")
    source_link: str | None = Field(None, description="address of a row in its own system, with {column} for a value")


class Accounting(_Account):
    """The whole extract. `rows_read` = `rows_accepted` + `rows_set_aside`, in total and for each file."""

    mapping: str
    zone: str
    fingerprint: str = Field(description="sha256 over every file that was read, with its name, and the mapping by which it was read")
    rows_read: int = 0
    rows_accepted: int = 0
    rows_set_aside: int = 0
    set_aside_by_reason: dict[str, int] = Field(default_factory=dict)
    files: list[FileAccount] = Field(default_factory=list)
    set_aside: list[SetAsideCount] = Field(default_factory=list)
    tables: dict[str, TableAccount] = Field(default_factory=dict)
    not_read: list[str] = Field(default_factory=list, description="files that no source of the mapping matches")
    warnings: list[str] = Field(default_factory=list, description="warnings of the mapping, and what reading noticed")
    unlike_at_first: dict[str, dict[str, str | int]] = Field(
        default_factory=dict, description="table: how many months at the extract's beginning are unlike later ones, and why")
    source_link_schemes: list[str] = Field(default_factory=list, description="schemes of such addresses beside http and https")

    def tables_without_rows(self) -> list[str]:
        """The tables of which no row is seen. They count as absent: silence is no proof that nothing happened."""
        return [name for name, table in self.tables.items() if not table.seen]

    def warn_of_columns_in_part(self) -> Iterator[str]:
        """The files that lack columns which others of their table have, with what follows and how to mend it."""
        for table, account in self.tables.items():
            alike: dict[tuple[str, ...], list[str]] = {}
            for file in dict.fromkeys(file for files in account.columns_in_part.values() for file in files):
                names = tuple(name for name, files in account.columns_in_part.items() if file in files)
                alike.setdefault(names, []).append(file)
            for names, files in alike.items():
                lack, one, its = ("lacks", "the file", "its") if len(files) == 1 else ("lack", "these files", "their")
                yield (f"{listed(files)} {lack} {listed(names)}, which other files of {table} have: what needs "
                       f"{'it' if len(names) == 1 else 'them'} is not measured. Leave {one} out, or assess by itself; or, where "
                       f"{its} rows never have a value, say so in a mapping ({names[0]}: {{constant: null}}).")

    def balance(self) -> None:
        """Raise AssertionError unless every row is accounted for: that would be a fault of the reading itself."""
        accounts: list[Accounting | FileAccount] = [self, *self.files]
        for one in accounts:
            named = "all files" if isinstance(one, Accounting) else f"{one.file} ({one.table})"
            if one.rows_read != one.rows_accepted + one.rows_set_aside:
                raise AssertionError(f"{named}: {one.rows_read} rows read, but {one.rows_accepted} accepted and "
                                     f"{one.rows_set_aside} set aside")
            if sum(one.set_aside_by_reason.values()) != one.rows_set_aside:
                raise AssertionError(f"{named}: the reasons do not add up to {one.rows_set_aside}")
        for word in ("rows_read", "rows_accepted", "rows_set_aside"):
            if sum(getattr(one, word) for one in self.files) != getattr(self, word):
                raise AssertionError(f"{word} of the files do not add up to the total")


def counts_as_absent(names: list[str]) -> str:
    """What to say of the tables of which no row is seen; "" where there is none."""
    if not names:
        return ""
    holds, them = ("holds", "it") if len(names) == 1 else ("hold", "them")
    return f"{listed(names)}: {holds} no row that can be used, so what needs {them} is not measured."


def listed(names: Sequence[str]) -> str:
    """Names one after another, the last of very many only counted."""
    rest = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {rest} more" if rest > 0 else "")
