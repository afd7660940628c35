"""Two taps at the same moment are one request."""

from aid.actions.requests import Asked
from aid.models import Request
from frontend import filing
from people.person import ANYONE
from tests.aid.test_races import all_at_once
from tests.database import Copy
from tests.factories import HOME


def test_double_tap_is_one_request(committed_db: Copy) -> None:
    asked = Asked(category="sembako", quantity="1", region=HOME, name="Siti", consent=True)
    key = filing.new_key()
    taps = all_at_once([lambda: filing.file_once(ANYONE, asked, key)] * 6)
    assert len(set(taps)) == 1, taps
    (kept, same) = taps[0]  # type: ignore[misc]
    assert same and kept.reference == Request.private.get().reference
