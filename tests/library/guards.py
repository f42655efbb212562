"""What guards each figure: writes docs/reference/guards.md.

    python -m tests.library.guards
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from peelian.libraries import DEFAULT, library_path
from peelian.standards.library import Library, read_library

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "guards.md"


@dataclass(frozen=True)
class Way:
    """A way in which a figure can look better than it is, the standards that show it, and how. `guarded` is shown with the first.

    checks: standards whose population check shows it; shown_by: standards that show it as a figure of their own.
    """

    way: str
    guarded: str
    checks: tuple[str, ...] = ()
    shown_by: tuple[str, ...] = ()
    how: str = ""


WAYS = (
    Way("Domestic abuse is not marked as such, though there is a risk form, an order or a referral to the conference.",
        "da-risk-assessed",
        checks=("da-risk-assessed", "da-arrest-rate", "da-charge-rate", "da-secondary-assessment", "da-call-attended",
                "da-bwv-captured", "da-positive-action", "dvpn-considered"),
        how="Forms at unmarked logs and about unmarked crimes, orders that rest on unmarked crimes, and referrals from unmarked logs."),
    Way("Vulnerability is found at the scene and was not marked at the call.", "vulnerable-service-offered",
        checks=("vulnerable-service-offered",), how="Crimes with a vulnerable victim from logs on which nobody marked it."),
    Way("Nobody says that they mean to arrest a named suspect, so that no clock runs.", "suspect-arrest-timely",
        shown_by=("named-suspect-resolved",),
        how="Every named suspect past the force's days who was not arrested, interviewed, eliminated or circulated."),
    Way("A crime has a victim, and no victim's case was opened.", "vcop-contact-plan",
        checks=("vcop-contact-plan", "vcop-suspect-event-told", "handover-victim-told"),
        how="Crimes with a victim, events of their suspects and changes of officer, without a victim's case."),
    Way("A risk form is handed in with no answer yes, or with questions not asked; a specialist has to grade it anew.",
        "da-risk-assessed",
        shown_by=("da-form-empty", "da-regraded"), how="The share of forms that say nothing, and of grades that a specialist changed."),
    Way("Only officers who have a camera are looked at, or a clip of two minutes stands for two hours.", "da-bwv-captured",
        shown_by=("da-bwv-all-attended", "da-bwv-share"),
        how="Video over all attended incidents, those without an issued camera apart; and minutes recorded of minutes at the scene."),
    Way("Arrests fall because more is recorded, or rise by arresting victims; other protection is not seen.", "da-arrest-rate",
        shown_by=("da-crimes-per-incident", "da-suspects-known", "da-voluntary-attendance", "da-dual-arrest", "da-other-protection"),
        how="Incidents, crimes, suspects, interviews by appointment, arrests of victims and other protection. The report sets a change "
            "out in its parts: what it would be had only the arrests changed, or only the crimes."),
    Way("A review is a line that moves nothing.", "supervisor-periodic-review", shown_by=("review-active-not-nominal",),
        how="Reviews that set or closed an action, or give reasons in words of their own."),
    Way("A handover is recorded in full, and the case still lies with somebody who has left.", "handover-recorded",
        shown_by=("open-case-held", "handover-victim-told"), how="Open cases whose officer is still there; victims told who it is."),
    Way("Contact is entered weeks later, or the same text is pasted into case after case.", "vcop-contact-plan",
        shown_by=("victim-contact-entered", "victim-contact-own-words", "victim-kept-informed"),
        how="Both counted apart; and beside them how the victims themselves say that they were kept informed."),
)

ITSELF = "It is itself a guard"
SAME = "The check stands at"
NO_SIGN = "The tables hold no independent sign"
# Why a standard has no population check of its own.
WITHOUT = {
    **dict.fromkeys(("da-bwv-all-attended", "da-bwv-share"), f"{ITSELF} of da-bwv-captured, where the check stands."),
    **dict.fromkeys(("da-crimes-per-incident", "da-dual-arrest", "da-other-protection", "da-suspects-known", "da-voluntary-attendance"),
                    f"{ITSELF} of da-arrest-rate, where the check stands."),
    **dict.fromkeys(("da-form-empty", "da-risk-supervised"), f"{SAME} da-risk-assessed: forms at logs that are not marked."),
    "da-regraded": f"{SAME} da-risk-grade-rational: forms without a count of the answers.",
    **dict.fromkeys(("dvds-complete", "dvds-face-to-face-10wd", "dvds-initial-check-24h"),
                    f"{NO_SIGN} of an application that nobody entered; dvds-rtk-volume shows how few the force itself began."),
    "dvpo-first-contact": f"{SAME} dvpo-monitored: notices that were heard and led to no order on record.",
    **dict.fromkeys(("dvpo-length", "dvpo-length-least"), f"{SAME} dvpo-monitored; an order without days cannot be told."),
    "fraud-national-update": f"{SAME} fraud-call-for-service: frauds whose log is not marked.",
    "iom-plan-reviewed": f"{SAME} iom-plan-made; iom-cohort-covers-harm shows who should be in the scheme and is not.",
    "mappa-level-justified": f"{SAME} mappa-meeting-due and mappa-first-meeting: people at the wrong level, or at none.",
    "missing-review": f"{SAME} missing-graded.",
    "named-suspect-resolved": f"{ITSELF} of suspect-arrest-timely; outcome-valid shows outcomes that need a suspect and have none.",
    "nonmol-marker-set": f"{SAME} nonmol-breach-acted.",
    "npt-briefing-refreshed": f"{SAME} npt-briefed-high-risk.",
    "open-case-held": f"{ITSELF} of handover-recorded, where the check stands.",
    **dict.fromkeys(("outcome-rates", "outcome-rates-cohort"), "Every outcome counts; outcome-valid shows what cannot be right."),
    "pnc-process-3d": f"{SAME} pnc-process-24h.",
    "rasso-adviser-referred": f"{SAME} rasso-first-response.",
    **dict.fromkeys(("rso-annual-notification", "rso-arms-initial", "rso-notification"),
                    f"{SAME} rso-visit-due and rso-default-acted, which look at the same people."),
    "rui-reviewed-superintendent": f"{SAME} rui-reviewed.",
    "shpo-breach-acted": f"{NO_SIGN} of a breach that nobody recorded as one; rso-default-acted and rso-visit-due stand beside it.",
    "victim-contact-own-words": f"{ITSELF} of vcop-contact-plan, where the check stands.",
    "vulnerable-first-review": f"{SAME} vulnerable-supervised.",
    "wanted-pnc-circulated": f"{SAME} wanted-review: people declared wanted who are not on the national computer.",
}

HEAD = """# What guards each figure

