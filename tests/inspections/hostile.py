"""Files that no reader should trust: bombs, endless lines, deep nests, broken and foreign bytes."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.inspections.annotated import PAGES, read_page
from tests.inspections.rendering import as_html, as_pdf, as_text

PAGE = read_page(PAGES / "norfolk-2016.page")
TEXT = as_text(PAGE, "C")
MEGABYTE = 1_000_000
Ending = Literal["refused", "read", "either"]


@dataclass(frozen=True)
class Hostile:
    """A file, and how reading it must end."""

    name: str
    bytes: Callable[[], bytes]
    ending: Ending


def pdf(*objects: bytes) -> bytes:
    """A PDF of the objects given, the first being its catalogue, with a sound table of places."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))
    return out.getvalue()


def stream(words: bytes, filters: bytes = b"") -> bytes:
    """A stream of a PDF."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(words), filters, words)


def one_page(content: bytes) -> bytes:
    """A PDF of one page with the content given."""
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>", content)


def deflated(megabytes: int, times: int) -> bytes:
    """Blanks that one deflation after another has made small."""
    packer = zlib.compressobj(1)
    small = b"".join(packer.compress(b" " * MEGABYTE) for _ in range(megabytes)) + packer.flush()
    for _ in range(times - 1):
        small = zlib.compress(small, 9)
    return small


def bomb() -> bytes:
    """A page of four hundred megabytes, packed into two."""
    return one_page(stream(deflated(400, 1), b"/Filter /FlateDecode"))


def double_bomb() -> bytes:
    """The same packed twice, into a few thousand bytes."""
    return one_page(stream(deflated(400, 2), b"/Filter [/FlateDecode /FlateDecode]"))


def many_small_bombs() -> bytes:
    """Two hundred pages of the same eighty megabytes."""
    kids = b" ".join(b"%d 0 R" % number for number in range(4, 204))
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count 200 >>" % kids,
               stream(deflated(80, 1), b"/Filter /FlateDecode"),
               *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources << >> >>"] * 200)


def pages_in_a_ring() -> bytes:
    """Pages that are their own parents."""
    return pdf(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>")


def encrypted() -> bytes:
    """A page behind a password."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=StandardEncryption("secret", "owner", strength=128))
    canvas.drawString(72, 700, "Norfolk PEEL 2016")
    canvas.save()
    return out.getvalue()


def picture_only() -> bytes:
    """A page on which nothing is written."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.rect(72, 72, 200, 200)
    canvas.save()
    return out.getvalue()


def archive() -> bytes:
    """A zip archive that holds a page."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("page.txt", TEXT)
    return out.getvalue()


def broken_utf8() -> bytes:
    """A page in UTF-8 with a byte here and there that is none."""
    return TEXT.encode().replace(b"tackles", b"tack\xffles").replace(b"prompt", b"pro\xc3mpt")


def nested(tag: str) -> bytes:
    """A page at the bottom of a hundred thousand elements."""
    return (f"<html><body>{f'<{tag}>' * 100_000}" + as_html(PAGE, "C") + f"{f'</{tag}>' * 100_000}</body></html>").encode()


def laughs() -> bytes:
    """XHTML whose entity grows a thousand million times."""
    entities = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "ha">{entities}]><html><body><p>&e9;</p></body></html>'.encode()


def after_the_title(words: str) -> Callable[[], bytes]:
    """A page that starts as it should and goes on with what is given."""
    return lambda: (TEXT + words).encode()


RECIPE = "<html><head><title>Bara brith</title></head><body><h1>Bara brith</h1><p>It is good with butter.</p></body></html>"
NOT_FOUND = "<html><body><a>Skip to content</a><h1>404 Page not found</h1><p>Norfolk PEEL 2016 has moved.</p></body></html>"
LETTER = "Dear Chief Constable,\n\nThank you for your letter. The service was good.\n"

