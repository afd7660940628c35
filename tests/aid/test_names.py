"""When two names are the same."""

import pytest

from aid.names import same_name_key


@pytest.mark.parametrize(
    "spelling",
    [
        "M. Yusuf",
        "m yusuf",
        "M.Yusuf",
        " M  YUSUF ",
        "M, Yusuf.",
        "Ｍ Ｙusuf",
        "M\u00a0Yu\u200bsuf",
    ],
)
def test_spellings_of_one_name_are_the_same(spelling: str) -> None:
    assert same_name_key(spelling) == "m yusuf"


@pytest.mark.parametrize("other", ["Yusuf M.", "Muhammad Yusuf", "M. Yusup", "H. M. Yusuf", ""])
def test_other_letters_order_or_titles_are_another_name(other: str) -> None:
    assert same_name_key(other) != same_name_key("M. Yusuf")
