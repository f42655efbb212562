"""What a published report says of itself: its summary, judgements, method, limits, and what was withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from peelian.inspections.grading.model import INDICATIVE, Judgement
from peelian.inspections.publish.claims import BETTER, DOES_NOT_KEEP, KEEPS, STANDS, STANDS_OUT, WORSE, YEAR, Claims
from peelian.inspections.publish.told import RULES
from peelian.inspections.report.accounting import LIMITS, limits_of_times
from peelian.inspections.report.gather import Gathered
from peelian.inspections.report.model import Measure, QuestionPage, Report
from peelian.measures.chart_text import NOT_SURE, many, number

OF_THE_INTERNAL_REPORT = ("Worst to best", "Teams are listed")  # limits of what the published report does not show
NOT_GRADED = "Not graded"
NO_GRADE_HERE = "The inspection gives this question no grade."


def whole_figures(report: Report, claims: Mapping[str, Claims], withheld: Sequence[str], internal: Mapping[str, Measure]
                  ) -> dict[str, str]:
    """Figures of the report as a whole, which its summary may name: counts of measures, which speak of nobody."""
    def holding(*which: str) -> int:
        return sum(any(claim in which for claim in one.holds) for one in claims.values())

    levels = holding(*STANDS.values())
    out = sum(any(claim.endswith(STANDS_OUT) for claim in one.holds) for one in claims.values())
    lacking = sum(not one.measured for one in internal.values())
    return {"service": report.service, "as_at": report.as_at, "measures": many(len(claims), "measure"),
            "with_level": many(levels, "measure"), "kept": number(holding(KEEPS)), "not_kept": number(holding(DOES_NOT_KEEP)),
            "unsure": number(holding(STANDS[NOT_SURE])), "better": many(holding(BETTER), "measure"), "worse": number(holding(WORSE)),
            "year_better": many(holding(YEAR["rose: better"]), "measure"), "year_worse": number(holding(YEAR["rose: worse"])),
            "groups": number(out), "not_measured": many(lacking, "standard"), "not_published": many(len(withheld), "standard")}


def summary_of(whole: Mapping[str, str]) -> list[str]:
    """The draft of the report in short."""
    level = ("Of no measure with an expected level may it be told whether it is kept." if whole["with_level"].startswith("0 ") else
             "Of {with_level} with an expected level of which it may be told, {kept} keep it and {not_kept} do not; of {unsure} "
             "it cannot be told.")
    lacking = ("Of the library's standards none lacks a figure for want of records." if whole["not_measured"].startswith("0 ") else
               "Of {not_measured} nothing could be measured, which says nothing good and nothing bad.")
    return [
        "This report speaks of {service} as at {as_at}. It rests on {measures} made from records of that day.",
        level,
        "From month to month, {better} changed for the better and {worse} for the worse beyond chance, and in {groups} one "
        "group stands out.",
        "Figures set beside those of the year before are another look: {year_better} did better than the year before and {year_worse} "
        "worse. A year can differ although no month can be named from which on it did.",
        lacking,
    ]


def judged(question: QuestionPage, judgement: Judgement) -> tuple[str, bool, str]:
    """The grade in words, whether a person set it, and what it rests on."""
    if question.id == "others":
        return "", False, "These measures answer none of the framework's questions."
    one = next((each for each in judgement.questions if each.id == question.id), None)
    if one is None or not one.graded:
        return NOT_GRADED, False, NO_GRADE_HERE
    if one.final is not None:
        which = "an earlier run" if one.final.moment == "earlier" else "another run of the same moment"
        run = "" if one.final.this_run else f" It was set on {which}, as at {one.final.run_as_at}."
        return one.final.grade.capitalize(), True, f"A person set this grade, with reasons.{run}"
    grade = one.indicative.grade if one.indicative.told and one.indicative.grade else "cannot be told"
    not_final = [f"A person set a grade, which is not final here: {because}."
                 for because in dict.fromkeys(each.not_final_because for each in one.earlier) if because]
    if one.indicative.if_bad_differs:
        grade += f" ({one.indicative.if_bad or 'no grade'}, were all that cannot be told bad)"
    return f"{NOT_GRADED}; {INDICATIVE}: {grade}", False, " ".join([one.indicative.sentence, *not_final])


def method_words(report: Report) -> list[str]:
    """How the figures were made."""
    return [
        f"The questions are those of {report.framework['title']}. Which standards answer each is data, and stands with every question.",
        *([report.framework["note"]] if report.framework["note"] else []),
        "A standard says what is owed, by whom and by when. Applied to records it gives duties: one for each thing owed once, to one "
        "subject, by a time. A share is those met in time out of those that were met, met late, missed or are overdue, over "
        "duties whose "
        "deadline had passed. What was excused, what stopped being owed, and what the records cannot tell stand beside it.",
        "Nothing that was entered after the report's moment is known to it.",
        "Where 20 or more are counted, a share has a 95% interval (Wilson's). A measure keeps what is expected where the whole "
        "interval does, and does not where none of it does; else it cannot be told. A headcount is counted whole at one moment: it has "
        "no interval, and its share alone decides.",
        f"Changes and groups that stand out are told where chance is unlikely over everything that was looked at together: "
        f"{report.signals.rate}",
        "A change says when and by how much, and never why.",
        "A sentence that was drafted from a figure rests on the measure that it links to. So does one that people wrote and tied to a "
        "claim on a measure. Where such a claim did not hold any more, the sentence was left out.",
        "Sentences that people wrote without a measure, or without saying what must hold of it, are theirs: nothing here looks "
        "whether they still hold. Those without a measure are marked.",
    ]


def disclosure_words() -> list[str]:
    """What was done so that nobody can be found."""
    return [
        f"Counts from 1 to {RULES.least - 1} are withheld, and with them any other count from which one could be worked out.",
        f"Counts that are shown are rounded to the nearest {RULES.base}, each by itself, so sums may differ a little. Shares "
        f"are those of "
        "the true counts; they are told only where neither side is small.",
        "Where fewer than five were not met, or were, a share is told as so much or more, or less.",
        "Whether what is expected is kept is not told of a figure that is withheld, nor where it would say more of the few than that.",
        "No figure speaks of fewer than five people who hold the work, and none is ordered by person or team. No team is named; "
        "areas are, where nothing small comes out.",
        "A level before and after a change is told only where it gives away no month that is withheld.",
        "Some standards are never published: which ones stands under what could not be measured.",
    ]


def limits_words(report: Report, found: Gathered) -> list[str]:
    """What the report cannot say, without a count of records."""
    said = [*(one for one in LIMITS if not one.startswith(OF_THE_INTERNAL_REPORT)), *limits_of_times(found)]
    if report.partly:
        said.append(f"{many(len(report.partly), 'measure was', 'measures were')} made from part of "
                    f"{'its' if len(report.partly) == 1 else 'their'} "
                    "rule, for the records lack columns: each is marked.")
    return said
