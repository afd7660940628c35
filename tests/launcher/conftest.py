"""A launcher whose var/ is a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher import cluster, data_folder, locks, socket_folder, stamps


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("var")
    (folder / "locks").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for module in (cluster, data_folder, socket_folder):
            patch.setattr(module, "VAR", folder)
        patch.setattr(cluster, "LOGS", folder)
        patch.setattr(locks, "LOCKS", folder / "locks")
        patch.setattr(stamps, "STAMPS", folder / "stamps")
        yield folder
