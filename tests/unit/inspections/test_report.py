"""The internal report: honest figures, safe pages, the same content as data."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from peelian.inspections.report import write_report
from peelian.inspections.report.model import Measure, Reading
from peelian.inspections.report.overview import change_of
from peelian.inspections.report.pages import TEMPLATES
from peelian.problems import Problems
from tests.unit.measures.made_run import counted, duty, made_library, made_run

HOSTILE = '<script>alert("x")</script>\'"&'
SAID = {"verdict": "can", "missing": [], "no_edition": 0, "no_key": 0, "not_started": 0, "leans_on": []}
STANDARDS = ("loan-returned", "returns-in-good-state", "loan-reminded", "desk-staffed", "look-whole", "fines-charged")


def rows() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    duties = [duty(number, "met" if number % 4 else "overdue", f"2017-0{1 + number % 3}-10 12:00", team_at_due=f"t{number % 3}",
                   team_now=HOSTILE) for number in range(180)]
    duties += [duty(500 + number, "overdue", standard="loan-reminded", subject_id=HOSTILE + str(number), risk="high",
                    started_at="2017-02-01 12:00") for number in range(25)]
    duties += [duty(600, "excused"), duty(601, "lapsed"), duty(602, "cannot_tell"), duty(603, "cannot_tell", None, period="undated")]
    duties += [duty(700 + number, settings="library") for number in range(30)]
    counts = [counted(number, role, month) for month in ("2017-01", "2017-03") for role, many in
              (("denominator", 40), ("numerator", 30)) for number in range(many)]
    counts += [counted(number, role, standard="fines-charged", category=f"{HOSTILE}{number % 2}")
               for role, many in (("denominator", 40), ("numerator", 30)) for number in range(many)]
    counts += [counted(number, "population_check", standard="loan-reminded") for number in range(9)]
    counts += [counted(number, "held", "undated", standard="desk-staffed") for number in range(9)]
    return duties, counts


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    by_standard = {name: dict(SAID) for name in STANDARDS}
    by_standard["returns-in-good-state"] = {**SAID, "verdict": "cannot", "missing": [f"loan.{HOSTILE}"]}
    by_standard["loan-reminded"] = {**SAID, "verdict": "partly", "missing": ["reminder.way"], "leans_on": ["loan.shelf"],
                                    "no_edition": 3}
    run = made_run(folder / "run", made_library(folder / "library"), *rows(), by_standard=by_standard,
                   overridden={"loan-returned": ["loan_length"]},
                   links=[{"link": "reminder.loan_id to loan.loan_id", "rows": 10, "matched": 7, "blank": 0, "rate": 0.7,
                           "assured": False},
                          {"link": "fine.loan_id to loan.loan_id", "rows": 0, "matched": 0, "blank": 0, "rate": None,
                           "assured": False}])
    first = write_report(run)
    assert first == run / "report" / "internal" / "index.html"
    return first.parent


def page(report: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((report / name).read_text(encoding="utf-8"), "lxml")


NAMES = ("index.html", "not-measured.html", "signals.html", "question-1.html", "question-2.html", "question-3.html")


BESIDE = ("report.json", "in_charge.html", "in_charge.json", "management.csv", "management.xlsx")


def test_a_page_for_each_question_and_nothing_for_publication(report: Path) -> None:
    assert sorted(path.name for path in report.iterdir()) == sorted([*NAMES, *BESIDE])
    assert [path.name for path in report.parent.iterdir()] == ["internal"]


def test_teams_stand_beside_what_chance_allows_them(report: Path) -> None:
    data = json.loads((report / "report.json").read_text(encoding="utf-8"))
    [funnel] = [one for one in data["measures"]["loan-returned"]["charts"] if "beside what chance allows" in one["title"]]
    assert funnel["sentence"] == ("Of 3 teams, 3 lie within the 95% limits around 75.0%, the figure of them all together. "
                                  "1 team is not plotted, being too small for a figure.")
    assert [row[0] for row in funnel["table"]["rows"]] == ["t0", "t1", "t2"]
    figure = page(report, "question-1.html").select_one("#loan-returned figure:has(#loan-returned-team-funnel-caption)")
    assert figure is not None and [one["aria-labelledby"] for one in figure.select("svg")] == ["loan-returned-team-funnel-caption"]


def test_how_long_it_took_is_shown(tmp_path: Path) -> None:
    duties = [duty(number, "met", done_at=f"2017-03-0{2 + number % 5} 12:00", team_at_due="blue") for number in range(40)]
    write_report(made_run(tmp_path / "run", made_library(tmp_path / "library"), duties))
    data = json.loads((tmp_path / "run" / "report" / "internal" / "report.json").read_text(encoding="utf-8"))
    [chart] = [one for one in data["measures"]["loan-returned"]["charts"] if "how long it took" in one["title"]]
    assert "40 are done. Half were done within 3.0 days" in chart["sentence"]
    assert [row[:3] for row in chart["table"]["rows"]] == [["All", "40", "40"], ["blue", "40", "40"]]


def test_signals_have_a_page_with_their_charts_and_stand_on_the_first(tmp_path: Path) -> None:
    months = [f"2016-{month:02d}" for month in range(3, 13)] + ["2017-01", "2017-02"]
    duties = [duty(1000 * place + number, "met_late" if number % 10 == 0 or (place > 6 and team == HOSTILE) else "met",
                   f"{month}-10 12:00", started_at=f"{month}-01 12:00", team_at_due=team, owner_at_due=f"{team}{number // 3 % 6}")
              for place, month in enumerate(months) for number in range(60) for team in [("a", "b", HOSTILE)[number % 3]]]
    write_report(made_run(tmp_path / "run", made_library(tmp_path / "library"), duties))
    folder = tmp_path / "run" / "report" / "internal"
    found = page(folder, "signals.html")
    articles = found.select("article")
    assert len(articles) == 2 and len(found.select("article svg")) == 3  # the change with its team, and the team by itself
    assert "From October 2016 on" in articles[1].get_text() + articles[0].get_text()
    assert [link["href"] for link in found.select("article a")] == ["question-1.html#loan-returned"] * 2
    first = page(folder, "index.html")
    assert [link["href"] for link in first.select("a") if "#signal-" in str(link["href"])] == [
        "signals.html#signal-1", "signals.html#signal-2"]
    data = json.loads((folder / "report.json").read_text(encoding="utf-8"))["signals"]
    assert [one["kind"] for one in data["signals"]] in (["change", "group"], ["group", "change"]) and not data["nothing"]
    assert all("svg" not in chart for one in data["signals"] for chart in one["charts"])


@pytest.mark.parametrize("name", NAMES)
def test_each_page_is_marked_and_plain_and_whole(report: Path, name: str) -> None:
    soup = page(report, name)
    assert [one.get_text()[:18] for one in soup.select(".banner")] == ["OFFICIAL-SENSITIVE"] * 2
    assert soup.title is not None and "OFFICIAL-SENSITIVE" in soup.title.get_text()
    assert len(soup.find_all("h1")) == 1
    assert soup.find("script") is None and soup.find("link") is None and soup.find("img") is None
    assert not [one for one in soup.find_all(True) for word in one.attrs if word.startswith("on") or word == "src"]
    assert soup.html is not None and soup.html["lang"] == "en-GB"
    skip = soup.select_one("a.skip")
    assert skip is not None and soup.select_one(str(skip["href"])) is not None
    levels = [int(one.name[1]) for one in soup.find_all(["h1", "h2", "h3", "h4"])]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    ids = [one["id"] for one in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_tables_say_what_they_are_and_links_lead_somewhere(report: Path, name: str) -> None:
    soup = page(report, name)
    for table in soup.find_all("table"):
        assert table.caption is not None and table.caption.get_text(strip=True)
        assert all(one.get("scope") in ("col", "row") for one in table.find_all("th"))
        widths = {len(row.find_all(["th", "td"])) for row in table.find_all("tr")}
        assert len(widths) == 1
    for link in soup.find_all("a", href=True):
        file, _, place = str(link["href"]).partition("#")
        if not file.startswith("https:"):
            target = page(report, file or name) if (file or name).endswith(".html") else None
            assert target is not None or (report / file).is_file()
            assert not place or target is None or target.find(id=place) is not None, link


@pytest.mark.parametrize("name", NAMES)
def test_hostile_text_from_records_stays_text(report: Path, name: str) -> None:
    assert "<script" not in (report / name).read_text(encoding="utf-8")


def article(report: Path, name: str, standard: str) -> Tag:
    found = page(report, name).find(id=standard)
    assert isinstance(found, Tag)
    return found


def main_of(report: Path, name: str) -> Tag:
    found = page(report, name).main
    assert found is not None
    return found


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def test_a_measure_says_its_figure_its_chart_and_its_doubt(report: Path) -> None:
    text = words(article(report, "question-1.html", "loan-returned"))
    assert "From April 2016 to March 2017, 135 of 180 duties were met in time: 75.0% (68.2 to 80.8)." in text
    assert "Of the others, 45 still owed." in text
    assert "For 2 more it cannot be told: with them the rate lies from 74.2% to 75.3%." in text
    assert "Latest month: March 2017" in text and "That does not keep the 90% expected." in text
    for share in ("1 (0.5%; the year before none due) excused", "1 (0.5%; the year before none due) stopped being owed",
                  "2 (1.1%; the year before none due) cannot be told"):
        assert share in text
    assert "March 2017 (its records begin in January 2017) 135 of 180 75.0% 68.2 to 80.8 74.2 to 75.3" in text
    assert "At the library's default value" in text and "the service's own setting" in text
    assert "In which month 1 duty fell due: no date is known" in text
    drawn = article(report, "question-1.html", "loan-returned").find("svg")
    assert isinstance(drawn, Tag) and drawn.find_parent("figure").figcaption["id"] == drawn["aria-labelledby"]  # type: ignore[index, union-attr]
    assert "How to read it: Each dot is one month's rate" in text


@pytest.mark.parametrize(("unchecked", "months", "said"), [
    ([], {"2014-05": 9, "2017-03": 1}, "10 found, against a population of 25 (40.0%). That is material"),
    ([], {}, "none found, so nothing suggests"),
    (["loan.rare"], {}, "not checked, for the records lack loan.rare."),
])
def test_the_check_of_a_stock_looks_as_far_back_as_the_records_and_says_where_it_could_not(
        unchecked: list[str], months: dict[str, int], said: str, tmp_path: Path) -> None:
    counts = [counted(number, "population_check", month, standard="loan-reminded") for month, many in months.items()
              for number in range(many)]
    by_standard = {name: dict(SAID) for name in STANDARDS}
    by_standard["loan-reminded"] = {**SAID, "unchecked": unchecked}
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), rows()[0], counts, by_standard=by_standard)
    text = words(article(write_report(run).parent, "question-1.html", "loan-reminded"))
    assert f"Rare things never reminded of: {said}" in text
    assert ("cannot be assured: population not checked" in text) == bool(unchecked)


def test_a_standard_owed_again_and_again_leads_with_its_stock(report: Path) -> None:
    text = words(article(report, "question-1.html", "loan-reminded"))
    assert "As at 31 March 2017 23:59, 0 of 25 open subjects had nothing overdue: 0.0%" in text
    assert "Each interval between one and the next, as a duty of its own" in text
    assert "0 of 25 0.0% 0.0 to 13.3 nothing unknown" in text
    assert "Cannot be assured. Rare things never reminded of: 9 found, against a population of 25 (36.0%)." in text
    assert "Cannot be assured. Fewer than nine in ten of what it leans on lead to their record." in text
    assert "cannot be assured: weak link" in text and "only 70.0% of reminder.loan_id (7 of 10) finds its record" in text
    assert "The duties most overdue: 20 of 25" in text
    assert "the records lack reminder.way" in text and "it leans on loan.shelf as extracted" in text
    assert "3 records that started when no edition of this standard was in force" in text
    assert "A reminder that reached nobody is still sent." in text
    assert "Whether the reminder was read: it counts that it went out." in text


def test_guards_stand_beside_what_they_guard_even_unmeasured(report: Path) -> None:
    text = words(article(report, "question-1.html", "loan-reminded"))
    assert "Read it together with Loan returned in time : From April 2016" in text
    assert "Things come back in good state: Not measured: the records lack loan." in text
    assert "Clerks at the front desk: Not measured: no record says what is needed." in text


def test_the_most_overdue_say_who_and_by_when(report: Path) -> None:
    table = next(one for one in article(report, "question-1.html", "loan-reminded").find_all("table")
                 if one.caption and "most overdue" in one.caption.get_text())
    assert len(table.find_all("tr")) == 21
    first = [words(cell) for cell in table.find_all("tr")[1].find_all(["th", "td"])]
    assert first[1:5] == ["high", "10 March 2017 12:00", "21 days", "nothing recorded shows it done"]
    assert first[5] == "member: o3"


def test_a_part_already_shown_is_named_and_not_repeated(report: Path) -> None:
    soup = page(report, "question-1.html")
    assert len(soup.select("#loan-returned")) == 1
    assert "See also, above: Loan returned in time ." in words(main_of(report, "question-1.html"))


def test_indicators_mark_what_is_too_early_and_draw_no_ratio_of_counts(report: Path) -> None:
    text = words(article(report, "question-3.html", "look-whole"))
    assert "Latest 12 mature months: February 2016 to January 2017" in text and "30 of 40 records: 75.0%" in text
    assert "1 month is still too early to judge." in text and "too early" in text
    text = words(article(report, "question-3.html", "fines-charged"))
    assert "In March 2017, 30 fines against 40 loans. No ratio is shown" in text and "30 against 40" in text
    assert "a ratio of these two counts would mislead" in text
    assert "Category" in text


def test_what_could_not_be_measured_says_why(report: Path) -> None:
    text = words(main_of(report, "not-measured.html"))
    assert "The records lack loan.<script>" in text
    assert "No record says what is needed." in text
    assert "Measured in part" in text and "Borrower reminded every week: the records lack reminder.way." in text
    assert "Borrower reminded every week (the records lack reminder.way)." in words(main_of(report, "index.html"))


def test_a_question_that_nothing_answers_says_so(report: Path) -> None:
    assert "Silence here is not a good figure." in words(main_of(report, "question-2.html"))


def test_the_overview_accounts_for_the_records(report: Path) -> None:
    text = words(main_of(report, "index.html"))
    assert "9 rows were read: 7 were accepted and 2 set aside." in text
    assert "loan.csv loan 9 7 2" in text and "no key 2" in text and "fine.loan_id to loan.loan_id 0 0 none" in text
    assert "abc" in text and "def" in text


def test_the_same_content_as_data(report: Path) -> None:
    data = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert data["marking"] == "OFFICIAL-SENSITIVE"
    assert sorted(data["measures"]) == sorted(STANDARDS)
    measure = data["measures"]["loan-returned"]
    assert measure["readings"][0]["numbers"]["met"] == 135 and measure["readings"][0]["rate"] == 0.75
    assert measure["charts"][0]["table"]["rows"] and "svg" not in measure["charts"][0]
    assert data["questions"][0]["parts"][2] == {"text": "Are people reminded?", "shown": ["loan-reminded"],
                                                "above": ["loan-returned"], "not_measured": []}


def test_rows_that_do_not_add_up_and_what_was_not_read_are_said(tmp_path: Path) -> None:
    records = {"rows_read": 9, "rows_accepted": 7, "rows_set_aside": 1, "warnings": ["Odd."], "not_read": ["x.csv"]}
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), records=records)
    first = write_report(run, tmp_path / "out")
    assert first == tmp_path / "out" / "internal" / "index.html"
    text = words(BeautifulSoup(first.read_text(encoding="utf-8"), "lxml"))
    assert "must not be relied on" in text and "Odd." in text and "no source of the mapping matches: x.csv" in text
    assert "Nothing in the records gave rise to such a duty" in first.with_name("not-measured.html").read_text(encoding="utf-8")


def test_how_coarse_times_are_is_said_the_coarsest_first(tmp_path: Path) -> None:
    tables = {"loan": {"columns": ["lent_at", "entered_at"], "coarse": {"lent_at": "day", "returned_at": "month"}},
              "reminder": {"columns": ["entered_at"], "coarse": {"sent_at": "day"}}}
    records = {"rows_read": 9, "rows_accepted": 9, "rows_set_aside": 0, "tables": tables}
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), records=records)
    text = words(main_of(write_report(run).parent, "index.html"))
    assert ("Some times are known to the month only: loan.returned_at; to the day only: loan.lent_at and reminder.sent_at. "
            "Nothing is claimed that depends on what is finer.") in text


def test_an_unknown_framework_is_refused(tmp_path: Path) -> None:
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"))
    with pytest.raises(Problems, match="Did you mean 'reading_room'"):
        write_report(run, framework="reading_rom")


def test_templates_and_style_ask_nothing_of_the_network() -> None:
    for path in TEMPLATES.iterdir():
        text = path.read_text(encoding="utf-8")
        assert "http" not in text.replace('startswith("https://")', "") and "url(" not in text and "@import" not in text


def test_teams_stand_by_name_each_beside_what_guards_it(report: Path) -> None:
    table = next(one for one in article(report, "question-1.html", "loan-reminded").find_all("table")
                 if one.caption and "by team" in one.caption.get_text())
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
    assert rows[0][0] == "Team" and rows[0][-1] == "Beside it: Loan returned in time"
    assert rows[1] == ["blue", "0 of 25", "0.0%", "0.0 to 13.3", "21 days", "cannot be told"]
    named = words(article(report, "question-1.html", "loan-returned"))
    assert "Team Met in time Rate 95% interval Still owed Cannot tell" in named
    assert named.index("t0 45 of 60 75.0%") < named.index("t1 45 of 60 75.0%") < named.index("t2 45 of 60 75.0%")


def test_two_kinds_of_record_are_drawn_as_two_counts(report: Path) -> None:
    figure = article(report, "question-3.html", "fines-charged").find("figure")
    assert isinstance(figure, Tag)
    assert "In March 2017 there were 30 fines and 40 loans." in words(figure)
    assert "Month Fines Loans March 2017 30 40" in words(figure)


def test_where_no_month_has_a_rate_the_counts_are_drawn(tmp_path: Path) -> None:
    duties = [duty(number, "met" if number % 5 else "missed", f"2017-0{1 + number % 3}-10 12:00") for number in range(30)]
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), duties)
    figure = article(write_report(run).parent, "question-1.html", "loan-returned").find("figure")
    assert isinstance(figure, Tag) and figure.find("svg") is not None
    assert "duties by month In January 2017 there were 8 met in time and 10 due in all; in March 2017, 8 and 10." in words(figure)
    assert "none: fewer than 20 duties" in words(figure)


def test_the_overview_counts_measures_and_names_what_changed(tmp_path: Path) -> None:
    duties = [duty(number, "met" if number % 10 else "missed", "2017-03-10 12:00") for number in range(200)]
    duties += [duty(300 + number, "met" if number % 2 else "missed", f"201{5 + number % 4 // 2}-03-10 12:00")
               for number in range(400)]  # of both years before, so that the nearer one is whole
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), duties)
    text = words(main_of(write_report(run).parent, "index.html"))
    assert "Do things come back? 0 0 1 0 2" in text  # 90% of 200 cannot be told from 90%; two are not measured
    assert "at least 90% (local value) cannot be told from what is expected" in text
    assert "Loan returned in time 50.0% 90.0% rose: better" in text


def test_a_year_of_which_only_a_part_is_known_is_set_beside_nothing(tmp_path: Path) -> None:
    duties = [duty(number, "met" if number % 10 else "missed", "2017-03-10 12:00") for number in range(200)]
    duties += [duty(300 + number, "missed", "2016-03-10 12:00") for number in range(200)]
    run = made_run(tmp_path / "run", made_library(tmp_path / "library"), duties)
    text = words(main_of(write_report(run).parent, "index.html"))
    assert "Loan returned in time 90.0% 85.1 to 93.4 not known" in text
    assert "What changed cannot be said: no measure has a figure for the whole of the year before." in text


def test_a_report_names_the_run_that_is_still_being_written(tmp_path: Path) -> None:
    run = made_run(tmp_path / ".march.unfinished-123", made_library(tmp_path / "library"))
    assert json.loads((write_report(run).parent / "report.json").read_text(encoding="utf-8"))["run"]["name"] == "march"


@pytest.mark.parametrize(("now", "before", "better", "way"), [
    ((0.1, 0.2), (0.3, 0.4), "higher", "fell: worse"), ((0.1, 0.2), (0.3, 0.4), "lower", "fell: better"),
    ((0.5, 0.6), (0.3, 0.4), "lower", "rose: worse"), ((0.5, 0.6), (0.3, 0.4), "neither", "rose"),
    ((0.3, 0.5), (0.4, 0.6), "higher", ""), ((None, None), (0.4, 0.6), "higher", ""),
])
def test_a_change_is_named_only_where_the_intervals_do_not_meet(now: tuple, before: tuple, better: str, way: str) -> None:
    made = Measure("x", "X", "duty", "", "", "can", better=better)
    made.readings = [Reading("", "", "", low=low, high=high) for low, high in (now, before)]
    assert change_of(made) == way


@pytest.mark.parametrize(("now", "before", "way"), [
    ((422, 1000), (470, 1000), "fell: worse"), ((517, 1000), (470, 1000), "rose: better"),
    ((424, 1000), (470, 1000), ""), ((99, 1000), (200, 1000), ""), ((150, 1000), (45, 90), ""), ((422, 1000), (0, 1000), ""),
])
def test_a_ratio_without_an_interval_changed_where_it_moved_far_on_large_counts(now: tuple, before: tuple, way: str) -> None:
    made = Measure("x", "X", "indicator", "", "", "can", better="higher")
    made.readings = [Reading("", "", "", rate=above / below, numbers={"numerator": above, "denominator": below})
                     for above, below in (now, before)]
    assert change_of(made) == way
