"""From a library to the files of its site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from peelian.clocks import spoken_day
from peelian.inspections.frameworks import HOW_WELL_KNOWN
from peelian.inspections.published import IN_WORDS, Published
from peelian.inspections.report.pages import TEMPLATES as OF_REPORTS
from peelian.site import table_page
from peelian.site.content import Content, Grid, gather, in_words
from peelian.site.guide import KINDS, Guide, GuidePage
from peelian.site.standard_page import standard_page

TEMPLATES = Path(__file__).parent / "templates"
STYLES = (OF_REPORTS / "style.css", TEMPLATES / "site.css")


def write_pages(library: Path, out: Path, docs: Path | None) -> int:
    """Write every page into a folder that is there. Returns how many. Raises Problems for what is wrong in the library."""
    found = gather(library)
    guide = Guide(docs, found.library, out).render() if docs else []
    pages = Pages(found, out, guide)
    pages.indexes()
    for name in found.standards:
        pages.write(f"standards/{name}.html", "standard.html", here=standard_page(found, name))
    for name, table in found.library.tables.items():
        pages.write(f"tables/{name}.html", "table.html", table=table, facts=table_page.table_facts(table),
                    grid=table_page.columns_grid(found, table), common=table_page.common_grid(),
                    readers=table_page.readers_grid(found, name))
    for page in found.published:
        pages.write(f"published/{page.page}.html", "published.html", published=page, answered=_answered(page, found),
                    marks=IN_WORDS, published_on=spoken_day(page.published_on))
    for one in guide:
        pages.write(one.address, "guide_page.html", one=one)
    (out / "style.css").write_text("".join(style.read_text(encoding="utf-8") for style in STYLES), encoding="utf-8")
    return pages.written


class Pages:
    """Renders templates, each with what all pages share: the library, the way to the top, and the list of pages."""

    def __init__(self, found: Content, out: Path, guide: list[GuidePage]):
        self.found, self.out, self.guide, self.written = found, out, guide, 0
        self.environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
                                       trim_blocks=True, lstrip_blocks=True)
        self.environment.filters["in_words"] = in_words
        self.environment.filters["day"] = spoken_day
        self.top = [("index.html", "Library"), ("themes.html", "Standards by theme"), ("questions.html", "By question"),
                    ("systems.html", "By record system"), ("tables.html", "Tables"), ("dictionary.html", "Dictionary")]
        self.top += [("published.html", "Published pages")] if found.published else []
        self.top += [("guide.html", "Guide")] if guide else []

    def write(self, address: str, template: str, **more: Any) -> None:
        root = "../" * address.count("/")
        text = self.environment.get_template(template).render(
            about=self.found.library.about, root=root, address=address, top=self.top, link=self._link(root), **more)
        target = self.out / address
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        self.written += 1

    def _link(self, root: str) -> Any:
        return lambda name: self.found.standard_link(name, root)

    def indexes(self) -> None:
        found = self.found
        self.write("index.html", "index.html", found=found, guide=self.guide, kinds=KINDS)
        self.write("themes.html", "themes.html", themes={theme: _list_of(found, [one.id for one in standards], theme)
                                                         for theme, standards in found.by_theme().items()})
        self.write("questions.html", "questions.html", frameworks=found.frameworks, known=HOW_WELL_KNOWN)
        self.write("systems.html", "systems.html", systems=table_page.systems(found))
        self.write("tables.html", "tables.html", grid=table_page.table_list(found))
        self.write("dictionary.html", "dictionary.html", grid=table_page.dictionary_grid(found), common=table_page.common_grid())
        if found.published:
            self.write("published.html", "published_list.html", pages=found.published)
        if self.guide:
            self.write("guide.html", "guide.html", guide=self.guide, kinds={**KINDS, "project": "About the project"})


def _list_of(found: Content, names: list[str], theme: str) -> Grid:
    rows: list[list[str]] = []
    for name in names:
        standard = found.standards[name]
        newest = max(standard.editions, key=lambda one: one.in_force.start).authority
        rows.append([found.standard_link(name, ""), standard.kind, newest.cite, newest.evidence])
    return Grid(in_words(theme), ["Standard", "Kind", "Newest authority", "Evidence"], rows)


def _answered(page: Published, found: Content) -> list[list[Markup]]:
    """For each line of a page the links to the standards of each of its answers."""
    return [[found.standard_links(answer.standards, "../") for answer in line.answers] for line in page.lines]
