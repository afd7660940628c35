"""What is squeezed on its way, and for whom."""

import gzip
from collections.abc import Callable
from typing import Any

import brotli
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from config.squeezing import LEAST_BYTES, PACKED, squeezing

READ: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}
BOTH = "gzip, deflate, br"
LONG = "Warga Contoh " * 40


def answered(response: Any, accepted: str = BOTH) -> Any:
    def answer(_: HttpRequest) -> Any:
        return response

    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    return squeezing(answer)(request)


@pytest.mark.parametrize("encoding", READ)
@pytest.mark.parametrize("path", ["/", "/api/v1/categories/", "/missing"])
def test_pages_and_answers_are_squeezed_for_whoever_takes_that(
    db: None, client: Client, path: str, encoding: str
) -> None:
    bare = client.get(path)
    answer = client.get(path, headers={"accept-encoding": encoding})
    assert answer.status_code == bare.status_code
    assert answer.headers["Content-Encoding"] == encoding
    assert int(answer.headers["Content-Length"]) == len(answer.content)
    assert READ[encoding](answer.content)[:20] == bare.content[:20]
    for each in (bare, answer):
        assert "Accept-Encoding" in each.headers["Vary"]
    assert "Content-Encoding" not in bare.headers


@pytest.mark.parametrize("encoding", READ)
def test_who_has_the_same_is_not_sent_it_again(db: None, client: Client, encoding: str) -> None:
    path = "/api/v1/categories/"
    tag = client.get(path, headers={"accept-encoding": encoding}).headers["ETag"]
    assert tag.startswith('W/"')
    sent = {"accept-encoding": encoding, "if-none-match": tag}
    again = client.get(path, headers=sent)
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)


def test_script_is_sent_as_the_bundle_was_squeezed(client: Client) -> None:
    path = "/static/gandeng/ask.js"
    bare = b"".join(client.get(path))
    for accepted, encoding in ((BOTH, "br"), ("gzip", "gzip")):
        answer = client.get(path, headers={"accept-encoding": accepted})
        assert answer.headers["Content-Encoding"] == encoding
        assert READ[encoding](b"".join(answer)) == bare


def test_short_answer_stays_as_it_is() -> None:
    answer = answered(HttpResponse("." * (LEAST_BYTES - 1)))
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("kind", sorted(PACKED))
def test_what_is_packed_by_what_it_is_stays_as_it_is(kind: str) -> None:
    answer = answered(HttpResponse(LONG, content_type=kind))
    assert answer.content == LONG.encode() and "Content-Encoding" not in answer.headers


def test_what_would_grow_stays_as_it_is() -> None:
    noise = bytes(range(256))
    answer = answered(HttpResponse(noise))
    assert answer.content == noise and "Content-Encoding" not in answer.headers


def test_what_has_an_encoding_or_is_streamed_is_left_alone() -> None:
    encoded = answered(HttpResponse(LONG, headers={"Content-Encoding": "gzip"}))
    assert encoded.content == LONG.encode()
    streamed = answered(StreamingHttpResponse([LONG.encode()]))
    assert b"".join(streamed) == LONG.encode() and "Content-Encoding" not in streamed.headers


def test_tag_stays_strong_where_nothing_was_squeezed() -> None:
    for accepted, tag in (("identity", '"1"'), ("br", 'W/"1"')):
        answer = answered(HttpResponse(LONG, headers={"ETag": '"1"'}), accepted)
        assert answer.headers["ETag"] == tag
    weak = answered(HttpResponse(LONG, headers={"ETag": 'W/"1"'}))
    assert weak.headers["ETag"] == 'W/"1"'
