"""The editions of a standard on a line of years, as SVG that says in words what it draws."""

from __future__ import annotations

from datetime import date, timedelta

from markupsafe import Markup

from peelian.clocks import spoken_day
from peelian.standards.model import Edition, Standard

WIDTH, LEFT, RIGHT, TOP, ROW = 720, 12, 12, 34, 46
BAR = 14
DAYS_OF_YEAR = 365.25
MOST_YEARS = 12  # of a scale before it names only some


def span_in_words(edition: Edition) -> str:
    start, end = edition.in_force.start, edition.in_force.end
    return f"from {spoken_day(start)}" + (f" to {spoken_day(end)}" if end else ", no end set")


def timeline(standard: Standard) -> Markup:
    """One bar for each edition, oldest above, each with its days in words."""
    editions = sorted(standard.editions, key=lambda one: one.in_force.start)
    first = date(editions[0].in_force.start.year, 1, 1)
    known = [day for one in editions for day in (one.in_force.start, one.in_force.end) if day]
    last = date(max(known).year + 2, 1, 1)

    def across(day: date) -> float:
        return round(LEFT + (day - first).days / (last - first).days * (WIDTH - LEFT - RIGHT), 1)

    years = list(range(first.year, last.year + 1, max(1, (last.year - first.year) // MOST_YEARS)))
    height = TOP + ROW * len(editions) + 6
    parts = [Markup('<line class="rule-line" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/><text x="{0}" y="16" class="year" '
                    'text-anchor="{3}">{4}</text>').format(across(date(year, 1, 1)), 22, height,
                                                           "start" if year == first.year else "middle", year)
             for year in years if year < last.year]
    for number, one in enumerate(editions):
        end = one.in_force.end + timedelta(days=1) if one.in_force.end else last
        left, right = across(one.in_force.start), across(end)
        top = TOP + ROW * number
        text_left = min(left, WIDTH * 0.45)
        parts.append(Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"/><text x="{}" y="{}">{}</text>').format(
            left, top + 20, max(2.0, round(right - left, 1)), BAR, text_left, top + 14, f"Edition {number + 1}: {span_in_words(one)}"))
    name = f"timeline-{standard.id}"
    described = "; ".join(f"edition {number + 1} {span_in_words(one)}" for number, one in enumerate(editions))
    return Markup('<svg class="chart timeline" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-text">'
                  '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>{}</svg>').format(
        WIDTH, height, name, name, name, "Editions on a line of years", name, described + ".", Markup("").join(parts))
