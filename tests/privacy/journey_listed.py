"""The canary stands on its neighbourhood's list: from the cadre's line to its coupon."""

from unittest import mock

from aid import codes
from aid.actions import lines
from aid.models import Coupon, Handout, Request
from people.person import ANYONE, Role
from people.queries import person_of
from tests import factories, kampung, lists
from tests.factories import HOME, RW_901
from tests.privacy import canary, people
from tests.privacy.people import Actor, actor
from tests.privacy.tables import every_line
from tests.privacy.trail import Trail, paths_of
from tests.privacy.world import Thing, World

API = "/api/v1"
LINE = {
    "name": canary.NAME,
    "people": 4,
    "rt": 7,
    "phone": canary.PHONE,
    "address": canary.ADDRESS,
    "landmark": canary.LANDMARK,
    "id_number": canary.ID_NUMBER,
    "agreed": True,
}
HEADER = "Nama,Jiwa,RT,Telepon,Alamat,Patokan,NIK"
ON_LIST = ("address", "landmark", "name", "phone")


def journey(trail: Trail) -> None:
    head, cadre, kelurahan = offices()
    donor = actor("donor of the consignment", factories.a_donor())
    third = [*third_persons(), donor]
    keys = {"region": [HOME, RW_901]}

    reference = written(trail, head, cadre)
    keys["list"] = [reference]
    look(trail, "written", third[1:3], keys)
    trail.read("head", trail.act(head, "GET", f"{API}/lists/{reference}/lines/"), *ON_LIST)
    page = trail.act(head, "GET", f"/board/lists/{reference}/lines/1/")
    trail.read("page of a line", page, *ON_LIST)
    terms = {"note": lists.NOTE, "met_on": lists.today().isoformat()}
    trail.act(head, "POST", f"{API}/lists/{reference}/compile/", terms)
    trail.act(kelurahan, "POST", f"{API}/lists/{reference}/verify/")
    keys["request"] = list(Request.private.values_list("reference", flat=True))
    look(trail, "verified", third[3:5], keys)

    printed = {"list": reference, "portion": "1", "per_page": "4"}
    trail.read("printer", trail.act(kelurahan, "POST", "/coupons/print/", printed))
    coming = brought(trail, donor, head)
    keys["consignment"] = [coming]
    keys["handout"] = [str(pk) for pk in Handout.private.values_list("pk", flat=True)]
    look(trail, "at the post", third[-2:], keys)

    trail.read("cadre", trail.act(cadre, "GET", f"/consignments/{coming}/handouts/"))
    handed_out(trail, cadre, kelurahan, coming)
    look(trail, "received", [third[0], third[5], donor], keys)
    provoke(trail, head, reference)


def offices() -> tuple[Actor, Actor, Actor]:
    factories.rw_901()
    held = (factories.office(RW_901), factories.office(RW_901, Role.CADRE), factories.office(HOME))
    head, cadre, kelurahan = map(actor, ("head", "cadre", "kelurahan"), held)
    return head, cadre, kelurahan


def third_persons() -> list[Actor]:
    second = lists.second_rw()
    return [
        actor("the public", ANYONE),
        actor("head of another RW", factories.office(second)),
        actor("auditor of the RW", factories.office(RW_901, Role.AUDITOR)),
        actor("a stranger", person_of(factories.account("Orang Lain"))),
        actor("cadre of another RW", factories.office(second, Role.CADRE)),
        actor("coordinator next door", factories.office(people.SAME_KECAMATAN)),
        actor("another donor", factories.a_donor()),
    ]


def written(trail: Trail, head: Actor, cadre: Actor) -> str:
    """A list with the canary's line, and a neighbour's; its reference."""
    terms = {
        "region": RW_901,
        "category": "sembako",
        "first_day": lists.today().isoformat(),
    }
    reference: str = trail.act(head, "POST", f"{API}/lists/", terms).json()["reference"]
    door = f"{API}/lists/{reference}/lines/"
    trail.act(cadre, "POST", door, LINE)
    trail.act(cadre, "POST", door, {"name": "Tetangga", "people": 3, "rt": 7, "agreed": True})
    again = f"/board/lists/{reference}/line/"
    faulty = {**LINE, "people": "0", "agreed": "1", "name": canary.NAME + " 2"}
    assert trail.go(cadre, "POST", again, faulty).status_code == 422
    return reference


