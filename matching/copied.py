"""Rows of a SQL statement as numpy columns: PostgreSQL's binary COPY, read without a loop."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

# A file of `COPY … (FORMAT BINARY)`: signature, flags and extension, then rows, then a trailer.
HEADER_BYTES, TRAILER_BYTES = 19, 2
BIGINT, INTEGER, SMALLINT, DOUBLE, BOOLEAN = ">i8", ">i4", ">i2", ">f8", "?"
# Microseconds since 2000-01-01 UTC.
TIMESTAMP = BIGINT


def text(characters: int) -> str:
    """ASCII that the statement pads to so many characters: `rpad(column, characters)`."""
    return f"S{characters}"


def copied(
    statement: str, parameters: Mapping[str, Any], columns: Mapping[str, str]
) -> NDArray[np.void]:
    """The rows of ``statement``, whose columns have the types of ``columns``, in this order.

    Raises ValueError where a value is null or of another size.
    """
    # A row is the number of its fields, then length and value of each.
    fields = [("fields", ">i2")]
    for name, kind in columns.items():
        fields += [(_length(name), ">i4"), (name, kind)]
    row = np.dtype(fields)
    copying = f"copy ({statement}) to stdout (format binary)"
    with connection.cursor() as cursor, cursor.copy(copying, parameters) as copy:
        data = b"".join(copy)
    body = memoryview(data)[HEADER_BYTES:-TRAILER_BYTES]
    if len(body) % row.itemsize:
        raise ValueError(f"{len(body)} bytes are not rows of {row.itemsize}: a null, or a type.")
    found = np.frombuffer(body, dtype=row)
    odd = [name for name in columns if (found[_length(name)] != found[name].itemsize).any()]
    if odd:
        raise ValueError(f"Columns with nulls or of another type: {', '.join(odd)}.")
    return found


def _length(name: str) -> str:
    return f"{name}_bytes"
