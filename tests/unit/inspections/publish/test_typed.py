"""Numbers typed into sentences: found in digits and in words, whole, and told apart from years."""

from __future__ import annotations

import pytest

from peelian.inspections.publish.typed import typed_numbers


@pytest.mark.parametrize(("words", "title", "typed"), [
    ("All but 4 came within 24 hours", "Answered within 24 hours", ["4"]),
    ("Most came within 24 hours", "Answered within 24 hours", []),
    ("2 in 24 hours", "Within 24 hours", ["2"]),
    ("Two of them, and twenty-one more, were late", "", ["Two", "twenty-one"]),
    ("Seen within two hours", "Seen within two hours", []),
    ("Three hundred and four waited; no one was told, and each one asked", "", ["Three hundred and four"]),
    ("Only one was late", "", ["one"]),
    ("They told one another: {}.", "", []),
    ("Often, someone attended; the network weighs a ton", "", []),
    ("2017 victims waited", "", ["2017"]),
    ("Of 2017 victims, {} waited", "", ["2017"]),
    ("In 2017 victims waited", "", ["2017"]),
    ("In 2017 all but 3 came back", "", ["3"]),
    ("From April 2016 to March 2017, {}", "", []),
    ("It has fallen since 2016, and in 2017.", "", []),
    ("4% and 1,250.", "Within 24%", ["4%", "1,250"]),
    ("Some ½ of it", "", ["½"]),
])
def test_typed_numbers(words: str, title: str, typed: list[str]) -> None:
    assert typed_numbers(words, title) == typed
