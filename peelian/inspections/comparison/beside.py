"""One service beside all others by published figures: each with its funnel, its sentence and its table."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from statistics import median

from peelian.inspections.comparison.comparators import Comparator, chosen, plain, read_comparators, sums
from peelian.inspections.comparison.shown import page_environment
from peelian.inspections.report.funnels import lies
from peelian.inspections.report.model import ChartView, DataTable
from peelian.measures.chart_text import a, number, percent
from peelian.measures.funnel import (
    Funnel,
    FunnelPoint,
    FunnelUnit,
    funnel_of_rates,
    funnel_of_shares,
    funnel_sentence,
    funnel_svg,
    how_to_read_funnel,
)
from peelian.problems import Problem, Problems, did_you_mean

BASIS = {"cohort": "What became of the records of a time (cohort).", "period": "What happened in a time (period).",
         "moment": "As it stood on a day."}
KNOWN = {"verified": "", "partly": "What its columns mean is known from others who read the file, and was not checked against it here.",
         "unverified": "What its columns mean was not checked against the file."}
WIDTH, HEIGHT, SIDE = 720, 90, 30


@dataclass(frozen=True)
class Beside:
    """One comparator with the service named. figure: of the service, as a share, a rate or a value. lies: within, above or below."""

    comparator: str
    title: str
    basis: str
    sentence: str
    figure: float
    good: float
    counted: float | None
    whole: float
    lies: str
    left_out: list[str]
    note: str
    evidence: str
    licence: str
    chart: ChartView


@dataclass(frozen=True)
class BesideAll:
    """Every comparator that could be read. not_read: (title, why)."""

    service: str
    found: list[Beside]
    not_read: list[tuple[str, str]]


def beside_all(folder: Path, library: Path, service: str, only: Sequence[str] = ()) -> BesideAll:
    """Raises Problems for a folder that is none, a service that no file names, and a file whose columns are others."""
    if not folder.is_dir():
        raise Problems([Problem(str(folder), "there is no such folder.", "Name the folder that holds the published files.")])
    found, not_read, names = [], [], set[str]()
    for one in chosen(read_comparators(library), only):
        try:
            above = sums(one, one.numerator, folder)
            below = sums(one, one.denominator, folder) if one.denominator else None
        except Problems as wrong:
            if any("holds no file named" in each.what for each in wrong.problems):
                not_read.append((one.title, wrong.problems[0].what))
                continue
            raise
        names |= {name for name, _ in above.values()}
        if made := _beside(one, service, above, below):
            found.append(made)
        else:
            not_read.append((one.title, f"'{service}' has no figure in it."))
    if not found:
        known = sorted(names)
        if known:
            raise Problems([Problem("--force", f"'{service}' is named in none of the files.",
                                    did_you_mean(service, known) or f"Known: {', '.join(known)}.")])
        raise Problems(Problem(str(folder), f"{title}: {why}", "Fetch it from its publisher, and put it there.")
                       for title, why in not_read)
    return BesideAll(next(name for name in names if plain(name) == plain(service)), found, not_read)


Sums = dict[str, tuple[str, float]]


def _beside(one: Comparator, service: str, above: Sums, below: Sums | None) -> Beside | None:
    out = {plain(name): why for name, why in one.leave_out.items()}
    if plain(service) not in above or plain(service) in out:
        return None
    left_out = [f"{above[name][0]}: {why}" for name, why in sorted(out.items()) if name in above]
    kept = {name: pair for name, pair in sorted(above.items()) if name not in out}
    if below is None:
        return _value(one, service, kept, left_out)
    lacking = [pair[0] for name, pair in kept.items() if name not in below]
    left_out += [f"{name}: no {one.counted} are known of it" for name in lacking]
    units = [FunnelUnit(pair[0], pair[1], below[name][1]) for name, pair in kept.items() if name in below and below[name][1]]
    funnel = funnel_of_shares(units) if one.kind == "share" else funnel_of_rates(units)
    own = next((each for each in funnel.points if plain(each.name) == plain(service)), None) if funnel else None
    if funnel is None or own is None:
        return None
    worded: Callable[[float], str] = percent if one.kind == "share" else lambda value: f"{value * one.per:,.1f}"
    place = lies(own)
    for_each = "" if one.kind == "share" else f" for each {one.per:,}"
    among = "of" if one.kind == "share" else "for"
    said = (f"{own.name}: {worded(own.value)}{for_each}, {number(own.good)} {among} {number(own.counted)} {one.counted}. "
            f"All together {worded(funnel.whole)}. {_lies_words(place, bool(funnel.tau))}")
    return Beside(one.comparator, one.title, one.basis, said, own.value, own.good, own.counted, funnel.whole, place, left_out,
                  one.note, one.evidence, one.licence, _view(one, funnel, own.name, worded))


def _lies_words(place: str, widened: bool) -> str:
    allowing = " that allow for how much all differ" if widened else ""
    if place == "within":
        return f"It lies within the limits{allowing}."
    side, limit = place.split(" ", 1)
    return f"It lies {side} the {limit} limits{allowing}: a reason to look, and no verdict."


def _view(one: Comparator, funnel: Funnel, own: str, worded: Callable[[float], str]) -> ChartView:
    sentence = funnel_sentence(funnel, one.unit, worded)
    foot = one.counted[:1].upper() + one.counted[1:]
    drawn = funnel_svg(one.comparator.replace("_", "-"), one.title, sentence, funnel, foot, one.per, own)
    headings = [one.unit.capitalize(), "Counted", "Share" if one.kind == "share" else f"For each {one.per:,}", "95% limits",
                "99.8% limits", "Lies"]
    return ChartView(one.title, sentence, f"{how_to_read_funnel(funnel, one.unit, one.counted)} The ring is around {own}.",
                     DataTable(one.title, headings, [_row(each, worded) for each in funnel.points]), drawn)


def _row(one: FunnelPoint, worded: Callable[[float], str]) -> list[str]:
    return [one.name, f"{number(one.good)} of {number(one.counted)}", worded(one.value),
            f"{worded(one.limits.low)} to {worded(one.limits.high)}",
            f"{worded(one.limits.far_low)} to {worded(one.limits.far_high)}",
            lies(one)]


def _value(one: Comparator, service: str, kept: Sums, left_out: list[str]) -> Beside:
    """A published number without the counts behind it: side by side, with no limits."""
    values = sorted(value for _, value in kept.values())
    name, own = kept[plain(service)]
    middle, below = median(values), sum(value < own for value in values)
    said = (f"{name}: {own:.1f}. {below} of {len(values) - 1} others are lower; the middle one of all has {middle:.1f}. "
            "Without the counts behind it, chance cannot be told.")
    table = DataTable(one.title, [one.unit.capitalize(), "Figure"], [[each, f"{value:.1f}"] for each, value in kept.values()])
    reading = f"Each mark is {a(one.unit)}; further right is a higher figure. The filled diamond is {name}."
    view = ChartView(one.title, said, reading, table, _strip(one, kept, plain(service), said))
    return Beside(one.comparator, one.title, one.basis, said, own, own, None, middle, "no limits", left_out, one.note, one.evidence,
                  one.licence, view)


def _strip(one: Comparator, kept: Sums, service: str, said: str) -> str:
    low, high = (edge(value for _, value in kept.values()) for edge in (min, max))

    def x(value: float) -> float:
        return round(SIDE + (WIDTH - 2 * SIDE) * (value - low) / ((high - low) or 1), 1)

    id = one.comparator.replace("_", "-")
    parts = [f'<svg class="chart" role="img" aria-labelledby="{id}-title {id}-text" viewBox="0 0 {WIDTH} {HEIGHT}" '
             'xmlns="http://www.w3.org/2000/svg" font-size="13" fill="currentColor">',
             f'<title id="{id}-title">{escape(one.title)}</title><desc id="{id}-text">{escape(said)}</desc>',
             f'<path d="M{SIDE} 45H{WIDTH - SIDE}" stroke="currentColor" stroke-opacity="0.3"/>']
    for name, (shown, value) in kept.items():
        if name == service:
            continue
        parts.append(f'<circle cx="{x(value)}" cy="45" r="5" fill="none" stroke="currentColor"><title>{escape(shown)}</title></circle>')
    shown, value = kept[service]
    at = x(value)
    parts.append(f'<path class="dot series-1 settled" d="M{at} 36L{at + 9} 45L{at} 54L{at - 9} 45Z"/>'
                 f'<text x="{min(max(at, 110), WIDTH - 110)}" y="24" text-anchor="middle">{escape(shown)}: {value:.1f}</text>')
    parts += [f'<text x="{x(edge)}" y="78" text-anchor="middle">{edge:.1f}</text>' for edge in (low, high)]
    return "".join(parts) + "</svg>"


def write_beside(found: BesideAll, folder: Path) -> Path:
    """comparator.html and comparator.json into a folder that exists. Returns the page."""
    page = page_environment().get_template("comparator.html").render(found=found, basis=BASIS, known=KNOWN)
    (folder / "comparator.html").write_text(page, encoding="utf-8")
    (folder / "comparator.json").write_text(as_json(found), encoding="utf-8")
    return folder / "comparator.html"


def as_json(found: BesideAll) -> str:
    data = asdict(found)
    for one in data["found"]:
        del one["chart"]["svg"]
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def told(found: BesideAll) -> str:
    """For a terminal."""
    lines = [f"{found.service} beside the others, by published figures"]
    for one in found.found:
        limits = [f"  {one.chart.sentence}"] if one.lies != "no limits" else []
        lines += ["", f"{one.title}. {BASIS[one.basis]}", f"  {one.sentence}", *limits, f"  {one.note}"]
        if KNOWN[one.evidence]:
            lines.append(f"  {KNOWN[one.evidence]}")
        if one.left_out:
            lines.append(f"  Left out: {'; '.join(one.left_out)}.")
    lines += ["", *(f"Not read: {title}: {why}" for title, why in found.not_read)]
    lines.append(f"Sources: {'. '.join(dict.fromkeys(one.licence for one in found.found))}.")
    return "\n".join(lines)
