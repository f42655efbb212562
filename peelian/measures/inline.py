"""A drawing as it stands inside a page: the same picture in fewer letters. A question's page holds a hundred of them.

It knows what the drawings of this package look like, and leaves as it is whatever looks otherwise. Places are to a tenth of a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

NAMESPACE = ' xmlns="http://www.w3.org/2000/svg"'  # a page needs none
# What the style of the pages says of every chart, by its class; a file of its own has no such style and says it itself.
LOOKS = (
    'font-size="13" fill="currentColor"',
    'fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="7 5"',  # the expected level
    'fill="currentColor" fill-opacity="0.16"',  # a band
    'fill="none" stroke="currentColor" stroke-width="2.2" stroke-linejoin="round"',  # a line
    'stroke="currentColor" stroke-opacity="0.45" stroke-width="5"',  # an interval
    'fill="none" stroke="currentColor" stroke-opacity="0.75" stroke-width="1.3"',  # a limit of a funnel
)
PLACE = re.compile(r'(?<= )(c?[xy]|r)="(\d+)\.0"')
LINES = re.compile(r'(?<= )d="M(-?\d+(?:\.\d)?(?: -?\d+(?:\.\d)?){3,})(z?)"')
LIMITS = re.compile(r'(<path class="limit" d="M)([\d. ]+)"')  # smooth curves of many places
SEEN = 0.2  # of a unit: a corner that lies nearer to the line without it is not seen
GRID = re.compile(r'<path class="grid" d="([^"]*)" (stroke="currentColor" stroke-opacity="[\d.]+")/>')
DOTS = re.compile(r'(?:<circle cx="[\d.]+" cy="[\d.]+" r="3.5" class="dot (series-\d) settled"/>){2,}')
DOT = re.compile(r'cx="([\d.]+)" cy="([\d.]+)"')
NAMED = re.compile(r'aria-labelledby="(\S+)-title \S+"')
OWN_WORDS = re.compile(r"<(title|desc) [^>]*>[^<]*</\1>")
TEXTS = re.compile(r'(?:<text [^>]*? text-anchor="(\w+)">[^<]*</text>)(?:<text [^>]*? text-anchor="\1">[^<]*</text>)+')


def chart_id(svg: str) -> str:
    """The id that a drawing was given; empty where there is none."""
    found = NAMED.search(svg)
    return found[1] if found else ""


def inline(svg: str, caption: str = "") -> str:
    """The drawing for a page: every mark and line of it, and every word that is seen.

    caption: the id of an element that says the drawing's title and sentence, which then names it in place of its own two.
    """
    if caption:
        svg = NAMED.sub(f'aria-labelledby="{caption}"', OWN_WORDS.sub("", svg, count=2), count=1)
    for look in LOOKS:
        svg = svg.replace(f" {look}", "")
    svg = PLACE.sub(r'\1="\2"', svg.replace(NAMESPACE, "", 1))
    svg = LIMITS.sub(lambda found: f'{found[1]}{" ".join(_fewer(found[2].split(" ")))}"', svg)
    svg = LINES.sub(lambda found: f'd="{_relative(found[1].split(" "))}{found[2]}"', svg)
    svg = DOTS.sub(_dots, _one_grid(svg))
    return TEXTS.sub(_together, svg)


def _together(found: re.Match[str]) -> str:
    """Texts in a row that are placed alike."""
    anchor = f' text-anchor="{found[1]}"'
    return f"<g{anchor}>{found[0].replace(anchor, '')}</g>"


def _one_grid(svg: str) -> str:
    """The lines of the grid that look alike as one path, where the first of all stood: they lie beneath what is drawn."""
    alike: dict[str, list[str]] = {}
    for found in GRID.finditer(svg):
        alike.setdefault(found[2], []).append(found[1].replace(".0", ""))
    first = GRID.search(svg)
    if first is None:
        return svg
    whole = [f'<path class="grid" d="{"".join(lines)}" {look}/>' for look, lines in alike.items()]
    return "".join([svg[:first.start()], *whole, GRID.sub("", svg[first.start():])])


def _dots(found: re.Match[str]) -> str:
    """Dots in a row as one path of points with round ends."""
    places = "".join(f"M{x} {y}h0" for x, y in DOT.findall(found[0]))
    return f'<path class="dots {found[1]}" d="{places}"/>'


def _fewer(places: Sequence[str]) -> list[str]:
    """A curve without the places that it would pass all the same."""
    points = [(float(x), float(y)) for x, y in zip(places[::2], places[1::2], strict=True)]
    kept, open_spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        (x, y), (to_x, to_y) = points[first], points[last]
        away = [abs(y + (to_y - y) * (here[0] - x) / ((to_x - x) or 1) - here[1]) for here in points[first + 1:last]]
        if away and max(away) > SEEN:
            middle = first + 1 + away.index(max(away))
            kept.add(middle)
            open_spans += [(first, middle), (middle, last)]
    return [word for index in sorted(kept) for word in places[2 * index:2 * index + 2]]


def _relative(places: Sequence[str]) -> str:
    """A line from place to place as steps, each in tenths and so without a growing error."""
    tenths = [round(float(place) * 10) for place in places]
    x, y = tenths[:2]
    return f"M{_short(x)} {_short(y)}" + "".join(_steps(tenths))


def _steps(tenths: Sequence[int]) -> Iterator[str]:
    last = "M"
    for index in range(2, len(tenths), 2):
        across, down = tenths[index] - tenths[index - 2], tenths[index + 1] - tenths[index - 1]
        letter = "v" if not across else "h" if not down else "l"
        numbers = [_short(down)] if letter == "v" else [_short(across)] if letter == "h" else [_short(across), _short(down)]
        said = _joined(numbers)
        yield f"{letter}{said}" if letter != last else said if said[0] == "-" else f" {said}"
        last = letter


def _joined(numbers: Sequence[str]) -> str:
    """Numbers with a space between them only where a minus does not part them."""
    return numbers[0] + "".join(one if one[0] == "-" else f" {one}" for one in numbers[1:])


def _short(tenths: int) -> str:
    """A number of tenths as briefly as a path takes it: "12", "-.5", "3.1"."""
    whole, rest = divmod(abs(tenths), 10)
    digits = f"{whole or ''}.{rest}" if rest else str(whole)
    return f"-{digits}" if tenths < 0 else digits
