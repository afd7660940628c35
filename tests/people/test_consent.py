"""Consent: by purpose, to a text as it was."""

import pytest
from django.utils.translation import override

from people import private
from people.consent import PURPOSES, consents, record_consent, take_back_consent
from people.models import Consent
from people.private import Details

# What each version said, in English: a text that changes needs a new version.
TEXTS = {
    ("aid", "2026-11"): "I agree that these details are kept for this request. "
    "If I ask for somebody else, they agree too.",
    ("messages", "2026-11"): "Gandeng may send messages about this request to this number.",
    ("naming", "2026-11"): "Everybody may read what our organisation brought to each kecamatan, "
    "with its name.",
    ("notices", "2026-11"): "Gandeng may tell this browser or e-mail address that something is "
    "new for me: no name, no place, nothing of what it is about.",
}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_text_that_changes_has_a_new_version(purpose: str) -> None:
    with override("en"):
        text = str(PURPOSES[purpose].text)
    assert text == TEXTS[purpose, PURPOSES[purpose].version]


@pytest.mark.django_db
def test_yes_to_the_same_text_is_kept_once() -> None:
    details = private.keep(Details(name="Siti Contoh"))
    record_consent(details, ["aid"])
    record_consent(details, ["aid"])
    assert Consent.private.filter(details_id=details).count() == 1


@pytest.mark.django_db
def test_yes_to_a_new_text_takes_the_old_one_s_place(monkeypatch: pytest.MonkeyPatch) -> None:
    details = private.keep(Details(name="Siti Contoh"))
    record_consent(details, ["aid"])
    newer = type(PURPOSES["aid"])("2027-01", "Another text")
    monkeypatch.setitem(PURPOSES, "aid", newer)
    record_consent(details, ["aid"])
    kept = Consent.private.filter(details_id=details).order_by("given_at")
    assert [(row.version, row.taken_back_at is None) for row in kept] == [
        ("2026-11", False),
        ("2027-01", True),
    ]


@pytest.mark.django_db
def test_consent_is_taken_back_by_purpose() -> None:
    details = private.keep(Details(name="Siti Contoh"))
    record_consent(details, ["aid", "messages"])
    assert take_back_consent(details, "messages")
    assert not take_back_consent(details, "messages")
    assert consents(details) == {"aid"}
