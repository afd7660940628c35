"""What a browser session remembers of the page links that were opened in it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore

from aid.actions import verification
from aid.queries.links import person_in
from people.person import ANYONE, Person
from people.session import remember_link
from tests import factories

pytestmark = pytest.mark.django_db

NOBODY = AnonymousUser()


def test_session_remembers_opened_links_and_nothing_else() -> None:
    session = SessionStore()
    assert person_in(NOBODY, session) == ANYONE
    own, other = factories.submitted(), factories.submitted()
    filed = factories.submitted(for_someone_else=True)
    for receipt in (own, other, own, filed):
        remember_link(session, receipt.link_id)
    assert person_in(NOBODY, session) == Person(
        opened=frozenset([own.request.pk, other.request.pk]), helping=frozenset([filed.request.pk])
    )


def test_account_and_links_of_a_session_stand_together() -> None:
    user, session, receipt = factories.account(), SessionStore(), factories.submitted()
    remember_link(session, receipt.link_id)
    person = person_in(user, session)
    assert (person.user_id, person.opened) == (user.pk, frozenset([receipt.request.pk]))


def test_replaced_link_opens_nothing_where_it_was_open(coordinator: Person) -> None:
    session, receipt = SessionStore(), factories.submitted()
    remember_link(session, receipt.link_id)
    new = verification.hand_over_link(coordinator, receipt.request.reference)
    assert person_in(NOBODY, session) == ANYONE
    remember_link(session, new.link_id)
    assert person_in(NOBODY, session).opened == frozenset([receipt.request.pk])


def test_opening_a_link_changes_the_session_s_key() -> None:
    session = SessionStore()
    session.create()
    before = session.session_key
    remember_link(session, factories.submitted().link_id)
    assert session.session_key != before
    assert before is not None and not session.exists(before)
