"""An inspection beside the figures: which sentences they bear out, which not, and of which they cannot speak, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from peelian.cli import main
from peelian.inspections.publish.beside import ILL, VERDICTS, WELL, Spoken, _Speaker, _verdict
from peelian.inspections.published import Answer, read_published
from peelian.inspections.report.model import Measure, Reading, SignalShown
from peelian.libraries import BUILT_IN, DEFAULT
from peelian.standards.library import read_library
from tests.architecture.tree import ROOT
from tests.unit.measures.made_run import duty, made_run

PAGE = ROOT / "tests" / "inspections" / "read" / "hertfordshire-peel-2017-effectiveness.txt"
ENGLAND = BUILT_IN / DEFAULT

RECORDS = [Answer(mark="records", standards=["a", "b"])]


def measure(beside: str = "", now: tuple[float, float] = (0.5, 0.6), before: tuple[float, float] = (0.5, 0.6),
            better: str = "higher") -> Measure:
    one = Measure("a", "A", "duty", "", "", "can", beside_expected=beside, better=better)
    one.readings = [Reading(period, "Said.", "x", rate=low, low=low, high=high)
                    for period, (low, high) in (("now", now), ("before", before))]
    return one


def points(one: Measure, words: str, *signals: SignalShown) -> str:
    return _Speaker({"a": (one, "p.html")}, {"a": list(signals)}, {"a": "A"}).of("a", words).points


def test_a_sentence_on_how_it_is_is_held_against_the_level() -> None:
    rose = {"now": (0.8, 0.9), "before": (0.5, 0.6)}
    assert points(measure("does not keep it", **rose), "Officers attend promptly.") == ILL
    assert points(measure("keeps it"), "Officers attend promptly.") == WELL
    assert points(measure(**rose), "Officers attend promptly.") == WELL  # nothing is expected: then the change
    assert points(measure(), "Officers attend promptly.") == ""


def test_a_sentence_on_a_change_is_held_against_what_changed() -> None:
    rose = {"now": (0.8, 0.9), "before": (0.5, 0.6)}
    assert points(measure("does not keep it", **rose), "It has improved since 2016.") == WELL
    assert points(measure("does not keep it"), "It has improved since 2016.") == ""
    fell = measure(now=(0.1, 0.2), better="neither")
    assert points(fell, "There is a reduction in arrests.") == ILL and points(fell, "Arrests are made.") == ""


def test_one_group_that_stands_out_speaks_against_an_even_level() -> None:
    group = SignalShown("a", "A", "", "worse", "group", "One group stands out.", [])
    assert points(measure("keeps it"), "Handovers are good.", group) == "both"


def test_what_is_not_measured_says_why() -> None:
    one = measure("keeps it")
    one.why_not_measured = "the records lack loan.returned_at."
    said = _Speaker({"a": (one, "p.html")}, {"a": []}, {"a": "A"}).of("a", "x")
    assert said.points == "" and said.says == "Not measured: the records lack loan.returned_at."
    assert _verdict(WELL, [said], RECORDS) == ("absent", "None of the standards that answer it could be measured from these records.")


@pytest.mark.parametrize(("sign", "spoken", "verdict"), [
    (WELL, [WELL, WELL], "agree"), (WELL, [ILL], "differ"), (ILL, [ILL, WELL], "agree in part"), (WELL, ["both"], "agree in part"),
    (WELL, [""], "absent"), ("", [WELL], "absent"), (WELL, [], "absent")])
def test_the_verdict_counts_the_figures_that_speak(sign: str, spoken: list[str], verdict: str) -> None:
    assert _verdict(sign, [Spoken("a", "A", one, "Said.") for one in spoken], RECORDS)[0] == verdict


def test_no_standard_and_people_alone_are_told_apart() -> None:
    people = [Answer(mark="people", place="judgement", what="The grade.")]
    assert _verdict(WELL, [], [])[1] == "No standard of this library measures it."
    assert _verdict(WELL, [], people)[1] == "Records hold nothing of it."


@pytest.fixture(scope="module")
def beside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The internal report of a run that holds little, with the page of 2017 beside it and as the last inspection."""
    folder = tmp_path_factory.mktemp("beside")
    rows = [duty(number, "met" if number % 20 else "met_late", "2017-03-10 12:00", standard="response-immediate",
                 started_at="2017-03-10 11:50") for number in range(400)]
    run = made_run(folder / "run", ENGLAND, rows)
    assert main(["read", str(PAGE), "--out", str(folder / "page.json")]) == 0
    assert main(["report", str(run), "--out", str(folder / "out"), "--no-pdf", "--beside", str(folder / "page.json"),
                 "--since", str(folder / "page.json")]) == 0
    return folder / "out"


