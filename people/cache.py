"""The cache that all processes share, in the database; it holds nothing personal."""

from people.vault import fingerprint


def hidden_key(key: str, prefix: str, version: int) -> str:
    """Keys are kept as fingerprints: some name an account, or a code that was used."""
    return fingerprint("cache", f"{prefix}:{version}:{key}")
