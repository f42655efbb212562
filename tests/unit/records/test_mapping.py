"""A mapping says where values come from; what is wrong in it is said by file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from peelian.problems import Problems
from peelian.records.mapping import Mapping, read_mapping
from peelian.records.tables import Table

from .conftest import Reader

HEAD = "mapping: m\ntitle: M\ntables:\n"


def one_source(lines: str, name: str = "loan") -> str:
    return f"{HEAD}  {name}:\n    sources:\n      - files: '*.csv'\n" + "".join(
        f"        {line}\n" for line in lines.strip("\n").splitlines())


def test_columns_are_renamed_made_and_translated(read: Reader) -> None:
    mapping = one_source("""
set_aside:
  - {reason: a test and no loan, when: "Type = 'Test' or [Loan no] in ('0', '00')"}
columns:
  loan_id: {expression: "concat(upper(Branch), '/', [Loan no])"}
  kind: {column: Type, values: {B: book, F: film, X: null}}
  renewed: {column: Times, values: {0: false, 1: true}, others: blank}
  pages: {constant: 12}
  reason: {expression: "if(Note is not empty and not (Note = 'none'), trim(Note), first_of(Other, 'no note'))"}
""")
    found = read("Branch,Loan no,Type,Times,Note,Other\na,1,B,0, x ,\nb,2,X,5,none,y\nc,3,F,1,,\nd,4,Test,,,\n"
                 "e,0,B,,,\n", mapping=mapping)
    assert found.rows() == [
        {"loan_id": "A/1", "kind": "book", "pages": 12, "renewed": False, "reason": "x"},
        {"loan_id": "B/2", "kind": None, "pages": 12, "renewed": False, "reason": "y"},
        {"loan_id": "C/3", "kind": "film", "pages": 12, "renewed": True, "reason": "no note"},
    ]
    assert found.reasons == {"a test and no loan": 2}
    assert found.accounting.files[0].rows_set_aside == 2


@pytest.mark.parametrize(("expression", "value"), [
    ("lower(Text)", "ab-cd é"), ("upper(Text)", "AB-CD É"), ("substring(Text, 2, 2)", "b-"),
    ("substring(Text, 4)", "CD é"), ("before(Text, '-')", "Ab"), ("after(Text, '-')", "CD é"),
    ("after(Text, '/')", None), ("replace(Text, '-', '+')", "Ab+CD é"),
    ("year(Day)", "2021"), ("month(Day)", "03"), ("day(Day)", "09"), ("coalesce(Empty, Text)", "Ab-CD é"),
    ("concat('it''s', \" ok\")", "it's ok"), ("concat(Empty, '')", None), ("if(Day != '2021', 'a', 'b')", "a"),
    ("if((Text = 'x' or Day is empty) and Empty is empty, 'a', 'b')", "b"), ("substring(Text, Day)", None),
])
def test_expressions(read: Reader, expression: str, value: str | None) -> None:
    quoted = expression.replace("'", "''")
    mapping = one_source(f"columns: {{loan_id: Text, reason: {{expression: '{quoted}'}}}}")
    assert read("Text,Day,Empty\nAb-CD é,2021-03-09,\n", mapping=mapping).rows()[0]["reason"] == value


@pytest.mark.parametrize(("text", "said"), [
    ("mapping: m\n  title: M\n", "mapping.yaml:2: is not YAML"),
    ("mapping: m\ntitle: M\ntables: {}\n", "mapping.yaml:3"),
    (HEAD.replace("title", "titel") + "  loan: {sources: [{files: x.csv, same_names: true}]}\n",
     "mapping.yaml:2: 'titel' is not a word that may stand here. Did you mean 'title'?"),
    (one_source("same_names: true", "laon"), "mapping.yaml:4: 'laon' is not a table. Did you mean 'loan'?"),
    (one_source("columns: {loan_id: A,\n          pagse: B}"),
     ":8: 'pagse' is not a column of loan. Did you mean 'pages'?"),
    (one_source("columns: {pages: A}"), "'loan_id', the key of loan, comes from nowhere. Add"),
    (one_source("same_names: true\nzone: Londn"), ":8: 'Londn' is not a time zone"),
    (one_source("same_names: true\nencoding: klingon"), "'klingon' is not an encoding"),
    (one_source("same_names: true\ndelimiter: ', '"), "', ' cannot part columns"),
    (one_source("same_names: true\nfiels: y"), "'fiels' is not a word that may stand here. Did you mean 'files'?"),
    (HEAD + "  loan: {sources: [{files: ../x.csv, same_names: true}]}\n", "'../x.csv' leads outside the extract"),
    (HEAD + "  loan: {sources: [{same_names: true}]}\n", "name exactly one of files, database_table and query"),
    (one_source("columns: {loan_id: {column: A, constant: B}}"), "name exactly one of column"),
    (one_source("columns: {loan_id: A, kind: {column: B, values: {x: boko}}}"),
     "'boko' is not a value of kind. Did you mean 'book'?"),
    (one_source("columns: {loan_id: A, kind: {constant: tape}}"), "'tape' is not a value of kind"),
    (one_source("columns: {loan_id: A, pages: {column: B, precision: day}}"), "'pages' is int, not a moment"),
    (one_source("columns: {loan_id: A, lent_at: {column: B, precision: hour}}"), "'precision'"),
    (one_source("columns: {loan_id: A, lent_at: {column: B, times: ['%d/%Q']}}"), "is not a time format (%Q)"),
    (one_source("columns: {loan_id: A, lent_at: {column: B, times: ['%H:%M']}}"), "has no year and month"),
    (one_source("columns: {loan_id: {expression: lowr(A)}}"), "'lowr' is not a function. Did you mean 'lower'?"),
    (one_source("columns: {loan_id: {expression: 'lower(A, B)'}}"), "lower() takes exactly 1 values, not 2"),
    (one_source("columns: {loan_id: {expression: 'A; DROP TABLE x'}}"), "'; DROP TABLE x' cannot be read"),
    (one_source("columns: {loan_id: {expression: \"lower('a\"}}"), "cannot be read"),
    (one_source("same_names: true\nset_aside: [{reason: none, when: Type}]"), "a test ("),
    (one_source("same_names: true\nsource_link: 'https://x/{loan}'"), "'loan' is not a column of loan"),
    (HEAD + "  loan: {duplicates: {by: lent}, sources: [{files: x.csv, same_names: true}]}\n",
     "Did you mean 'lent_at'?"),
])
def test_what_is_wrong_is_said_with_its_line(tables: dict[str, Table], tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text(text)
    with pytest.raises(Problems) as found:
        read_mapping(path, tables, tmp_path)
    assert said in str(found.value)
    assert "mapping.yaml:" in str(found.value)


def test_a_column_that_the_source_lacks_is_named_with_line_and_file(read: Reader) -> None:
    mapping = one_source("columns:\n  loan_id: Number\n  pages: Pags\n  reason: {column: Why, optional: true}")
    with pytest.raises(Problems) as found:
        read("Number,Pages\n1,2\n", mapping=mapping)
    assert str(found.value).endswith("mapping.yaml:9: loan.csv has no column 'Pags'. Did you mean 'Pages'?")
    good = read("Number,Pages\n1,2\n", mapping=mapping.replace("Pags", "Pages")).accounting
    assert good.files[0].columns_lacking == ["reason"]
    assert good.tables["loan"].columns == ["loan_id", "pages"]


def test_a_source_that_finds_nothing_is_told_unless_nothing_is_found_at_all(read: Reader) -> None:
    mapping = one_source("same_names: true") + "      - {files: '*.parquet', same_names: true}\n"
    assert read("loan_id\n1\n", mapping=mapping).accounting.warnings == ["loan: no file matches *.parquet"]
    with pytest.raises(Problems, match="holds no file that the mapping m reads"):
        read(mapping=mapping.replace("*.csv", "*.tsv"))


def test_one_file_may_feed_several_tables(read: Reader) -> None:
    mapping = one_source("columns: {loan_id: L, member_id: M}") + """  member:
    sources: [{files: '*.csv', columns: {member_id: M}}]