Made by `python -m tests.library.guards` from the library; a test fails while it is out of date.

A tick alone can be gamed, and a population can be starved: what is never marked is never owed. So each figure names its
*guards*, which stand beside it in every report, and most have a *population check*, which counts an independent sign of records
that the figure missed. Where that is material, the report says that the measure cannot be assured.
[The grammar](grammar.md#about-a-standard) has the words.

## Ways in which a figure can look better than it is

| way | figure | what shows it | how |
|---|---|---|---|
"""
EVERY = """
## Every figure

| standard | guards | population check |
|---|---|---|
"""


def page(library: Library) -> str:
    rows = [f"| {one.way} | `{one.guarded}` | {_shown(one)} | {one.how} |" for one in WAYS]
    every = []
    for name, standard in sorted(library.standards.items()):
        guards = ", ".join(f"`{guard}`" for guard in standard.guards) or "–"
        check = standard.population_check
        said = f"{check.title[0].upper()}{check.title[1:]} (material above {check.material})" if check else f"*none* – {WITHOUT[name]}"
        every.append(f"| `{name}` | {guards} | {said} |")
    return HEAD + "\n".join(rows) + "\n" + EVERY + "\n".join(every) + "\n"


def _shown(one: Way) -> str:
    parts = []
    if one.checks:
        parts.append("population checks of " + ", ".join(f"`{name}`" for name in one.checks))
    if one.shown_by:
        parts.append(", ".join(f"`{name}`" for name in one.shown_by))
    return "; ".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(read_library(library_path(DEFAULT))), encoding="utf-8")
    print(f"Wrote {PAGE.name}.")
