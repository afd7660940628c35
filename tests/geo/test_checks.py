"""The system check for PostGIS."""

import pytest

from geo import checks


@pytest.mark.django_db
def test_a_database_with_postgis_passes() -> None:
    assert checks.check_postgis(["default"]) == []


def test_no_database_is_asked_unless_named() -> None:
    assert checks.check_postgis(None) == []


def test_a_database_without_postgis_is_named_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checks, "has_postgis", lambda alias: False)
    (error,) = checks.check_postgis(["default"])
    assert error.id == "geo.E001"
    assert "default" in error.msg
    assert error.hint is not None
    assert "CREATE EXTENSION postgis" in error.hint
