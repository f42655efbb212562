"""`python -m peelian` is `peelian`."""

import sys

from peelian.cli import main

if __name__ == "__main__":
    sys.exit(main())
