"""Annotated pages as files: text, HTML and PDF, each whole or damaged."""

from __future__ import annotations

import html
import io
from collections.abc import Iterator

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from tests.inspections.annotated import Damage, Line, Page, shown

BULLETS = {"A": "  • ", "B": "- ", "C": "• "}
LISTED = {"*", "a", "r"}
HEADINGS = {"T": "h1", "L": "h2", "P": "h2", "F": "h2", "H": "h2", "Q": "h3", "S": "h4", "A": "h4", "C": "h4", "R": "h4"}


def words_of(line: Line) -> str:
    """The words of a line as they stand on the page."""
    return line.words.partition("|")[2].strip() if line.mark in ("Q", "P", "F") else line.words


def visible(page: Page, damage: Damage) -> list[Line]:
    """The lines that are seen: not those that only label, and not a line without words."""
    return [line for line in shown(page, damage) if line.mark != "g" and words_of(line)]


def rendered(page: Page, damage: Damage, form: str) -> bytes:
    """The bytes of the page's file."""
    if form == "txt":
        return as_text(page, damage).encode(page.about.get("encoding", "utf-8"))
    if form == "html":
        return as_html(page, damage).encode(page.about.get("encoding", "utf-8"))
    return as_pdf(page, damage)


def as_text(page: Page, damage: Damage) -> str:
    """Plain text; only damage B leaves no blank lines."""
    lines = visible(page, damage)
    if damage == "B":
        return "".join(f"{BULLETS['B'] if line.mark in LISTED else ''}{words_of(line)}\n" for line in lines)
    text = ""
    for before, line in zip([None, *lines], lines, strict=False):
        in_list = before is not None and before.mark in LISTED and line.mark in LISTED
        gap = "" if before is None or in_list else "\n\n" if line.mark == "Q" else "\n"
        text += f"{gap}{BULLETS[damage] if line.mark in LISTED else ''}{words_of(line)}\n"
    return text


def as_html(page: Page, damage: Damage) -> str:
    """A page with head, style, script and footer, as web sites have them."""
    title = next((words_of(line) for line in page.lines if line.mark == "T"), "Inspectorate")
    body = "\n".join(_elements(visible(page, damage)))
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head><meta charset="{page.about.get("encoding", "utf-8")}">'
        f"<title>{html.escape(title)} - Inspectorate</title>\n<style>.grade {{ color: teal }}</style>\n"
        '<script>var grades = {"effectiveness": "Outstanding"};</script></head>\n<body>\n'
        f'<div id="content">\n{body}\n</div>\n'
        '<footer><p>Contact the inspectorate</p><p>© Crown copyright, except where stated</p></footer>\n</body>\n</html>\n'
    )


def _elements(lines: list[Line]) -> Iterator[str]:
    open_list = False
    for line in lines:
        words = html.escape(words_of(line), quote=False).replace("’", "&rsquo;").replace("±", "&plusmn;")
        if (line.mark in LISTED) != open_list:
            yield "<ul>" if line.mark in LISTED else "</ul>"
            open_list = line.mark in LISTED
        if line.mark in LISTED:
            yield f"<li>{words}</li>"
        elif line.mark in HEADINGS:
            yield f"<{HEADINGS[line.mark]}>{words}</{HEADINGS[line.mark]}>"
        elif line.mark == "G":
            yield f'<div class="judgment"><span class="grade">{words}</span></div>'
        else:
            yield f"<p>{words}</p>"
    if open_list:
        yield "</ul>"


def as_pdf(page: Page, damage: Damage) -> bytes:
    """Pages of A4, lines wrapped, the number of the page at its foot."""
    styles = getSampleStyleSheet()
    story = []
    for line in visible(page, damage):
        words = html.escape(words_of(line), quote=False)
        if line.mark in LISTED:
            story.append(Paragraph(words, styles["BodyText"], bulletText="•"))
        else:
            story.append(Paragraph(words, styles["Heading3" if line.mark in HEADINGS else "BodyText"]))
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4, invariant=1, title=page.name).build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return out.getvalue()


def _numbered(canvas: Canvas, _: SimpleDocTemplate) -> None:
    canvas.drawCentredString(A4[0] / 2, 30, str(canvas.getPageNumber()))
