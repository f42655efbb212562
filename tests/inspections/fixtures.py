"""The fixtures as files. `python -m tests.inspections.fixtures FOLDER` writes them, with what is expected of each.

With `--held-out` those kept back are written too.
"""

from __future__ import annotations

import dataclasses
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.inspections.annotated import HELD_OUT, PAGES, Damage, Expected, Page, expected, pages
from tests.inspections.rendering import rendered


@dataclass(frozen=True)
class Fixture:
    """One file: a page, damaged in one way, in one form."""

    page: Page
    damage: Damage
    form: str
    held_out: bool

    @property
    def name(self) -> str:
        return f"{self.page.name}.{self.damage}.{self.form}"

    @property
    def expected(self) -> list[Expected]:
        return expected(self.page, self.damage)

    def written(self, folder: Path) -> Path:
        """Writes the file into a folder and gives its path."""
        path = folder / self.name
        path.write_bytes(rendered(self.page, self.damage, self.form))
        return path


def all_fixtures() -> list[Fixture]:
    """Every fixture, those kept back last."""
    return [Fixture(page, damage, form, held_out)
            for folder, held_out in ((PAGES, False), (HELD_OUT, True))
            for page in pages(folder)
            for damage, form in page.renderings]


def main(folder: Path, with_held_out: bool) -> None:
    """Writes the files and their labels."""
    folder.mkdir(parents=True, exist_ok=True)
    for fixture in all_fixtures():
        if with_held_out or not fixture.held_out:
            path = fixture.written(folder)
            labels = [dataclasses.asdict(one) for one in fixture.expected]
            path.with_name(f"{path.name}.expected.yaml").write_text(
                yaml.safe_dump(labels, sort_keys=False, allow_unicode=True, width=120), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--held-out" in sys.argv)
