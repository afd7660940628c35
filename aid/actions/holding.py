"""Locking many rows alone, in the order that every action keeps (see ``aid.actions.access``): what
is read of them afterwards stands until the transaction ends."""

from collections.abc import Iterable

from django.db import connection

CAPPED_DONORS = """
select id from people_user as donor
where id in (select donor_id from aid_offer where id = any(%s))
    and exists (
        select from aid_offer as capped
        where capped.donor_id = donor.id and status = 'open' and most_open is not null
    )
order by id for no key update
"""


def hold_requests(ids: Iterable[int]) -> None:
    """Lock requests alone, in the order that every action keeps, and read nothing: what is read
    of them afterwards stands until the transaction ends."""
    hold("select id from aid_request where id = any(%s) order by id for update", ids)


def hold_offers(ids: Iterable[int]) -> None:
    """The same for offers, after the requests."""
    hold("select id from aid_offer where id = any(%s) order by id for update", ids)


def hold_capped_donors(offers: Iterable[int]) -> None:
    """Lock the accounts that these offers are of and that limit how many proposals wait for them,
    before requests and offers: so that two at once don't both find room."""
    hold(CAPPED_DONORS, offers)


def hold(statement: str, ids: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(ids)])