def brought(trail: Trail, donor: Actor, head: Actor) -> str:
    """Two packages, planned and at the post; the consignment's reference."""
    plan = {
        "region": RW_901,
        "category": "sembako",
        "quantity": 2,
        "day": kampung.tomorrow().isoformat(),
        "slot": "morning",
        "vehicle": "motorbike",
        "statement": True,
    }
    reference: str = trail.act(donor, "POST", f"{API}/consignments/", plan).json()["reference"]
    one = f"{API}/consignments/{reference}"
    trail.act(donor, "POST", f"{one}/start/")
    receipt = {"counted": 2, "receiver": "Penerima Contoh", "witness": "Saksi Contoh"}
    trail.act(head, "POST", f"{one}/arrive/", receipt)
    trail.act(donor, "GET", f"/consignments/{reference}/handover-note/")
    return reference


def handed_out(trail: Trail, cadre: Actor, kelurahan: Actor, reference: str) -> None:
    """The coupon is opened, a wrong code refused, the right one taken; the household complains."""
    found = Coupon.private.filter(line__number=1).get()
    phone = actor("household", ANYONE)
    code = codes.coupon_code(found.salt)
    wrong = {"serial": found.serial, "code": f"{(int(code) + 1) % 10**12:012d}"}
    redeem = f"/post/{reference}/redeem/"
    trail.told.append(("a wrong code", trail.go(cadre, "POST", redeem, wrong).content.decode()))
    opened = trail.act(phone, "POST", "/kupon/", {"serial": found.serial, "code": code})
    phone = opened_on(phone, opened.cookies)
    trail.read("coupon", trail.act(phone, "GET", f"/kupon/{found.serial}/"))
    trail.act(cadre, "GET", f"/post/{reference}/pack/")
    trail.act(cadre, "POST", redeem, {"serial": found.serial, "code": code})
    assert found.line is not None
    handout = Handout.private.get(line=found.line)
    said = {"kind": "not_as_described", "text": canary.COMPLAINT}
    trail.act(phone, "POST", f"/kupon/{found.serial}/{handout.pk}/complain/", said)
    answer = trail.act(kelurahan, "GET", f"{API}/complaints/")
    trail.read("complaints", answer, "complaint")


def opened_on(phone: Actor, cookies: object) -> Actor:
    held = cookies["sessionid"].value  # type: ignore[index]
    return Actor(phone.name, phone.person, phone.client, held)


def provoke(trail: Trail, head: Actor, reference: str) -> None:
    """Errors with the details in what was sent."""
    draft = {"region": RW_901, "category": "baby", "first_day": lists.today().isoformat()}
    opened = trail.act(head, "POST", f"{API}/lists/", draft).json()["reference"]
    row = [canary.NAME, "0", "7", canary.PHONE, canary.ADDRESS, canary.LANDMARK, canary.ID_NUMBER]
    sheet = "\n".join([HEADER, ",".join(row)]).encode()
    public = actor("the public", ANYONE)
    trail.keep(public, f"{API}/lists/{opened}/lines/", {**LINE, "rt": "x"})
    trail.keep(public, f"{API}/lists/{reference}/import/", {"file": sheet})
    with mock.patch.object(lines, "add_lines", side_effect=RuntimeError("no reason")):
        trail.keep(head, f"{API}/lists/{opened}/lines/", LINE, 500)
    refused = trail.go(head, "POST", f"{API}/lists/{opened}/import/", {"file": sheet})
    assert refused.status_code == 422, refused.content
    trail.keep(public, "/nowhere/", LINE)


# Doors to one's own account: the other journey looks there.
OWN_DOORS = ("security/", "sign-", "language/", "dev/", "ask/")


def look(trail: Trail, when: str, third: list[Actor], keys: dict[str, list[str]]) -> None:
    posko = str(factories.posko().pk)
    offer = factories.published()
    world = World((), (Thing("offer", "", offer.reference, offer),))
    chosen = [
        line
        for line in every_line(world)
        if line.kind in {*keys, "post", ""} and not line.pattern.startswith(OWN_DOORS)
    ]
    trail.tell(when, third, paths_of(chosen, {**keys, "post": [posko]}))
