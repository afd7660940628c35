"""The person behind a request of the pages."""

from django.http import HttpRequest

from people.person import Person
from people.session import person_in

KEPT = "_gandeng_person"


def person_of(request: HttpRequest) -> Person:
    """Who is asking, with roles and opened links; read once per request."""
    known = getattr(request, KEPT, None)
    if isinstance(known, Person):
        return known
    person = person_in(request.user, request.session)
    setattr(request, KEPT, person)
    return person
