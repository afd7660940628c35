"""The pages that are walked, as data: a new page joins by one line.

Addresses name what the demo holds ("{request}"): see ``demo_site.known``. ``fill`` (a text, or
TICKED) and ``press`` (one button after the other) are done once the page is there, to reach what
only a form leads to: an error, a receipt; ``open`` is pressed to see more of the same page. A page
with a ``picture`` stands under that title in docs/pictures/.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

NOBODY, HOUSEHOLD, RESIDENT, DONOR = "nobody", "household", "resident", "donor"
# Somebody who is no part of the demo, whose second factors may be changed; staff gives for others.
ACCOUNT, STAFF = "account", "staff"
CADRE, RW, KELURAHAN, CITY = "cadre", "rw", "kelurahan", "city"


@dataclass(frozen=True)
class Shown:
    """One page as one person sees it, answered with ``status``."""

    name: str
    path: str
    who: str = NOBODY
    picture: str = ""
    fill: Mapping[str, str] = field(default_factory=dict)
    press: str | tuple[str, ...] = ""
    open: str = ""
    status: int = 200


MAIN_BUTTON = "main form button.btn-main"
TICKED = "ticked"
# A card of the queue that is no double.
CERTAIN = ".card:not(:has(.badge-warn)) .queue-tick input"
ASKED = {
    "[name=category][value=sembako]": TICKED, "[name=who][value=self]": TICKED, "#people": "4",
    "#packages": "1", "[name=urgency]": TICKED, "#kelurahan": "Kapuk", "#name": "Keluarga Contoh",
    "#landmark": "Belakang masjid, pagar hijau", "[name=consent]": TICKED,
}  # fmt: skip
ASKING = "form[data-ask] button.btn-main"
PREVIEW = "form#many button.btn-main"

PUBLIC = [
    Shown("home", "/", picture="The city's figures"),
    Shown("home-map", "/", open="[data-map-open]", picture="The map, moved about in"),
    Shown("region-city", "/region/{city}/", picture="Figures of a city"),
    Shown("region-kelurahan", "/region/{home}/", picture="Figures of a kelurahan"),
    Shown("widget-city", "/widget/{city}/", picture="A city's figures, for other sites"),
    Shown("widget-kelurahan", "/widget/{home}/"),
    Shown("offline", "/offline/", picture="No network"),
    Shown("how", "/how/", picture="How it works, and privacy"),
    Shown("data", "/data/", picture="Open data"),
    Shown("design", "/design/", picture="The design system"),
    Shown("posko", "/posko/{posko}/", picture="A posko"),
    Shown("sign-in", "/sign-in/", picture="Signing in"),
    Shown("sign-in-password", "/sign-in/password/"),
    Shown("sign-in-wrong", "/sign-in/", fill={"#phone": "12"}, press=MAIN_BUTTON),
    Shown("no-such-page", "/nowhere/", picture="No such page", status=404),
    Shown("messages-of-the-demo", "/dev/messages/"),
]

RESIDENTS = [
    Shown("ask", "/ask/", picture="Asking for aid"),
    Shown("ask-wrong", "/ask/", press=ASKING,
          picture="Asking: what is missing"),
    Shown("ask-review", "/ask/", fill=ASKED, press=ASKING,
          picture="Asking: read once more before it is sent"),
    Shown("ask-signed-in", "/ask/", RESIDENT),
    Shown("ask-copy", "/ask/copy/"),
    Shown("receipt-gone", "/ask/done/", status=410),
    Shown("open-link", "/r/{token}/", picture="A household's link"),
    Shown("my-requests-of-nobody", "/my/requests/"),
    Shown("follow-by-link", "/requests/{linked}/", HOUSEHOLD),
    Shown("coupons", "/kupon/", HOUSEHOLD),
    Shown("coupon", "/kupon/{coupon}/", HOUSEHOLD, picture="A coupon on the household's phone"),
    Shown("coupon-open", "/kupon/{coupon}/", picture="Opening a coupon"),
    Shown("my-requests", "/my/requests/", RESIDENT, picture="My requests"),
    Shown("follow", "/requests/{request}/", RESIDENT, picture="Following a request"),
    Shown("follow-new", "/requests/{asked}/", RESIDENT),
    Shown("known", "/requests/{request}/", RESIDENT, press="#do-known",
          picture="What is known about a household"),
    Shown("correct", "/requests/{asked}/", RESIDENT, press="#do-correct",
          picture="Correcting a request"),
    Shown("erase", "/requests/{asked}/", RESIDENT, press="#do-erase",
          picture="Erasing everything"),
    Shown("messages-of-household", "/matches/{delivered}/messages/", RESIDENT),
    Shown("photos-of-household", "/matches/{delivered}/photos/", RESIDENT),
    Shown("vouch-start", "/jamin/", RESIDENT),
    Shown("notices", "/my/notices/", RESIDENT, picture="Notices"),
    Shown("security", "/security/", RESIDENT),
    Shown("security-new", "/security/", ACCOUNT, picture="Second factors"),
    Shown("security-app", "/security/app/", ACCOUNT),
    Shown("security-passkey", "/security/passkey/", ACCOUNT),
    Shown("security-factor", "/security/", STAFF),
    Shown("security-app-remove", "/security/app/remove/", STAFF),
    Shown("security-codes-new", "/security/codes/new/", STAFF),
    Shown("security-confirm", "/security/confirm/", STAFF),
    Shown("tokens", "/security/tokens/", STAFF, picture="Programs of an organisation"),
    Shown("tokens-of-nobody", "/security/tokens/", RESIDENT, status=403),
    Shown("board-forbidden", "/board/{home}/", RESIDENT, picture="No permission", status=403),
    Shown("board-of-nobody", "/board/", RESIDENT),
]  # fmt: skip

DONORS = [
    Shown("give", "/give/", picture="Giving: where to begin"),
    Shown("need", "/give/need/", picture="Where need is unmet"),
    Shown("need-kelurahan", "/give/need/{home}/", DONOR, picture="Need of a kelurahan"),
    Shown("need-rw", "/give/need/{rw}/", DONOR),
    Shown("plan-for-rw", "/give/need/{rw}/plan/", DONOR),
    Shown("offer-form", "/give/offer/", DONOR, picture="Offering"),
    Shown("offer-wrong", "/give/offer/", DONOR, press=MAIN_BUTTON),
    Shown("offer", "/give/offers/{offer}/", DONOR, picture="An offer"),
    Shown("own-posko", "/give/posko/", DONOR),
    Shown("deliveries", "/deliveries/", DONOR, picture="My deliveries"),
    Shown("route", "/deliveries/route/", DONOR, picture="The order of one's deliveries"),
    Shown("result", "/deliveries/result/", DONOR, picture="What became of one's help"),
    Shown("proposal", "/deliveries/{proposed}/", DONOR, picture="A proposal, with its reason"),
    Shown("delivery-accepted", "/deliveries/{accepted}/", DONOR),
    Shown("delivery-on-the-way", "/deliveries/{on_the_way}/", DONOR,
          picture="A delivery on its way"),
    Shown("delivery-done", "/deliveries/{delivered}/", DONOR),
    Shown("messages", "/matches/{accepted}/messages/", DONOR, picture="Messages of a delivery"),
    Shown("photos", "/matches/{on_the_way}/photos/", DONOR),
    Shown("calendar", "/deliveries/calendar/", DONOR),
    Shown("consignments", "/consignments/", DONOR, picture="Consignments"),
    Shown("consignment-of-donor", "/consignments/{given}/", DONOR, picture="A consignment"),
    Shown("plan-consignment", "/consignments/plan/?region={rw}&category=sembako", DONOR),
    Shown("donor-security", "/security/", DONOR),
]  # fmt: skip

OF_THE_RW = [
    Shown("board-choose", "/board/", CADRE),
    Shown("lists-cadre", "/board/{rw}/lists/", CADRE),
    Shown("list-cadre", "/board/lists/{list}/", CADRE),
    Shown("rw", "/board/{rw}/rw/", RW, picture="An RW: what is proposed"),
    Shown("rw-coming", "/board/{rw}/rw/coming/", RW, picture="An RW: what comes"),
    Shown("rw-hand-out", "/board/{rw}/rw/hand_out/", RW,
          picture="An RW: who receives"),
    Shown("rw-problems", "/board/{rw}/rw/problems/", RW, picture="An RW: problems"),
    Shown("board-rw", "/board/{rw}/", RW),
    Shown("board-rw-consignments", "/board/{rw}/consignments/", RW,
          picture="Consignments that come to an RW"),
    Shown("lists", "/board/{rw}/lists/", RW, picture="Lists of an RW"),
    Shown("list", "/board/lists/{list}/", RW, picture="A list"),
    Shown("draft-list", "/board/lists/{draft}/", RW),
    Shown("line", "/board/lists/{draft}/lines/1/", RW),
    Shown("import", "/board/lists/{draft}/import/", RW, picture="Importing a list"),
    Shown("consignment", "/consignments/{coming}/", RW),
    Shown("consignment-came", "/consignments/{came}/", RW),
    Shown("hand-out", "/consignments/{came}/handouts/", CADRE, picture="Handing out"),
    Shown("post", "/post/{came}/", CADRE, picture="The post's phone, without network"),
    Shown("post-conflicts", "/post/{came}/conflicts/", RW),
    Shown("problems-rw", "/board/{rw}/complaints/", RW),
    Shown("attention-rw", "/board/{rw}/attention/", RW),
    Shown("people-rw", "/board/{rw}/people/", RW),
]  # fmt: skip

OFFICES = [
    Shown("queue", "/board/{home}/", KELURAHAN, picture="The board: what waits to be checked"),
    Shown("queue-preview", "/board/{home}/", KELURAHAN, fill={CERTAIN: TICKED}, press=PREVIEW,
          picture="The board: checking many at once"),
    Shown("queue-checked", "/board/{home}/", KELURAHAN, fill={CERTAIN: TICKED},
          press=(PREVIEW, MAIN_BUTTON)),
    Shown("beside", "/board/requests/{double}/beside/{linked}/", KELURAHAN,
          picture="The board: perhaps asked twice"),
    Shown("board-map", "/board/{home}/map/", KELURAHAN, picture="The board: the map"),
    Shown("board-request", "/board/requests/{waiting}/", KELURAHAN,
          picture="A request on the board"),
    Shown("board-request-open", "/board/requests/{request}/", KELURAHAN),
    Shown("board-matches", "/board/{home}/matches/", KELURAHAN, picture="The board: deliveries"),
    Shown("board-consignments", "/board/{home}/consignments/", KELURAHAN),
    Shown("board-figures", "/board/{home}/figures/", KELURAHAN, picture="The board: figures"),
    Shown("board-balance", "/board/{city}/balance/", CITY,
          picture="The board: needs against offers"),
    Shown("board-balance-kelurahan", "/board/{home}/balance/", KELURAHAN),
    Shown("board-trends", "/board/{city}/trends/", CITY, picture="The board: over time"),
    Shown("board-trends-kelurahan", "/board/{home}/trends/?days=90&category=sembako", KELURAHAN),
    Shown("board-trends-rw", "/board/{rw}/trends/", RW),
    Shown("board-files", "/board/{home}/files/", KELURAHAN,
          picture="The board: files to take away"),
    Shown("board-complaints", "/board/{home}/complaints/", KELURAHAN,
          picture="The board: complaints"),
    Shown("board-neighbourhoods", "/board/{home}/neighbourhoods/", KELURAHAN,
          picture="The board: neighbourhoods"),
    Shown("board-lists", "/board/{home}/lists/", KELURAHAN),
    Shown("board-attention", "/board/{home}/attention/", KELURAHAN,
          picture="The board: what waits too long"),
    Shown("queue-late", "/board/{home}/?late=1", KELURAHAN),
    Shown("board-matches-late", "/board/{home}/matches/?late=1", KELURAHAN),
    Shown("board-people", "/board/{home}/people/", KELURAHAN,
          picture="The board: people and their roles"),
    Shown("board-of-others", "/board/{city}/", KELURAHAN, status=403),
    Shown("board-posts", "/board/{home}/posts/", KELURAHAN),
    Shown("coupon-counter", "/coupons/", KELURAHAN, picture="Printing coupons"),
    Shown("list-of-office", "/board/lists/{list}/", KELURAHAN),
    Shown("kelurahan-security", "/security/", KELURAHAN),
    Shown("board-city", "/board/{city}/", CITY),
    Shown("board-city-matches", "/board/{city}/matches/", CITY),
    Shown("board-city-figures", "/board/{city}/figures/", CITY, picture="A city's figures"),
    Shown("board-city-complaints", "/board/{city}/complaints/", CITY),
    Shown("board-city-attention", "/board/{city}/attention/", CITY),
    Shown("board-city-people", "/board/{city}/people/", CITY),
    Shown("role-refused", "/board/{city}/people/", CITY, press="#give button"),
    Shown("rounds", "/board/{city}/rounds/", CITY, picture="Rounds of matching"),
    Shown("round", "/board/{city}/rounds/{round}/", CITY, picture="A round"),
]  # fmt: skip

PAGES = [*PUBLIC, *RESIDENTS, *DONORS, *OF_THE_RW, *OFFICES]

# Addresses that a browser opens and that are not walked, each with the reason.
NOT_WALKED = {
    "language/": "leads back to the page",
    "sign-in/code/": "leads to the start where nobody asked for a code",
    "sign-in/name/": "leads to the start where nobody asked for a code",
}
