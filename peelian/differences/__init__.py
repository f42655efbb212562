"""What changed, in words: from one edition of a standard to the next, and from one version of a library to another."""

from __future__ import annotations

from peelian.differences.editions import between_editions
from peelian.differences.libraries import between_libraries

__all__ = ["between_editions", "between_libraries"]
