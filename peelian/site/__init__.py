"""The reference site of a library: a page for each standard and table, indexes, and its documents. Plain HTML, no script."""

from __future__ import annotations

import shutil
from pathlib import Path

MARK = "written-by-peelian-library-site.txt"


def site(library: Path, out: Path, docs: Path | None = None) -> str:
    """Write the site of a library folder into `out`, in place of an earlier one, and say what was written.

    docs: a folder of Markdown pages to render beside it. Raises Problems for what is wrong in the library or missing
    below `docs`, and where `out` holds something that this did not write.
    """
    from peelian.duties.run import new_folder
    from peelian.problems import problem
    from peelian.site.build import write_pages

    if out.exists():
        if not (out / MARK).is_file():
            raise problem(out, "is already there, and no earlier site.", "Name another folder with --out.")
        shutil.rmtree(out)
    with new_folder(out) as work:
        (work / MARK).write_text("`peelian library site` wrote this folder and may replace it.\n", encoding="utf-8")
        count = write_pages(library, work, docs)
    return f"Wrote {count} pages to {out}. Begin with {out / 'index.html'}."