def test_every_claim_of_the_page_has_a_row_with_a_verdict_and_a_reason(beside: Path) -> None:
    found = json.loads((beside / "internal" / "beside.json").read_text(encoding="utf-8"))
    page = read_published(ENGLAND / "published" / "hertfordshire_2017.yaml", read_library(ENGLAND))
    claims = [line.words for line in page.lines if line.kind == "claim"]
    assert [row["words"] for row in found["rows"]] == claims and sum(found["verdicts"].values()) == len(claims)
    assert all(row["verdict"] in VERDICTS and row["why"] for row in found["rows"])
    assert "decided by people" in found["how"] and found["marking"] == "OFFICIAL-SENSITIVE"


def test_little_is_measured_so_most_is_absent_and_says_why(beside: Path) -> None:
    rows = json.loads((beside / "internal" / "beside.json").read_text(encoding="utf-8"))["rows"]
    prompt = next(row for row in rows if "it attends incidents promptly" in row["words"])
    spoken = {one["standard"]: one for one in prompt["spoken"]}
    assert spoken["response-immediate"]["points"] == WELL and "380 of 400" in spoken["response-immediate"]["says"]
    assert spoken["response-priority"]["says"].startswith("Not measured: nothing in the records gave rise")
    assert prompt["verdict"] == "agree" and prompt["cannot_show"] and sum(row["verdict"] == "absent" for row in rows) > 40


def test_the_page_is_marked_and_leads_to_the_figures(beside: Path) -> None:
    page = BeautifulSoup((beside / "internal" / "beside.html").read_text(encoding="utf-8"), "lxml")
    assert page.select_one(".banner") is not None and len(page.select("article")) == len({one["id"] for one in page.select("article")})
    for link in page.select("main article a"):
        file, _, place = str(link["href"]).partition("#")
        target = BeautifulSoup((beside / "internal" / file).read_text(encoding="utf-8"), "lxml")
        assert target.find(id=place) is not None
    assert not (beside / "public" / "beside.html").exists()


def test_every_internal_page_leads_to_it_where_it_was_written(beside: Path, published: Path) -> None:
    for page in (beside / "internal").glob("*.html"):
        nav = BeautifulSoup(page.read_text(encoding="utf-8"), "lxml").select_one("header nav")
        assert nav is not None and [one.get_text() for one in nav.select('a[href="beside.html"]')] == ["Beside the published page"]
    assert not any('href="beside.html"' in page.read_text(encoding="utf-8") for page in published.rglob("*.html"))


def test_as_many_could_not_be_measured_in_public_as_within(beside: Path) -> None:
    """What may not be published and was not measured either is one of them: it has no figure to keep back."""
    public = json.loads((beside / "public" / "report.json").read_text(encoding="utf-8"))
    within = json.loads((beside / "internal" / "report.json").read_text(encoding="utf-8"))
    lacking = [one["id"] for one in public["not_measured"] if not one["withheld"]]
    assert sorted(lacking) == sorted(within["not_measured"])
    assert {"arv-response-known"} <= set(lacking)
    said = BeautifulSoup((beside / "public" / "index.html").read_text(encoding="utf-8"), "lxml").get_text(" ")
    assert f"{len(lacking)} of the library's standards could not be measured" in " ".join(said.split())
    for question in public["questions"]:
        page = next(one for one in within["questions"] if one["id"] == question["id"])
        assert set(question["not_measured"]) == {name for part in page["parts"] for name in part["not_measured"]}


def test_a_page_calls_a_service_what_its_library_calls_it(beside: Path, published: Path) -> None:
    for report, called in ((beside, "force"), (published, "service")):
        data = json.loads((report / "public" / "report.json").read_text(encoding="utf-8"))
        assert data["called"] == called
        assert {figure["of"] for one in data["measures"] for figure in one["figures"]} == {f"the whole {called}"}
    pages = [page.read_text(encoding="utf-8") for page in (*beside.rglob("question-*.html"), *beside.rglob("figures-*.html"))]
    assert any("Values that a force sets for itself" in page for page in pages)
    assert not any("a service sets" in page or "service's own" in page for page in pages)


def test_a_change_and_another_year_are_told_in_words_of_their_own(published: Path) -> None:
    data = json.loads((published / "public" / "report.json").read_text(encoding="utf-8"))
    said = [one["words"] for one in data["summary"]]
    assert [words for words in said if "for the worse beyond chance" in words] != []
    assert [words for words in said if "than the year before" in words] != []
    assert not [words for words in said if "beyond chance" in words and "year before" in words]


def test_what_the_last_inspection_asked_for_stands_in_the_published_report(beside: Path) -> None:
    data = json.loads((beside / "public" / "report.json").read_text(encoding="utf-8"))
    assert data["last_inspection"] == ("The last inspection is that of Hertfordshire Constabulary, 2017, dated 22 March 2018.")
    assert [one["kind"] for one in data["since"]] == ["area for improvement"] * 5
    assert data["since"][0]["asked"].startswith("The force should take steps to ensure that it records all available evidence")
    assert all(one["now"] and not one["measures"] and one["state"] == "" for one in data["since"])
