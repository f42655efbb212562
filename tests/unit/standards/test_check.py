"""A slip in a library is told with file, line, value and mend; all slips at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from peelian.duties.cases import report_cases, run_cases
from peelian.inspections.library_check import check
from peelian.problems import Problem, Problems
from peelian.standards.check import check_library
from peelian.standards.library import read_library

LENDING = Path(__file__).parents[2] / "libraries" / "lending"
RETURNED = "standards/lending/loan-returned.yaml"
STATE = "standards/lending/returns-in-good-state.yaml"
CASES = "standards/lending/loan-returned.cases.yaml"
LOCAL = "    authority: {kind: local, cite: House rules, evidence: local}\n"
OWED = "owed_by: member\n"


def edition(dates: str) -> str:
    return f"  - in_force: {{{dates}}}\n{LOCAL}    clock: {{starts: loan.lent_at, within: 1 day}}\n"


# what, file, old text, new text, line, words of the message
SCHEMA_LINE = 1  # every file begins with the address of its schema; lines below are counted after it
SLIPS = [
    ("table", RETURNED, "each: loan", "each: loam", 5, "'loam' is not a table. Did you mean 'loan'?"),
    ("table of a proof", RETURNED, "{moment: loan.returned_at}", "{record: reminders}", 7, "Did you mean 'reminder'?"),
    ("column", RETURNED, "at: loan.lost_at", "at: loan.lost_on",
     9, "'lost_on' is not a column of loan. Did you mean 'lost_at'?"),
    ("out of reach", RETURNED, "at: loan.lost_at", "at: fine.charged_at",
     9, "No link leads from loan to fine; use has, first"),
    ("operator", RETURNED, "{loan.thing: [book, film]}", "{loan.thing: {mostly: map}}",
     6, "'mostly' is not one comparison. Did you mean 'at_most'?"),
    ("length", RETURNED, "within: 7 days", "within: 7 dayz",
     19, "'7 dayz' is not a length of time; write, say, '15 minutes'"),
    ("unit of a column", RETURNED, "within: 7 days", "within: {column: loan.agreed_days, unit: moons}",
     19, "unit: minutes|hours"),
    ("value", RETURNED, "[book, film]", "[book, flim]",
     6, "'flim' is not a value of this column. Did you mean 'film'?"),
    ("guard", RETURNED, OWED, OWED + "guards: [returns-in-good-stat]\n", 13, "Did you mean 'returns-in-good-state'?"),
    ("guard of itself", RETURNED, OWED, OWED + "guards: [loan-returned]\n", 13, "cannot guard itself"),
    ("overlap", RETURNED, "expect:", edition("from: 2016-01-01") + "expect:", 20, "from 2015-01-01 is still in force"),
    ("gap", RETURNED, "editions:\n", "editions:\n" + edition("from: 2013-01-01, to: 2013-12-31"), 17,
     "no edition is in force between 2013-12-31 and 2015-01-01"),
    ("another start", RETURNED, "editions:\n",
     "editions:\n" + edition("from: 2013-01-01, to: 2014-12-31").replace("lent_at", "lost_at"), 19,
     "starts at another moment than that of the edition from 2013-01-01"),
    ("end before start", RETURNED, "2015-01-01}", "2015-01-01, to: 2014-01-01}",
     14, "ends on 2014-01-01, before it begins"),
    ("number of a word", RETURNED, "{loan.thing: film}", "{loan.thing: {at_least: 3}}",
     19, "compares numbers, and this column is enum"),
    ("moment of a mark", RETURNED, "at: loan.lost_at", "at: loan.fragile", 9, "is bool, and a moment is needed here"),
    ("number of a mark", RETURNED, "{loan.thing: film}", "{loan.fragile: 1}", 19, "'1' should be true or false"),
    ("no proof", RETURNED, "proof: {moment: loan.returned_at}\n", "", 1, "'proof' is missing"),
    ("no such day", RETURNED, "2015-01-01}", "2015-02-30}", 14, "'from' (it says '2015-02-30')"),
    ("word twice", RETURNED, "theme: lending", "theme: lending\ntheme: lending", 4, "'theme' stands twice"),
    ("word unknown", RETURNED, OWED, OWED + "excuse_when: []\n", 13, "Did you mean 'excused_when'?"),
    ("id", RETURNED, "id: loan-returned", "id: loan-return",
     1, "id 'loan-return' differs from the file's name 'loan-returned'"),
    ("theme", RETURNED, "theme: lending", "theme: borrowing",
     3, "theme 'borrowing' differs from the folder's name 'lending'"),
    ("parameter", RETURNED, "loan_length", "loan_lenght",
     18, "'loan_lenght' is not a parameter. Did you mean 'loan_length'?"),
    ("parameter without value", "parameters/lending.yaml", ", value: 28 days", "", 1, "'value' is missing"),
    ("no authority", RETURNED, LOCAL, "", 14, "'authority' is missing"),
    ("evidence", RETURNED, "evidence: local", "evidence: likely",
     15, "'likely' is not a word that may stand here. Known: local, partly"),
    ("evidence without url", RETURNED, "kind: local, cite: House rules, evidence: local",
     "kind: code, cite: House rules, evidence: verified",
     15, "no url says where it was read"),
    ("who owes", RETURNED, OWED, "", 1, "a duty says who owes it: add `owed_by`"),
    ("no YAML", RETURNED, "[book, film]}", "[book, film}", 6, "is not YAML: did not find expected ',' or ']'"),
    ("two shapes", RETURNED, "starts: loan.lent_at", "starts: loan.lent_at\n      every: 3 days",
     16, "exactly one of within, before"),
    ("day set", RETURNED, "within: 7 days", "within: 7 hours leaving out closed_day",
     19, "Did you mean 'closed_days'?"),
    ("share", RETURNED, "at_least: 90%", "at_least: most",
     20, "'at_least' (it says 'most'): should be a share; write, say, 90%"),
    ("population of absence", RETURNED, "{loan.thing: [book, film]}", "{loan.lost_at: {known: false}}",
     6, "nothing is recorded"),
    ("population without other rows", RETURNED, "{loan.thing: [book, film]}", "{not: {has: {record: reminder}}}",
     6, "nothing is recorded"),
    ("denominator of absence", STATE, "{loan.returned_at: {known: true}}", "{loan.lost_at: {known: false}}",
     8, "the denominator is true"),
    ("counts of moments", STATE, "{where: {loan.condition: good}}", "{where: {loan.condition: good}, category: loan.lent_at}",
     9, "'loan.lent_at' holds values of type moment, and none can break a count down."),
    ("sum of words", STATE, "month: loan.returned_at}", "month: loan.returned_at, value: loan.thing}",
     8, "'loan.thing' holds values of type enum, and none can be added up."),
    ("maturity", STATE, "  basis: cohort", "  basis: cohort\n  matures_after: six months",
     8, "'six months' is not a length of time"),
    ("maturity by working days", STATE, "  basis: cohort", "  basis: cohort\n  matures_after: 20 working days",
     8, "should leave out no days; use months, weeks or days"),
    ("calendar", "library.yaml", "open_days", "open_dais",
     5, "'open_dais' is not a calendar of this library. Did you mean 'open_days'?"),
    ("zone", "library.yaml", "Europe/London", "Europe/Londn", 4, "'Europe/Londn' is not a time zone"),
    ("link", "tables/loan.yaml", "link: member.member_id", "link: membr.member_id", 9, "Did you mean 'member'?"),
    ("since", "tables/loan.yaml", "since: returned_at", "since: returnd_at", 19, "Did you mean 'returned_at'?"),
    ("implied", "tables/loan.yaml", "meaning: When it was lent.}", "meaning: When it was lent., implied_by: [returned_at]}", 11,
     "it cannot be implied"),
    ("type", "tables/loan.yaml", "{type: moment, meaning: When it was lent.}", "{type: momnt, meaning: Lent.}",
     11, "Did you mean 'moment'?"),
    ("what a value is called", "tables/loan.yaml", "values_called: {store:", "values_called: {stoer:",
     27, "'stoer' is not among the values of shelf. Did you mean 'store'?"),
    ("no meaning", "tables/loan.yaml", ", meaning: The branch that lent it.", "", 10, "'meaning' is missing"),
    ("name of a table", "tables/fine.yaml", "table: fine", "table: fines",
     1, "table 'fines' differs from the file's name 'fine'"),
]


@pytest.fixture
def lending(tmp_path: Path) -> Path:
    folder = tmp_path / "lending"
    shutil.copytree(LENDING, folder)
    return folder


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(("name", "old", "new", "line", "words"), [slip[1:] for slip in SLIPS],
                         ids=[slip[0] for slip in SLIPS])
def test_a_slip_is_told_with_its_line_and_its_mend(lending: Path, name: str, old: str, new: str, line: int, words: str) -> None:
    change(lending / name, old, new)
    _, problems = check_library(lending)
    assert len(problems) == 1, problems
    assert str(problems[0]).startswith(f"{lending / name}:{line + SCHEMA_LINE}: ")
    assert words in str(problems[0])


def test_slips_in_many_files_are_told_at_once(lending: Path) -> None:
    change(lending / RETURNED, "at_least: 90%", "at_least: most")
    change(lending / STATE, "basis: cohort", "basis: group")
    change(lending / "tables" / "fine.yaml", "type: num", "type: nmu")
    change(lending / "calendars" / "open_days.yaml", "weekend: [saturday", "weekend: [satruday")
    change(lending / "parameters" / "lending.yaml", "basis: local", "basis: here")
    _, problems = check_library(lending)
    assert [Path(one.place.rpartition(":")[0]).name for one in problems] == [
        "open_days.yaml", "lending.yaml", "loan-returned.yaml", "returns-in-good-state.yaml", "fine.yaml"]
    change(lending / "parameters" / "lending.yaml", "basis: here", "basis: local")
    _, problems = check_library(lending)
    assert [Path(one.place.rpartition(":")[0]).name for one in problems] == [
        "open_days.yaml", "loan-returned.yaml", "returns-in-good-state.yaml", "fine.yaml"]


def test_one_standard_that_cannot_be_read_hides_no_other(lending: Path) -> None:
    change(lending / RETURNED, "at_least: 90%", "at_least: most")
    change(lending / STATE, "loan.condition: good", "loan.condition: goood")
    _, problems = check_library(lending)
    assert len(problems) == 2
    assert "Did you mean 'good'?" in problems[1].mend


def told(library: Path) -> str:
    with pytest.raises(Problems) as refused:
        check(library)
    return "\n".join(map(str, refused.value.problems))


def places(problems: list[Problem]) -> list[str]:
    return [one.place.rpartition("/")[2] for one in problems]


def test_slips_of_every_stage_are_told_together_in_the_order_of_lines(lending: Path) -> None:
    change(lending / RETURNED, "owed_by", "owed_buy")
    change(lending / RETURNED, "loan.returned_at", "loan.retruned_at")
    change(lending / RETURNED, "loan_length", "loan_lenght")
    change(lending / RETURNED, "evidence: local", "evidence: locale")
    change(lending / RETURNED, "at_least: 90%", "at_least: most")
    change(lending / RETURNED, OWED.replace("by", "buy"), OWED.replace("by", "buy") + "guards: [returns-in-good-stat]\n")
    with pytest.raises(Problems) as refused:
        check(lending)
    problems = refused.value.problems
    assert places(problems) == [f"loan-returned.yaml:{line}" for line in (8, 13, 14, 17, 20, 22)]
    for one, words in zip(problems, ("'returned_at'?", "'owed_by'?", "'returns-in-good-state'?", "'local'?", "'loan_length'?",
                                     "write, say, 90%"), strict=True):
        assert words in str(one)


@pytest.mark.parametrize(("old", "new", "line", "words"), [
    ("each: loan", "each: loam", 6, "Did you mean 'loan'?"),
    ("where: {loan.thing", "wehre: {loan.thing", 7, "Did you mean 'where'?"),
    (LOCAL, "", 15, "'authority' is missing"),
    ("{from: 2015-01-01}", "{from: 2015-02-30}", 15, "'from'"),
    ("owed_by: member\n", "", 1, "add `owed_by`"),
    ("{parameter: loan_length}", "{parameter: zzz}", 19, "'zzz' is not a parameter"),
    ("each: loan", "each: loan\ncolour: red", 7, "'colour' is not a word"),
])
def test_a_slip_of_shape_hides_no_column_and_brings_no_other(lending: Path, old: str, new: str, line: int, words: str) -> None:
    change(lending / RETURNED, old, new)
    change(lending / RETURNED, "at: loan.lost_at", "at: loan.lost_on")
    _, problems = check_library(lending)
    assert len(problems) == 2, problems
    said = {place: str(one) for place, one in zip(places(problems), problems, strict=True)}
    assert any("'lost_on' is not a column of loan" in one for one in said.values())
    assert any(place == f"loan-returned.yaml:{line}" and words in one for place, one in said.items()) or line == 1, said


def test_a_part_that_cannot_be_looked_at_is_said_to_be_unchecked(lending: Path) -> None:
    change(lending / RETURNED, "starts: loan.lent_at", "starts: loan.lnet_at\n      every: 3 days")
    change(lending / RETURNED, "at: loan.lost_at", "at: loan.lost_on")
    said = told(lending).splitlines()
    assert len(said) == 3 and "loan-returned.yaml: is not checked in full yet." in said[0]
    assert "'lost_on' is not a column" in said[1] and "exactly one of within, before" in said[2]


def test_a_slip_inside_a_related_record_hides_none_beside_it(lending: Path) -> None:
    change(lending / RETURNED, "{loan.thing: [book, film]}", "{loan.thing: [book, flim], has: {record: reminder, att: remidned_at}}")
    said = told(lending)
    assert "'flim'" in said and "'att' is not a word that may stand here. Did you mean 'at'?" in said
    assert "'remidned_at' is not a column of reminder" in said and len(said.splitlines()) == 3


def test_one_authority_that_several_editions_share_is_told_once(lending: Path) -> None:
    change(lending / RETURNED, "editions:\n", "editions:\n" + edition("from: 2013-01-01, to: 2013-12-31").replace(
        "evidence: local", "evidence: verified") + edition("from: 2014-01-01, to: 2014-12-31").replace(
        "evidence: local", "evidence: verified"))
    _, problems = check_library(lending)
    assert places(problems) == ["loan-returned.yaml:16"]


def test_a_slip_in_the_library_file_hides_none_below_it(lending: Path) -> None:
    change(lending / "library.yaml", "Europe/London", "Europe/Londn")
    change(lending / "tables" / "fine.yaml", "type: num", "type: nmu")
    change(lending / RETURNED, "at: loan.lost_at", "at: loan.lost_on")
    said = told(lending)
    for words in ("'Europe/Londn' is not a time zone", "Did you mean 'num'?", "'lost_on' is not a column of loan"):
        assert words in said
    assert len(said.splitlines()) == 3


def test_a_wrong_theme_hides_no_column_and_a_wrong_id_no_guard(lending: Path) -> None:
    change(lending / RETURNED, "theme: lending", "theme: borrowing")
    change(lending / RETURNED, "at: loan.lost_at", "at: loan.lost_on")
    change(lending / RETURNED, OWED, OWED + "guards: [returns-in-good-state]\n")
    change(lending / STATE, "id: returns-in-good-state", "id: returns-in-good-stat")
    change(lending / STATE, "loan.condition: good", "loan.condition: goood")
    said = told(lending)
    for words in ("theme 'borrowing' differs", "'lost_on' is not a column", "id 'returns-in-good-stat' differs", "'goood'"):
        assert words in said
    assert len(said.splitlines()) == 4


def test_a_population_check_whose_rows_do_not_reach_what_an_edition_asks_is_told_so(lending: Path) -> None:
    change(lending / RETURNED, OWED, OWED + "population_check: {title: Members without a loan, each: member}\n")
    change(lending / RETURNED, "  - in_force: {from: 2015-01-01}\n", "  - in_force: {from: 2015-01-01}\n    where: {loan.rare: true}\n")
    said = told(lending)
    assert "loan-returned.yaml:17: 'loan.rare': 'loan' is not within reach. The population check's rows are asked this too." in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(("table", "old", "new"), [
    ("loan", "type: moment, meaning: When it was lent.", "type: momnt, meaning: Lent."),  # it is named
    ("member", "type: id", "type: idd"),  # a link leads to it
])
def test_a_slip_in_a_table_leaves_unchecked_what_rests_on_it_and_says_so(lending: Path, table: str, old: str, new: str) -> None:
    change(lending / "tables" / f"{table}.yaml", old, new)
    change(lending / RETURNED, "evidence: local", "evidence: likely")
    said = told(lending)
    assert "'likely' is not a word that may stand here" in said
    assert ("standards: what these say is not checked in full yet, for it rests on what is wrong elsewhere: "
            "loan-returned, returns-in-good-state. Mend that, and check again.") in said
    assert len(said.splitlines()) == 3


def test_a_framework_may_name_a_standard_that_cannot_be_read(lending: Path) -> None:
    (lending / "frameworks").mkdir()
    (lending / "frameworks" / "one.yaml").write_text(
        "framework: one\ntitle: T\nsource: S\nquestions:\n  - {number: 1, id: a, text: T, standards: [loan-returned, loan-lost]}\n",
        encoding="utf-8")
    change(lending / RETURNED, "[book, film]}", "[book, film}")
    said = told(lending)
    assert "is not YAML" in said and "'loan-lost' is not a standard" in said
    assert "loan-returned.yaml: is not checked in full yet." in said and len(said.splitlines()) == 3


def test_cases_without_their_standard_are_told(lending: Path) -> None:
    (lending / CASES).rename(lending / "standards" / "lending" / "loan-retruned.cases.yaml")
    with pytest.raises(Problems, match=r"no standard 'loan-retruned' stands beside these cases. Did you mean 'loan-returned'\?"):
        read_library(lending)


@pytest.mark.parametrize(("old", "new", "line", "words"), [
    ("loan: [{loan_id: a", "lona: [{loan_id: a", 5, "'lona' is not a table. Did you mean 'loan'?"),
    ("returned_at: 2017-01-29", "returned: 2017-01-29", 5, "Did you mean 'returned_at'?"),
    ("thing: book, returned_at", "thing: boook, returned_at",
     5, "'boook' is not a value of thing (Did you mean 'book'?)"),
    ("as_at: 2017-03-01", "as_at: 1 March",
     3, "'1 March' is not a moment; write 2017-03-09 14:05, 2017-03-09 or 2017-03"),
    ("as_at: 2017-03-01", "as_at: 2017-02-29", 3, "'2017-02-29' is no day of the calendar"),
    ("status: met, due_at", "status: late, due_at", 6, "but the records make: status met"),
])
def test_a_slip_in_a_case_is_told_when_it_is_run(lending: Path, old: str, new: str, line: int, words: str) -> None:
    change(lending / CASES, old, new)
    library = read_library(lending)
    problems, _, _ = run_cases(library, "loan-returned", library.resolve()["loan-returned"])
    assert problems[0].place == f"{lending / CASES}:{line + SCHEMA_LINE}"
    assert words in str(problems[0])


def test_one_case_of_one_standard_is_told_as_one(lending: Path) -> None:
    text, right = report_cases(lending, "returns-in-good-state")
    assert right and text.splitlines() == ["returns-in-good-state: 1 case, clause coverage 100%",
                                           "1 case of 1 standard; 2 clauses, each both true and false: 100%."]


def test_a_clause_that_no_case_reaches_is_named(lending: Path) -> None:
    change(lending / RETURNED, "within: 7 days}]", "within: 7 days}, {when: {loan.fragile: true}, within: 1 day}]")
    library = read_library(lending)
    _, coverage, _ = run_cases(library, "loan-returned", library.resolve()["loan-returned"])
    assert coverage.missing() == [("editions.0.clock.or.1.when.loan.fragile", "never true")]


def test_slips_of_several_stages_are_told_together_in_every_kind_of_file(lending: Path) -> None:
    for folder, text in {
        "frameworks": "framework: one\ntitel: T\nsource: S\nquestions:\n"
                      "  - {number: 1, id: a, text: T, colour: red, standards: [loan-returnd]}\n",
        "mappings": "mapping: one\ntitel: T\ntables:\n  loam: {sources: [{files: a.csv, same_names: true}]}\n",
    }.items():
        (lending / folder).mkdir()
        (lending / folder / "one.yaml").write_text(text, encoding="utf-8")
    change(lending / CASES, "as_at: 2017-03-01", "as_att: 2017-03-01")
    change(lending / CASES, "returned_at: 2017-01-29", "returned: 2017-01-29")
    said = told(lending)
    for words in ("frameworks/one.yaml:2: 'titel'", "frameworks/one.yaml:5: 'colour'", "frameworks/one.yaml:5: 'loan-returnd'",
                  "mappings/one.yaml:2: 'titel'", "mappings/one.yaml:4: 'loam' is not a table.",
                  "loan-returned.cases.yaml:4: 'as_att'", "loan-returned.cases.yaml:6: 'returned' is not a column of loan."):
        assert words in said
    assert len(said.splitlines()) == 7


def test_slips_of_two_stages_in_a_table_are_told_together(lending: Path) -> None:
    change(lending / "tables" / "loan.yaml", "meaning: When it was lent.", "meening: When it was lent.")
    change(lending / "tables" / "loan.yaml", "since: returned_at", "since: returnd_at")
    change(lending / "tables" / "loan.yaml", "{type: moment, meaning: When it came back.", "{type: momnt, meaning: When it came back.")
    said = told(lending)
    for words in ("'meening' is not a word", "Did you mean 'returned_at'?"):
        assert words in said
    assert said.count("tables/loan.yaml") == 3 and "when it came back" not in said


def test_frameworks_mappings_and_scenarios_are_checked_too(lending: Path) -> None:
    assert check(lending).endswith("2 standards, 1 parameter, 0 frameworks, 0 mappings, 0 scenarios. Nothing is wrong.")
    for folder, text in {
        "frameworks": "framework: one\ntitle: T\nsource: S\nquestions:\n  - {number: 1, id: a, text: T, standards: [loan-returnd]}\n",
        "mappings": "mapping: one\ntitle: T\ntables:\n  loam: {sources: [{files: a.csv, same_names: true}]}\n",
        "scenarios": "scenario: one\ntitle: T\n",
    }.items():
        (lending / folder).mkdir()
        (lending / folder / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(Problems) as refused:
        check(lending)
    said = "\n".join(map(str, refused.value.problems))
    assert "one.yaml:5: 'loan-returnd' is not a standard of this library. Did you mean 'loan-returned'?" in said
    assert "one.yaml:4: 'loam' is not a table. Did you mean 'loan'?" in said
    assert "one.yaml:1: 'volumes' is missing" in said


@pytest.mark.parametrize(("population", "answers", "said"), [
    ("{each: loan}", "{record: audit_answer}", ""),
    ("{each: member}", "{record: audit_answer}", "nothing says which member an answer of audit_answer is about."),
    ("{each: member}", "{record: audit_answer, same: {loan_id: member.member_id}}", ""),
    ("{each: [loan, fine]}", "{record: audit_answer}", "a sample is drawn of the rows of one table"),
])
def test_an_audit_says_which_record_an_answer_is_about(population: str, answers: str, said: str, tmp_path: Path) -> None:
    library = tmp_path / "library"
    shutil.copytree(LENDING, library)
    (library / "standards" / "lending" / "looked-at.yaml").write_text(
        "id: looked-at\ntitle: Looked at\ntheme: lending\nwhy: So.\nkind: audit\n"
        f"audit:\n  population: {population}\n  answers: {answers}\n  question: is it whole?\n"
        "editions:\n" + edition("from: 2015-01-01").partition("    clock")[0], encoding="utf-8")
    told = [problem.what for problem in check_library(library)[1] if "answer" in problem.what or "sample" in problem.what]
    assert [said in one for one in told] == [True] * bool(said)


def test_a_slip_in_a_table_hides_none_in_mappings_nor_in_cases_of_other_tables(lending: Path) -> None:
    change(lending / "tables" / "audit_answer.yaml", "type: ", "type: x")
    change(lending / CASES, "thing: book, returned_at", "thing: boook, returned_at")
    (lending / "mappings").mkdir()
    (lending / "mappings" / "own.yaml").write_text(
        "mapping: own\ntitle: T\ntables:\n  loan:\n    sources: [{files: '*.csv', same_names: true, columns: {thng: a}}]\n"
        "  audit_answer:\n    sources: [{files: f.csv, same_names: true}]\n", encoding="utf-8")
    said = told(lending)
    for words in ("audit_answer.yaml:", "own.yaml:5: 'thng' is not a column of loan. Did you mean 'thing'?",
                  "own.yaml: is not checked in full yet, for it names a table that is wrong.", "'boook' is not a value of thing"):
        assert words in said
    assert "'audit_answer' is not a table" not in said
