"""The person behind a request of the pages."""

from django.http import HttpRequest

from aid.queries.links import person_in
from people.person import Person

KEPT = "_gandeng_person"


def person_of(request: HttpRequest) -> Person:
    """Who is asking, with roles and opened links; read once per request."""
    known = getattr(request, KEPT, None)
    if isinstance(known, Person):
        return known
    person = person_in(request.user, request.session)
    setattr(request, KEPT, person)
    return person
