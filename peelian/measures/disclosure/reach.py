"""Between what a withheld count could lie, for somebody who knows all that is shown and every total.

What is withheld in a row or column can only change by turns: one count up, another of its line down. So how far a count can go
is a flow from its row to its column through the other withheld counts (Ford and Fulkerson); exact for tables of two dimensions.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Set
from itertools import pairwise

Place = tuple[str, str]
Counts = Mapping[Place, int]
Node = tuple[str, str]  # "row" or "column", and its name


def could_be(counts: Counts, hidden: Set[Place], place: Place) -> tuple[int, int]:
    """The least and the most that a withheld count could be. What is not withheld is what it is."""
    value = counts[place]
    if place not in hidden:
        return value, value
    enough = sum(counts.values()) + 1  # more than any count can change by
    others = [one for one in hidden if one != place]
    if len({row for row, _ in counts}) == 1 or len({column for _, column in counts}) == 1:
        rest = sum(counts[one] for one in others)
        return (0, value + rest) if others else (value, value)
    up = _flow(_links(counts, others, enough, first_down=True), place, enough)
    down = _flow(_links(counts, others, enough, first_down=False), place, value)
    return value - down, value + up


def _links(counts: Counts, others: list[Place], enough: int, first_down: bool) -> dict[Node, dict[Node, int]]:
    """How much each withheld count can give on the way. To raise a count, another of its row goes down (as far as it has), one in
    that one's column up (as far as one likes), and so on to its own column; to lower it, the other way round."""
    links: dict[Node, dict[Node, int]] = {}
    for row, column in others:
        down, up = counts[row, column], enough
        links.setdefault(("row", row), {})["column", column] = down if first_down else up
        links.setdefault(("column", column), {})["row", row] = up if first_down else down
    return links


def _flow(links: dict[Node, dict[Node, int]], place: Place, most: int) -> int:
    """The most that flows from the place's row to its column, up to `most`."""
    start, end = ("row", place[0]), ("column", place[1])
    flowing = 0
    while flowing < most:
        came: dict[Node, Node] = {start: start}
        waiting = deque([start])
        while waiting and end not in came:
            node = waiting.popleft()
            for other, room in links.get(node, {}).items():
                if room > 0 and other not in came:
                    came[other] = node
                    waiting.append(other)
        if end not in came:
            break
        path = [end]
        while path[-1] != start:
            path.append(came[path[-1]])
        steps = list(pairwise(path))
        room = min(most - flowing, *(links[before][one] for one, before in steps))
        for one, before in steps:
            links[before][one] -= room
            back = links.setdefault(one, {})
            back[before] = back.get(before, 0) + room
        flowing += room
    return flowing
