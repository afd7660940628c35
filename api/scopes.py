"""Which door is open to tokens, and the scope that it takes: what is not here is closed, but for
doors that ask nobody who they are.

No door of an office, of a household, of an account or of a session is here, and none by which a
token could make or change tokens.
"""

from rest_framework.request import Request

from api.errors import Fault
from people.models import ApiToken

ROOT = "api/v1/"
REGION, REFERENCE = "<region:code>/", "<reference:reference>/"
MATCH, CONSIGNMENT = f"matches/{REFERENCE}", f"consignments/{REFERENCE}"

READ = (
    "categories/",
    "changes/mine/",
    "changes/public/<region:key>/",
    "consignments/",
    CONSIGNMENT,
    f"figures/{REGION}",
    "history/head/",
    "matches/",
    MATCH,
    f"{MATCH}receipt/",
    "me/",
    "need/",
    "need/later-portions/",
    "need/neighbourhoods/",
    "need/requests/",
    "offers/",
    f"offers/{REFERENCE}",
    f"offers/{REFERENCE}receipt/",
    "posts/",
    "posts/<int:pk>/",
    "regions/",
    "regions/at/",
    "regions/boundaries/",
    f"regions/{REGION}",
    f"regions/{REGION}children/",
)
OFFERS = (
    "offers/",
    f"offers/{REFERENCE}publish-again/",
    f"offers/{REFERENCE}withdraw/",
    f"regions/{REGION}pledge/",
    f"requests/{REFERENCE}pledge/",
)
ON_MATCH = (
    "accept", "cancel", "complain", "decline", "deliver", "enter-code", "lose", "running-late",
    "start",
)  # fmt: skip
ON_CONSIGNMENT = ("cancel", "lose", "reschedule", "running-late", "start")
PHOTO = f"{MATCH}photos/<uuid:number>/"
DELIVERIES = (
    *(f"{MATCH}{verb}/" for verb in ON_MATCH),
    f"{MATCH}photos/",
    f"{PHOTO}remove/",
    "consignments/",
    *(f"{CONSIGNMENT}{verb}/" for verb in ON_CONSIGNMENT),
)
# What names a person, tells of a home or shows it.
CONTACTS = (
    f"{MATCH}collection/",
    f"{MATCH}contact/",
    f"{MATCH}messages/",
    f"{MATCH}photos/",
    f"{MATCH}place/",
    PHOTO,
    f"{CONSIGNMENT}handover-note/",
    f"{CONSIGNMENT}waybill/",
)
WRITE_TO_CONTACTS = (f"{MATCH}write-message/",)

SCOPE_OF: dict[tuple[str, str], str] = {
    **{("GET", door): "read" for door in READ},
    **{("POST", door): "offers" for door in OFFERS},
    **{("POST", door): "deliveries" for door in DELIVERIES},
    **{("GET", door): "contacts" for door in CONTACTS},
    **{("POST", door): "contacts" for door in WRITE_TO_CONTACTS},
}


def require_scope(request: Request, token: ApiToken) -> None:
    """Raise Fault unless ``token`` may do what is asked; its fact ``scope`` is what that takes,
    None where no token may."""
    method = "GET" if request.method == "HEAD" else str(request.method)
    found = request._request.resolver_match
    route = "" if found is None else str(found.route)
    needed = SCOPE_OF.get((method, route.removeprefix(ROOT)))
    if needed is None or needed not in token.scopes:
        raise Fault("token_scope", scope=needed)
