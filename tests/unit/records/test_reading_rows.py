"""What becomes of single rows: accepted with the right values, or set aside under a reason, and all counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from peelian.records import duplicates

from .conftest import Reader


def test_values_get_the_types_of_the_contract(read: Reader) -> None:
    found = read("loan_id,kind,pages,fine,renewed,reason\n 7 ,book,300.0,1e2,Yes,  for fun \n8,,,,,\n"
                 "9,NULL,,,no,NULL\n")
    assert found.row("7") == {"loan_id": "7", "kind": "book", "pages": 300, "fine": 100.0, "renewed": True,
                              "reason": "for fun"}
    # A blank says what its table says; a column that the extract lacks is absent.
    assert found.row("8") == {"loan_id": "8", "kind": None, "pages": None, "fine": None, "renewed": False,
                              "reason": None}
    assert found.accounting.tables["loan"].blanks_filled == {"renewed": 1}
    assert found.row("9")["reason"] is None


@pytest.mark.parametrize(("column", "value", "reason"), [
    ("kind", "tape", "value not allowed"),
    ("kind", "Book", "value not allowed"),
    ("pages", "3.5", "unreadable whole number"),
    ("pages", "99999999999999999999", "unreadable whole number"),
    ("fine", "1,5", "unreadable number"),
    ("fine", "nan", "unreadable number"),
    ("fine", "1e999", "unreadable number"),
    ("renewed", "perhaps", "unreadable yes or no"),
])
def test_a_broken_value_sets_its_row_aside_with_the_whole_row(read: Reader, column: str, value: str,
                                                              reason: str) -> None:
    found = read(f'loan_id,{column}\n1,"{value}"\n2,\n')
    assert found.reasons == {reason: 1}
    [row] = found.set_aside
    assert {key: row[key] for key in ("file", "row", "table", "reason", "column", "value")} == {
        "file": "loan.csv", "row": 2, "table": "loan", "reason": reason, "column": column, "value": value}
    assert json.loads(row["record"]) == {"loan_id": "1", column: value}


def test_a_row_without_its_key_is_set_aside(read: Reader) -> None:
    assert read("loan_id,pages\n,1\n  ,2\nNULL,3\n4,4\n").reasons == {"missing key": 3}


def test_a_bar_in_a_key_or_link_is_escaped(read: Reader) -> None:
    row = read("loan_id,member_id,reason\na|b,c|d,e|f\n").rows()[0]
    assert (row["loan_id"], row["member_id"], row["reason"]) == ("a%7Cb", "c%7Cd", "e|f")


def test_no_two_keys_become_one_by_escaping(read: Reader, extract: Path) -> None:
    keys = ["x|y", "x%7Cy", "x%257Cy", "x%25y", "x%y", "100%", "%"]
    found = read("loan_id,member_id\n" + "".join(f"{key},{key}\n" for key in keys))
    assert found.accounting.rows_read == len(found.rows()) == len({row["loan_id"] for row in found.rows()}) == len(keys)
    assert all(row["loan_id"] == row["member_id"] and "|" not in row["loan_id"] for row in found.rows())
    assert {"x%7Cy", "x%257Cy", "x%y", "100%", "%"} < {row["loan_id"] for row in found.rows()}  # an ordinary key is left as it is
    # What Peelian wrote has been escaped.
    again = read(data=found.out / "records" / "loan.parquet")
    assert again.rows() == found.rows()


def test_duplicates_are_told_apart(read: Reader) -> None:
    found = read("loan_id,pages\n1,1\n1,1\n1,2\n2,1\n")
    assert found.reasons == {"exact duplicate": 1, "repeated key": 1}
    assert found.row("1")["pages"] == 1
    assert [(row["row"], row["reason"], row["value"]) for row in found.set_aside] == [
        (3, "exact duplicate", "1"), (4, "repeated key", "1")]


@pytest.mark.parametrize(("rule", "kept", "reasons"), [
    ("{same_key: keep_first}", [1], {"exact duplicate": 1, "repeated key": 2}),
    ("{same_key: keep_last}", [2], {"exact duplicate": 1, "repeated key": 2}),
    ("{same_key: keep_last, by: pages}", [3], {"exact duplicate": 1, "repeated key": 2}),
    ("{same_key: keep_first, by: pages}", [1], {"exact duplicate": 1, "repeated key": 2}),
    ("{same_key: set_aside_all}", [], {"exact duplicate": 1, "repeated key": 3}),
    ("{exact: keep, same_key: keep_first}", [1], {"repeated key": 3}),
])
def test_a_mapping_states_what_becomes_of_duplicates(read: Reader, rule: str, kept: list[int],
                                                     reasons: dict[str, int]) -> None:
    mapping = f"""
mapping: m
title: M
tables:
  loan:
    duplicates: {rule}
    sources: [{{files: loan.csv, same_names: true}}]
