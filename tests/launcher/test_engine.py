"""What was compiled of other sources is not used."""

from pathlib import Path

from launcher.engine import forget_compiled


def test_what_was_compiled_before_goes_and_nothing_else(tmp_path: Path) -> None:
    cache = tmp_path / "__pycache__"
    cache.mkdir()
    for name in ("reach.a.nbi", "reach.a.1.nbc", "reach.cpython-311.pyc"):
        (cache / name).touch()
    forget_compiled(tmp_path)
    assert [path.name for path in cache.iterdir()] == ["reach.cpython-311.pyc"]
