"""What is sealed opens with its key and in its place only."""

import secrets
from typing import Any

import pytest

from people import vault

PLAIN = b"Siti Contoh, 0812 3456 7890"


def test_sealed_opens_again() -> None:
    sealed = vault.seal(PLAIN, "details:1")
    assert PLAIN not in sealed
    assert vault.unseal(sealed, "details:1") == PLAIN


def test_same_plain_seals_differently_each_time() -> None:
    assert vault.seal(PLAIN, "details:1") != vault.seal(PLAIN, "details:1")


def test_sealed_does_not_open_in_another_row() -> None:
    with pytest.raises(vault.NotOpened):
        vault.unseal(vault.seal(PLAIN, "details:1"), "details:2")


@pytest.mark.parametrize("position", [0, 3, 4, 15, 16, -1])
def test_changed_bytes_do_not_open(position: int) -> None:
    """Key number, nonce, ciphertext and tag are all protected."""
    sealed = bytearray(vault.seal(PLAIN, "details:1"))
    sealed[position] ^= 1
    with pytest.raises(vault.NotOpened):
        vault.unseal(bytes(sealed), "details:1")


@pytest.mark.parametrize("kept", [0, 3, 16, 31])
def test_truncated_does_not_open(kept: int) -> None:
    with pytest.raises(vault.NotOpened):
        vault.unseal(vault.seal(PLAIN, "details:1")[:kept], "details:1")


def test_newest_key_seals_and_older_ones_still_open(settings: Any) -> None:
    old = vault.seal(PLAIN, "details:1")
    settings.VAULT_KEYS = {**settings.VAULT_KEYS, 2: secrets.token_bytes(32)}
    assert vault.key_of(vault.seal(PLAIN, "details:1")) == 2
    assert vault.unseal(old, "details:1") == PLAIN
    settings.VAULT_KEYS = {2: settings.VAULT_KEYS[2]}
    with pytest.raises(vault.NotOpened):
        vault.unseal(old, "details:1")


def test_fingerprint_depends_on_kind_text_and_key(settings: Any) -> None:
    phone = vault.fingerprint("phone", "+628123456789")
    assert phone == vault.fingerprint("phone", "+628123456789")
    assert phone != vault.fingerprint("nik", "+628123456789")
    assert phone != vault.fingerprint("phone", "+628123456780")
    settings.VAULT_INDEX_KEY = secrets.token_bytes(32)
    assert phone != vault.fingerprint("phone", "+628123456789")
