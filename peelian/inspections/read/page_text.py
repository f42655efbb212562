"""From the bytes of a file to the text of a page, within bounds of size, time and memory."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from peelian.problems import problem

MAXIMUM_BYTES = 20_000_000
MAXIMUM_CHARACTERS = 600_000  # a long report has a quarter of that
MOST_CONTROLS = 0.02
TAG = re.compile(r"<(?:!doctype html|html|head|body|div|p|h[1-6]|ul|li|span|br|article|section)\b", re.IGNORECASE)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]{3,20})", re.IGNORECASE)
SHIFTED = re.compile(r"\+A[A-Za-z0-9/]{1,7}-")  # how UTF-7 writes what is no plain letter
SHIFTS = 3
BROKEN_QUOTES = re.compile(r"â€[\u0080-\uffff]")
MEND = "Name a page saved as HTML, plain text or PDF."


@dataclass
class PageText:
    """What a page says. `headings`: the offsets at which lines begin that its own markup calls headings."""

    file: str
    form: Literal["html", "text", "pdf"]
    encoding: str | None
    sha256: str
    text: str
    headings: set[int] = field(default_factory=set)
    address: str | None = None
    notes: list[str] = field(default_factory=list)


def page_text(path: Path, keep_picture: Callable[[str], bool]) -> PageText:
    """The text of a file. `keep_picture`: whether a picture's own words are kept. Raises Problems for what is no page."""
    data = _bytes_of(path)
    found = PageText(path.name, "text", None, hashlib.sha256(data).hexdigest(), "")
    if b"%PDF-" in data[:1024]:
        from peelian.inspections.read.pdf import pdf_text

        found.form, found.text = "pdf", pdf_text(path)
    else:
        text, found.encoding = _decoded(path, data, found.notes)
        if TAG.search(text[:200_000]):
            from peelian.inspections.read.html import html_text

            found.form = "html"
            found.text, found.headings, found.address = html_text(text, keep_picture)
        else:
            found.text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(found.text) > MAXIMUM_CHARACTERS:
        raise problem(path, f"holds more than {MAXIMUM_CHARACTERS:,} characters of text; no page of an inspection is that long.",
                      "Save the page of one force alone.")
    if not found.text.strip():
        raise problem(path, "holds no text.", "If it is a scan, name a copy whose words can be selected.")
    return found


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise problem(path, "is a folder.", MEND)
    if not path.exists():
        raise problem(path, "there is no such file.", "Name a page that you saved.")
    if not path.is_file():
        raise problem(path, "is no regular file but a device or a pipe.", MEND)
    try:
        with path.open("rb") as file:
            data = file.read(MAXIMUM_BYTES + 1)
    except OSError as error:
        raise problem(path, f"cannot be read ({error.strerror}).", "Check your right to read it.") from None
    if len(data) > MAXIMUM_BYTES:
        raise problem(path, f"is larger than {MAXIMUM_BYTES // 1_000_000} MB.", MEND)
    if not data.strip():
        raise problem(path, "is empty.", MEND)
    return data


def _decoded(path: Path, data: bytes, notes: list[str]) -> tuple[str, str]:
    """The text and the name of its encoding. Raises Problems for bytes that are no text."""
    text, encoding = _by_mark(data) or _by_trial(data, notes)
    controls = sum(letter < " " and letter not in "\t\n\r\f\v" for letter in text[:100_000])
    if controls > MOST_CONTROLS * min(len(text), 100_000):
        raise problem(path, "is neither text nor HTML nor PDF.", MEND)
    if len(SHIFTED.findall(text[:100_000])) >= SHIFTS:
        raise problem(path, "is written in UTF-7, which is not read.", "Save it as UTF-8.")
    if BROKEN_QUOTES.search(text):
        mended = _mended(text)
        if mended is not None:
            notes.append("Its letters had been read in the wrong encoding once; that was mended.")
            text = mended
    return re.sub(r"[\x00-\x08\x0e-\x1f]", " ", text), encoding


def _by_mark(data: bytes) -> tuple[str, str] | None:
    marks = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
    for mark, encoding in marks:
        if data.startswith(mark):
            return data[len(mark):].decode(encoding, "replace"), encoding
    head = data[:2000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
        if len(head) > 20 and zeros.count(0) > 0.8 * len(zeros):
            return data.decode(encoding, "replace"), encoding
    return None


def _by_trial(data: bytes, notes: list[str]) -> tuple[str, str]:
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    lost = data.decode("utf-8", "replace")
    sound = sum(letter > "\x7f" for letter in lost) - lost.count("\ufffd")
    if sound > lost.count("\ufffd"):
        notes.append("Some of its bytes are no letters; each is shown as \ufffd.")
        return lost, "utf-8"
    named = CHARSET.search(data[:5000])
    for encoding in (named[1].decode("ascii") if named else "cp1252", "cp1252"):
        try:
            return data.decode(encoding), encoding.lower()
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace"), "cp1252"


def _mended(text: str) -> str | None:
    """UTF-8 that was taken for cp1252 and saved, put back."""
    try:
        return b"".join(_byte_of(letter) for letter in text).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _byte_of(letter: str) -> bytes:
    """Five bytes have no letter in cp1252 and stay themselves."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")
