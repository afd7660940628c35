"""The engine's reasons, as facts and in words of both languages."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from matching.explanation import reason_text


class ReasonShown(serializers.Serializer[Any]):
    id = serializers.CharField(help_text="In Indonesian.")
    en = serializers.CharField(help_text="In English.")
    facts = serializers.DictField(help_text="Codes and numbers; nothing personal.")


def reason_shown(facts: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """``facts`` with their words; None for no facts."""
    if not facts:
        return None
    return {"id": reason_text(facts, "id"), "en": reason_text(facts, "en"), "facts": dict(facts)}
