"""Where a record stands in the system that it came from: an address that a mapping gives as a template.

A value of a record fills a place of the path or of what follows it, percent-encoded, and never decides where the link leads.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from urllib.parse import quote

BRACES = re.compile(r"\{([^{}]*)\}")
WEB = ("https", "http")
SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):")
RUNS = ("javascript", "data", "vbscript", "blob", "file")  # what a browser would run, or open from the reader's own disk


def scheme_problem(scheme: str) -> str:
    """Why a scheme may not be named, or nothing."""
    if not SCHEME.fullmatch(f"{scheme}:"):
        return f"'{scheme}' is not a scheme: write it in small letters and without a colon, as niche."
    return f"'{scheme}' would run or open what stands in it." if scheme in RUNS else ""


def template_problem(template: str, own: Collection[str]) -> str:
    """Why a template may not be used, or nothing. own: the internal schemes that the mapping names."""
    scheme = SCHEME.match(template)
    if scheme is None or scheme[1] in RUNS or scheme[1] not in (*WEB, *own):
        known = ", ".join(dict.fromkeys((*WEB, *own)))
        return f"'{template}' begins with none of {known}, each with a colon."
    rest = template[scheme.end():]
    if any(letter.isspace() or not letter.isprintable() or letter in "\"<>`\\" for letter in template):
        return f"'{template}' holds a space, a quotation mark or another letter that no address has."
    if scheme[1] not in WEB:
        return ""
    host, slash, _ = rest.removeprefix("//").partition("/")
    if not rest.startswith("//") or not slash or not host or BRACES.search(host) or "@" in host:
        return f"'{template}' names no host of its own: write https://host/…, and {{columns}} only after that."
    return ""


def source_address(template: str, row: Mapping[str, object], own: Collection[str] = ()) -> str:
    """The address of one record, or nothing where the template may not be used or a value is missing. row: its values by column."""
    if template_problem(template, own):
        return ""
    values = {name: row.get(name) for name in BRACES.findall(template)}
    if any(value is None or str(value).strip() in ("", ".", "..") for value in values.values()):
        return ""
    return BRACES.sub(lambda found: quote(str(values[found[1]]), safe=""), template)
