"""Journeys with forms, sockets, several people and a site that goes away, in a second engine."""

import pytest

from tests.journeys.test_language import test_language_is_switched_and_stays
from tests.journeys.test_lost_socket import test_page_says_that_it_lost_the_site_and_catches_up
from tests.journeys.test_one_package import (
    people,
    test_stranger_with_the_link_alone_learns_nothing,
)
from tests.journeys.test_refused import test_household_reads_why_it_was_refused

__all__ = [
    "people",
    "test_household_reads_why_it_was_refused",
    "test_language_is_switched_and_stays",
    "test_page_says_that_it_lost_the_site_and_catches_up",
    "test_stranger_with_the_link_alone_learns_nothing",
]

pytestmark = pytest.mark.browser