FILES = [
    Hostile("empty.txt", lambda: b"", "refused"),
    Hostile("blank.txt", lambda: b" \n" * 1000, "refused"),
    Hostile("noughts.txt", lambda: bytes(100_000), "refused"),
    Hostile("noise.bin", lambda: random.Random(1).randbytes(200_000), "refused"),
    Hostile("noise.pdf", lambda: b"%PDF-1.7\n" + random.Random(2).randbytes(200_000), "refused"),
    Hostile("picture.html", lambda: b"\x89PNG\r\n\x1a\n" + random.Random(3).randbytes(5000), "refused"),
    Hostile("archive.html", archive, "refused"),
    Hostile("recipe.html", lambda: RECIPE.encode(), "refused"),
    Hostile("not-found.html", lambda: NOT_FOUND.encode(), "refused"),
    Hostile("letter.txt", lambda: LETTER.encode(), "refused"),
    Hostile("only-tags.html", lambda: b"<html><body><script>var a = 'Norfolk PEEL 2016'</script></body></html>", "refused"),
    Hostile("bomb.pdf", bomb, "refused"),
    Hostile("double-bomb.pdf", double_bomb, "refused"),
    Hostile("many-small-bombs.pdf", many_small_bombs, "refused"),
    Hostile("ring.pdf", pages_in_a_ring, "refused"),
    Hostile("encrypted.pdf", encrypted, "refused"),
    Hostile("picture-only.pdf", picture_only, "refused"),
    Hostile("truncated.pdf", lambda: as_pdf(PAGE, "C")[:2500], "either"),
    Hostile("tail-lost.pdf", lambda: as_pdf(PAGE, "C")[:-300], "either"),
    Hostile("laughs.html", laughs, "refused"),
    Hostile("one-word-of-ten-megabytes.txt", lambda: b"a" * 10 * MEGABYTE, "refused"),
    Hostile("line-of-ten-megabytes.html", lambda: b"<p>" + b"The force is good. " * 550_000 + b"</p>", "refused"),
    Hostile("page-and-a-long-line.txt", after_the_title("The force: " * 900_000), "either"),
    Hostile("page-and-one-long-word.txt", after_the_title("a" * 10 * MEGABYTE), "either"),
    Hostile("page-and-figures.txt", after_the_title("83 of " * 1_600_000), "either"),
    Hostile("page-and-digits.txt", after_the_title("1" * MEGABYTE + " per cent"), "either"),
    Hostile("page-and-dots.txt", after_the_title("1. " * MEGABYTE), "either"),
    Hostile("page-and-blanks.txt", after_the_title(" " * 9 * MEGABYTE + "x"), "either"),
    Hostile("page-and-bullets.txt", after_the_title("  • does this well; and\n" * 200_000), "either"),
    Hostile("page-and-questions.txt", after_the_title("How effective is the force at investigating crimes?\n" * 100_000), "either"),
    Hostile("page-and-shortcodes.txt", after_the_title("[on]" * 500_000), "either"),
    Hostile("nested-div.html", lambda: nested("div"), "either"),
    Hostile("nested-b.html", lambda: nested("b"), "either"),
    Hostile("nested-list.html", lambda: nested("ul><li"), "either"),
    Hostile("never-closed.html", lambda: b"<" * 5 * MEGABYTE, "refused"),
    Hostile("utf-16.txt", lambda: TEXT.encode("utf-16"), "read"),
    Hostile("utf-16-be.txt", lambda: b"\xfe\xff" + TEXT.encode("utf-16-be"), "read"),
    Hostile("utf-8-mark.txt", lambda: TEXT.encode("utf-8-sig"), "read"),
    Hostile("cp1252.txt", lambda: TEXT.encode("cp1252"), "read"),
    Hostile("cp1252-unsaid.html", lambda: as_html(PAGE, "C").replace("utf-8", "").encode("cp1252"), "read"),
    Hostile("returns-only.txt", lambda: TEXT.replace("\n", "\r").encode(), "read"),
    Hostile("broken-utf-8.txt", broken_utf8, "read"),
    Hostile("html-named.txt", lambda: as_html(PAGE, "C").encode(), "read"),
    Hostile("pdf-named.txt", lambda: as_pdf(PAGE, "C"), "read"),
]
