"""Messages that only the browser reads, and that show who sent them."""

from datetime import UTC, datetime

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec

from messaging import encryption
from tests.messaging.stand_in import SECRET, Browser, Got, claims_in, from_base64url, point_of

# RFC 8291, appendix A.
PLAIN = b"When I grow up, I want to be a watermelon"
SENDER = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
RECEIVER = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SALT, AUTH = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
MESSAGE = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWA"
    "mS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxs"
    "j_Qulcy4a-fN"
)
NOW = datetime(2026, 11, 29, 8, 0, tzinfo=UTC)


def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(encryption.CURVE)


def test_example_of_the_rfc_comes_out_byte_for_byte() -> None:
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(
        encryption.CURVE, from_base64url(RECEIVER)
    )
    made = encryption.encrypted(
        PLAIN,
        receiver,
        from_base64url(AUTH),
        salt=from_base64url(SALT),
        sender=encryption.private_key(from_base64url(SENDER)),
        padded=0,
    )
    assert made == from_base64url(MESSAGE)


def test_browser_reads_it_and_nobody_else() -> None:
    browser = Browser("")
    made = encryption.encrypted(b'{"a":1}', browser.key.public_key(), SECRET)
    assert browser.read(Got("", {}, made)) == {"a": 1}
    with pytest.raises((InvalidTag, ValueError, Exception), match=r".*"):
        Browser("").read(Got("", {}, made))


def test_all_messages_are_as_long_and_no_two_are_the_same() -> None:
    receiver = key().public_key()
    made = [encryption.encrypted(b"x" * size, receiver, SECRET) for size in (1, 1, 200, 512)]
    assert len({len(each) for each in made}) == 1
    assert len({each[:16] for each in made}) == len({each[86:] for each in made}) == 4


def test_what_does_not_fit_one_record_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        encryption.encrypted(b"x" * 4_080, key().public_key(), SECRET)


def test_push_service_can_tell_who_sent_it_and_until_when() -> None:
    own = key()
    header = encryption.authorization(own, "https://push.test", "https://gandeng.test", NOW)
    claims, shown = claims_in(header)
    twelve_hours = 12 * 3600
    assert claims == {
        "aud": "https://push.test",
        "sub": "https://gandeng.test",
        "exp": int(NOW.timestamp()) + twelve_hours,
    }
    assert from_base64url(shown) == point_of(own)


def test_changed_header_is_noticed() -> None:
    header = encryption.authorization(key(), "https://push.test", "https://gandeng.test", NOW)
    other = encryption.authorization(key(), "https://push.test", "https://gandeng.test", NOW)
    mixed = header.partition(", k=")[0] + ", k=" + other.partition(", k=")[2]
    with pytest.raises(InvalidSignature):
        claims_in(mixed)