"""
    found = read("loan_id,pages\n1,1\n1,3\n1,1\n1,2\n", mapping=mapping)
    assert ([row["pages"] for row in found.rows()], found.reasons) == (kept, reasons)


@pytest.mark.parametrize("few", [0, 10])
def test_many_duplicates_are_told_as_few_are(read: Reader, monkeypatch: pytest.MonkeyPatch, few: int) -> None:
    monkeypatch.setattr(duplicates, "FEW_REFUSED", few)
    found = read("loan_id,kind,pages\n" + "1,book,1\n" * 5 + "2,tape,\n1,book,2\n3,film,3\n1,book,1\n3,film,4\n")
    assert found.reasons == {"exact duplicate": 5, "repeated key": 2, "value not allowed": 1}
    assert [(row["loan_id"], row["pages"]) for row in found.rows()] == [("1", 1), ("3", 3)]
    told = {(row["row"], row["reason"], row["column"], row["value"]) for row in found.set_aside}
    assert {(3, "exact duplicate", "loan_id", "1"), (7, "value not allowed", "kind", "tape"),
            (8, "repeated key", "loan_id", "1"), (11, "repeated key", "loan_id", "3")} <= told
    assert json.loads(found.set_aside[-1]["record"]) == {"loan_id": "3", "kind": "film", "pages": 4}


@pytest.mark.parametrize(("origin", "accepted"), [
    ("hash_of: all", 2), ("hash_of: [number]", 1), ("row_number: true", 2)])
def test_a_key_is_made_where_the_source_has_none(read: Reader, origin: str, accepted: int) -> None:
    mapping = f"""
mapping: m
title: M
tables:
  loan:
    sources:
      - files: loan.csv
        columns: {{loan_id: {{{origin}}}, pages: pages, reason: number}}
"""
    found = read("number,pages\nx,1\nx,1\nx,2\n", mapping=mapping)
    assert found.accounting.rows_accepted == accepted
    assert found.reasons["exact duplicate"] == 1
    again = read(mapping=mapping)
    assert [row["loan_id"] for row in again.rows()] == [row["loan_id"] for row in found.rows()]


def test_ragged_rows_are_set_aside_with_their_line_and_number(read: Reader) -> None:
    found = read("loan_id,pages\n1\n\n2,2\n3,3,3\n4,4\n")
    assert [(row["row"], row["reason"], json.loads(row["record"])) for row in found.set_aside] == [
        (2, "ragged row", {"line": "1"}), (4, "ragged row", {"line": "3,3,3"})]
    assert [row["pages"] for row in found.rows()] == [2, 4]


def test_a_broken_quotation_swallows_one_line_only(read: Reader) -> None:
    found = read('loan_id,reason\n1,"a\nb"\n2,"never closed\n3,fine\n4,"also ""fine"""\n')
    assert found.reasons == {"broken quotation marks": 1}
    assert [row["reason"] for row in found.rows()] == ["a\nb", "fine", 'also "fine"']


def test_a_value_that_may_have_swallowed_rows_is_told(read: Reader) -> None:
    found = read('loan_id,kind,reason\n0,book,fine\n1,book,"open\n2,book,lost\n3,film,lost\n4,book,shut"\n5,film,fine\n')
    assert [row["loan_id"] for row in found.rows()] == ["0", "1", "5"]
    assert found.accounting.warnings == [
        "loan.csv row 3: a value in quotation marks holds lines that look like rows. Where a mark is stray, double it or take it "
        "out: the rows behind it are lost in that value."]
    plain = read('loan_id,kind,reason\n1,book,"a letter,\nof two lines"\n2,film,"one, two, three"\n')
    assert plain.accounting.warnings == []


def test_a_line_too_long_to_be_a_row_is_set_aside(read: Reader) -> None:
    found = read("loan_id,reason\n1,a\n2," + "x" * 12_000_000 + "\n3,c\n")
    assert found.reasons == {"line too long": 1}
    assert [row["loan_id"] for row in found.rows()] == ["1", "3"]
    assert len(found.set_aside[0]["record"]) < 5_000


def test_text_may_hold_anything(read: Reader) -> None:
    found = read('loan_id,reason\n1,"\x00 ‮ É 🙂"\n2,=cmd()\n3,"a;b\tc"\n')
    assert [row["reason"] for row in found.rows()] == ["\x00 ‮ É 🙂", "=cmd()", "a;b\tc"]


def test_the_accounting_adds_up_and_is_the_same_for_the_same_extract(read: Reader) -> None:
    text = "loan_id,kind,pages\n1,book,1\n1,book,1\n2,tape,\n3,,x\n4,film\n5,film,5\n"
    found, again = read(text), read(text)
    account = found.accounting
    assert (account.rows_read, account.rows_accepted, account.rows_set_aside) == (6, 2, 4)
    assert sum(account.set_aside_by_reason.values()) == 4 == len(found.set_aside)
    assert account.model_dump() == again.accounting.model_dump()
    assert found.rows() == again.rows()
    assert read(text + "6,film,6\n").accounting.fingerprint != account.fingerprint
