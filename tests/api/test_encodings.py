"""In which encoding somebody is answered, and that it tells nothing more than the answer does."""

import gzip
import zlib
from typing import Any

import brotli
import pytest

from api import encodings
from api.encodings import MOST_PADDING, STREAMS, WHOLE, encoding_for

READ = {"br": brotli.decompress, "gzip": gzip.decompress}
CONTENT = b'{"status":"verified","category":"sembako"}' * 40


def reader(name: str) -> Any:
    """Reads a stream as far as it came."""
    return brotli.Decompressor().process if name == "br" else zlib.decompressobj(31).decompress


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", ""),
        ("identity", ""),
        ("zstd", ""),
        ("gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP , BR", "br"),
        ("*", "br"),
        ("*;q=0", ""),
        ("br;q=0, *", "gzip"),
        ("br;q=0.5, gzip", "gzip"),
        ("br; q=0.5, gzip;q=0.4", "br"),
        ("br;q=0, gzip;q=0.000", ""),
        ("br;q=much, gzip", "gzip"),
        ("br;q=nan", ""),
        (";,;q=1,,", ""),
    ],
)
def test_encoding_is_the_one_that_whoever_asks_prefers(accepted: str, encoding: str) -> None:
    assert encoding_for(accepted) == encoding


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("content", [b"", CONTENT], ids=["empty", "long"])
def test_what_was_squeezed_whole_is_read_again(name: str, content: bytes) -> None:
    assert READ[name](WHOLE[name](content)) == content


@pytest.mark.parametrize("length", [0, 1, 2, MOST_PADDING, 256])
def test_readers_skip_padding_of_any_length(length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda _: length)
    squeezed = encodings.squeezed_by_brotli(CONTENT)
    assert brotli.decompress(squeezed) == CONTENT
    monkeypatch.setattr("secrets.randbelow", lambda _: 0)
    bare = encodings.squeezed_by_brotli(CONTENT)
    assert len(squeezed) - len(bare) == (length + 2 if length else 0)


@pytest.mark.parametrize("name", WHOLE)
def test_length_of_a_squeezed_answer_differs_by_chance(name: str) -> None:
    lengths = [len(WHOLE[name](CONTENT)) for _ in range(200)]
    assert len(set(lengths)) > MOST_PADDING / 4


@pytest.mark.parametrize("name", STREAMS)
def test_each_piece_of_a_stream_can_be_read_before_the_next_is_there(name: str) -> None:
    stream, read = STREAMS[name](), reader(name)
    for piece in (CONTENT, b"more", CONTENT):
        assert read(stream.piece(piece)) == piece
    assert read(stream.end()) == b""


@pytest.mark.parametrize("name", STREAMS)
def test_whole_stream_is_one_body(name: str) -> None:
    stream = STREAMS[name]()
    body = b"".join([stream.piece(CONTENT), stream.piece(b"more"), stream.end()])
    assert READ[name](body) == CONTENT + b"more"
