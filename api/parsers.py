"""Reading JSON strictly."""

import json
from typing import Any

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from api.errors import Fault


class JSON(BaseParser):
    """Strict JSON of at most DATA_UPLOAD_MAX_MEMORY_SIZE bytes."""

    media_type = "application/json"

    def parse(self, stream: Any, *_: Any) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise Fault("too_large")
        try:
            return json.loads(raw, parse_constant=refuse_constant)
        # Deep nesting ends in RecursionError.
        except (ValueError, RecursionError):
            raise ParseError from None


def refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