"""
    found = read("L,M\n1,a\n2,a\n3,b\n", mapping=mapping).accounting
    assert [(one.table, one.rows_read, one.rows_accepted) for one in found.files] == [("loan", 3, 3), ("member", 3, 2)]
    assert found.rows_read == 6 == found.rows_accepted + found.rows_set_aside


def test_words_that_mean_blank(read: Reader) -> None:
    mapping = "null_words: [n/a, '-']\n" + one_source(
        "columns: {loan_id: A, reason: B, kind: {column: C, null_words: [none]}}")
    assert read("A,B,C\n1,n/a,none\n2,NULL,\n3,-,book\n", mapping=mapping).rows() == [
        {"loan_id": "1", "reason": None, "kind": None}, {"loan_id": "2", "reason": "NULL", "kind": None},
        {"loan_id": "3", "reason": None, "kind": "book"}]


def test_a_mapping_of_the_library_by_name(tables: dict[str, Table], tmp_path: Path) -> None:
    (tmp_path / "mappings").mkdir()
    (tmp_path / "mappings" / "mine.yaml").write_text(one_source("same_names: true\nsource_link: 'https://x/{loan_id}'"))
    assert read_mapping("mine", tables, tmp_path).mapping == "m"
    for wrong, said in (("mien", "Did you mean 'mine'?"), ("./none.yaml", "there is no such file")):
        with pytest.raises(Problems, match=said.replace("?", r"\?")):
            read_mapping(wrong, tables, tmp_path)


def test_the_schema_for_editors_can_be_made() -> None:
    schema = Mapping.model_json_schema()
    assert {"mapping", "tables", "null_words"} <= set(schema["properties"])
