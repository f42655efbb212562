"""The text of a PDF. A process of its own reads it, so that a damaged or hostile one ends that process only."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path

from peelian.problems import problem

MEMORY = 2 << 30
SECONDS = 60
PAGES = 400
CHARACTERS = 600_000
BETWEEN = "\f"
NO_PDF = 3
BULLETS = re.compile(r"^\s*[\uf0b7\uf0a7\x7f\x95●▪■◦‣∙•·]\s*")
IN_CONTENTS = re.compile(r"(?:\.\s*){4,}\d+\s*$")
ONLY_NUMBER = re.compile(r"\d{1,3}")


def pdf_text(path: Path) -> str:
    """The text, without running heads, page numbers and tables of contents. Raises Problems where it cannot be read."""
    command = [sys.executable, "-P", "-m", "peelian.inspections.read.pdf", str(path.absolute())]
    mend = "Save the page as HTML or text, or print it to a new PDF without a password."
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise problem(path, f"takes more than {SECONDS} seconds to read as a PDF.", mend) from None
    if done.returncode == NO_PDF:
        raise problem(path, f"cannot be read as a PDF ({done.stdout.decode('utf-8', 'replace')}).", mend)
    if done.returncode:
        raise problem(path, "is too large, or too damaged, to be read as a PDF.", mend)
    return tidy(done.stdout.decode("utf-8", "replace").split(BETWEEN))


def tidy(pages: list[str]) -> str:
    """Pages as one text, without what stands on most of them, or only counts them."""
    lines = [[BULLETS.sub("• ", line).rstrip() for line in page.splitlines()] for page in pages]
    edges = Counter(shape for page in lines for shape in {_shape(line) for line in (*page[:2], *page[-3:]) if line.strip()})
    running = {shape for shape, count in edges.items() if len(pages) > 3 and count > len(pages) / 2}
    kept = []
    for page in lines:
        last = len(page) - 3
        for place, line in enumerate(page):
            at_edge = place < 2 or place >= last
            alone = len(pages) > 1 and place in (0, len(page) - 1) and ONLY_NUMBER.fullmatch(line.strip())
            if not (at_edge and _shape(line) in running) and not alone and not IN_CONTENTS.search(line):
                kept.append(line)
    return "\n".join(kept) + "\n"


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", " ".join(line.split()))


def _limit(kind: int, most: int) -> None:
    """No more than `most`, and no more than whoever started this allows."""
    _, hard = resource.getrlimit(kind)
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (bound, bound))


def main(arguments: list[str]) -> int:
    """In the process of its own: the text of each page goes to standard output."""
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        _limit(kind, most)
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    import logging

    import pypdf
    from pypdf.errors import PyPdfError

    logging.disable(logging.CRITICAL)
    try:
        reader = pypdf.PdfReader(arguments[0])
        if reader.is_encrypted and not reader.decrypt(""):
            print("it has a password", end="")
            return NO_PDF
        pages: list[str] = []
        for number, page in enumerate(reader.pages):
            pages.append(page.extract_text().replace(BETWEEN, " "))
            if number >= PAGES or sum(map(len, pages)) > CHARACTERS:
                print("it is too long", end="")
                return NO_PDF
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        print(" ".join(str(error).split())[:120] or type(error).__name__, end="")
        return NO_PDF
    sys.stdout.write(BETWEEN.join(pages))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
