"""What inspectors published beside what the figures say: sentence by sentence whether they agree, differ, or nothing can be said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from peelian.inspections.links.links import links_of
from peelian.inspections.links.match import Matcher
from peelian.inspections.links.statements import statements_of
from peelian.inspections.published import Answer, Published
from peelian.inspections.read.model import Inspection
from peelian.inspections.report.model import Measure, Report, SignalShown
from peelian.inspections.report.overview import change_of
from peelian.measures.chart_text import KEPT, NOT_KEPT

Verdict = Literal["agree", "agree in part", "differ", "absent"]
VERDICTS: dict[Verdict, str] = {
    "agree": "every figure that speaks points the same way as the "
             "sentence", "agree in part": "some figures point the same way, others do not",
    "differ": "every figure that speaks points the other way", "absent": "no figure can speak of it"}
MOST_OF_IT = 0.5  # of a page's sentences that must stand in the inspection for it to be that page
WELL, ILL = "well", "not well"
FEWER = re.compile(r"\b(reduction|reduced|declin\w+|fall\w*|fell|fewer|lower)\b", re.IGNORECASE)
CHANGE = re.compile(rf"{FEWER.pattern}|\b(improved|improvement since|now|progress|(has|have) (increased|risen))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Spoken:
    """One measure that speaks of a sentence, or why it does not. points: well, not well, both, or empty where it cannot speak."""

    standard: str
    title: str
    points: str
    says: str
    page: str = ""


@dataclass
class Row:
    """One sentence of the page. sign: how inspectors meant it, where it can be told. why: what makes the verdict."""

    words: str
    said_as: str
    sign: str
    verdict: Verdict
    why: str
    spoken: list[Spoken] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    cannot_show: list[str] = field(default_factory=list)


@dataclass
class Beside:
    """The whole comparison. how: by what each sentence came to its measures."""

    inspection: str
    as_at: str
    how: str
    notes: list[str]
    rows: list[Row]

    def counted(self) -> dict[str, int]:
        return {name: sum(row.verdict == name for row in self.rows) for name in VERDICTS}

    def plain(self) -> dict[str, Any]:
        return {"marking": "OFFICIAL-SENSITIVE", **asdict(self), "verdicts": self.counted()}


def beside(inspection: Inspection, report: Report, pages: Sequence[Published], matcher: Matcher, titles: Mapping[str, str]) -> Beside:
    """Set a read inspection beside a report. pages: those of the library whose sentences people tied to standards.

    Where one of them is the inspection, its ties are taken; else the method that links findings to standards suggests them.
    """
    measures = {one.standard: (one, question.page) for question in report.questions
                for one in (*question.measured, *question.not_measured)}
    signals = {name: [one for one in report.signals.signals if one.standard == name] for name in measures}
    speak = _Speaker(measures, signals, titles)
    page = _same_page(inspection, pages)
    if page is not None:
        how = f"Which standards answer each sentence was decided by people, in the library's page {page.page}."
        rows = [_row(line.words, *_meant(line.words, inspection), line.answers, speak) for line in page.lines if line.kind == "claim"]
    else:
        how = "Which standards would measure each finding was suggested by a method, and decided by nobody."
        rows = [_row(one.statement.text, one.statement.kind, _sign(one.statement.kind), _suggested(one), speak)
                for one in links_of(inspection, matcher, {}, strengths=True).linked]
    whose = inspection.force.name if inspection.force else "a force that the page does not name"
    return Beside(f"{whose}, {inspection.cycle or 'no cycle named'}", report.as_at, how, _notes(inspection, report), rows)


def _notes(inspection: Inspection, report: Report) -> list[str]:
    """What a reader must know before comparing."""
    said = [report.made_up_sentence] if report.made_up else []
    dated = inspection.published or inspection.updated
    if dated and str(dated.date)[:4] != str(report.run["as_at"])[:4]:
        said.append(f"The page is of {dated.date.day} {dated.date:%B %Y} and the records speak of {report.as_at}: a "
                    f"difference may be one of time.")
    said.append("Inspectors looked at quality, in files, interviews and observations; a figure counts what was recorded. Where the two "
                "differ, neither is proved wrong by it.")
    return said


def _plain_words(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9 ]+", " ", text.lower()).split())


def _same_page(inspection: Inspection, pages: Sequence[Published]) -> Published | None:
    text = _plain_words(inspection.text)
    for page in pages:
        claims = [line for line in page.lines if line.kind == "claim"]
        if claims and sum(_plain_words(line.words) in text for line in claims) > MOST_OF_IT * len(claims):
            return page
    return None


def _meant(words: str, inspection: Inspection) -> tuple[str, str]:
    """As what inspectors said it and how they meant it, from what was read: the statement whose words stand in the sentence."""
    own = _plain_words(words)
    for one in statements_of(inspection):
        text = _plain_words(one.text)
        if text and (text in own or own in text):
            return one.kind, _sign(one.kind)
    return "", ""


def _sign(kind: str) -> str:
    return WELL if kind == "strength" else ILL if kind else ""


def _suggested(one: Any) -> list[Answer]:
    names = [link.standard for link in one.links]
    if names:
        return [Answer(mark="proxy", standards=names, cannot_show="Whether the suggested link is right: nobody has confirmed it.")]
    return []


class _Speaker:
    """What each measure of a run has to say of a sentence."""

    def __init__(self, measures: Mapping[str, tuple[Measure, str]], signals: Mapping[str, list[SignalShown]],
                 titles: Mapping[str, str]):
        self.measures, self.signals, self.titles = measures, signals, titles

    def of(self, name: str, words: str) -> Spoken:
        title = self.titles.get(name, name)
        if name not in self.measures:
            return Spoken(name, title, "", "It is not in this report.")
        one, page = self.measures[name]
        if not one.measured:
            return Spoken(name, title, "", f"Not measured: {one.why_not_measured}", f"not-measured.html#{name}")
        headline = one.headline.sentence if one.headline else ""
        points = set(self._points(one, words))
        said = [headline, one.against_expected, *(signal.sentence for signal in self.signals[name])]
        way = change_of(one)
        said += [f"Beside the year before it {way.partition(':')[0]}."] if way else []
        if not points:
            said.append("It did not change beyond chance, so it points neither way." if CHANGE.search(words) else
                        "Nothing is expected of it, or it cannot be told, and it did not change beyond chance: it points neither way.")
        found = "both" if len(points) > 1 else next(iter(points), "")
        return Spoken(name, title, found, " ".join(part for part in said if part), f"{page}#{name}")

    def _points(self, one: Measure, words: str) -> Iterator[str]:
        """A sentence on a change is held against what changed; any other against the level, and where none is expected, the change."""
        level = [{KEPT: WELL, NOT_KEPT: ILL}.get(one.beside_expected, "")]
        level += [ILL for signal in self.signals[one.standard] if signal.kind == "group"]
        moved = change_of(one)
        ways = [moved.partition(": ")[2], *(signal.way for signal in self.signals[one.standard] if signal.kind == "change")]
        change = [{"better": WELL, "worse": ILL}.get(way, "") for way in ways]
        if not any(change) and FEWER.search(words) and moved.startswith("fell"):
            change = [ILL]  # borne out, though a figure cannot say which way is better
        chosen = change if CHANGE.search(words) else level if any(level) else change
        return (point for point in chosen if point)


def _row(words: str, said_as: str, sign: str, answers: Sequence[Answer], speak: _Speaker) -> Row:
    spoken = [speak.of(name, words) for name in dict.fromkeys(name for one in answers for name in one.standards)]
    people = [one.what for one in answers if one.what]
    lacking = [one.cannot_show for one in answers if one.cannot_show]
    verdict, why = _verdict(sign, spoken, answers)
    return Row(words, said_as, sign, verdict, why, spoken, people, lacking)


def _verdict(sign: str, spoken: Sequence[Spoken], answers: Sequence[Answer]) -> tuple[Verdict, str]:
    speaking = [one for one in spoken if one.points]
    if not answers:
        return "absent", "No standard of this library measures it."
    if not spoken:
        return "absent", "Records hold nothing of it."
    if not speaking:
        unmeasured = sum(one.says.startswith("Not measured") for one in spoken)
        if unmeasured == len(spoken):
            return "absent", "None of the standards that answer it could be measured from these records."
        return "absent", "The figures that there are point neither way: nothing is expected of them, or it cannot be told."
    if not sign:
        return "absent", ("The sentence was not read as a strength or a weakness, so no figure can agree or differ; what there is "
                          "stands beside it.")
    same = sum(one.points == sign for one in speaking)
    figures = "figure that speaks points" if len(speaking) == 1 else "figures that speak point"
    counted = f"{same} of {len(speaking)} {figures} the same way"
    if same == len(speaking):
        return "agree", f"{counted}."
    if same or any(one.points == "both" for one in speaking):
        return "agree in part", f"{counted}; the others point the other way or both ways."
    proxy = " What it was held against is a proxy: see what that cannot show." if any(one.mark == "proxy" for one in answers) else ""
    return "differ", f"{counted}.{proxy}"


