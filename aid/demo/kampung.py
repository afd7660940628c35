"""What the demo's kampungs are made with: lists, goods that come, coupons that come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import uuid4

from django.utils import timezone

from aid import codes
from aid.actions import consignments, coupons, imports, lists, planning, portions, reconciliation
from aid.actions.consignments import Receipt
from aid.actions.planning import Schedule
from aid.actions.reconciliation import PhoneEntry
from aid.contents import contents_of
from aid.demo.people import make_office, make_person
from aid.models import Consignment, Coupon, NeighbourhoodList
from aid.spreadsheets.lines import Line
from aid.spreadsheets.writing import as_csv
from geo.actions.neighbourhoods import add_neighbourhood, mark_neighbourhood_verified
from geo.models import Region
from people.person import Person, Role
from people.queries import person_of

RTS = 12
BATCH = 300


@dataclass(frozen=True)
class Kampung:
    """An RW with its head, a cadre, and the kelurahan's officer who checks its lists."""

    region: Region
    head: Person
    cadre: Person
    officer: Person


def make_kampung(kelurahan: str, rw: int, officer: Person) -> Kampung:
    """RW ``rw`` of ``kelurahan``, verified, with people of its own."""
    region = verified_rw(kelurahan, rw)
    return Kampung(
        region=region,
        head=official(f"rw{rw}-{kelurahan}", f"Ketua RW {rw} Contoh", region),
        cadre=official(f"kader{rw}-{kelurahan}", f"Kader RW {rw} Contoh", region, Role.CADRE),
        officer=officer,
    )


def rw_of(kelurahan: str, rw: int) -> str:
    return f"{kelurahan}.{rw}"


def verified_rw(kelurahan: str, rw: int) -> Region:
    known = Region.objects.filter(code=rw_of(kelurahan, rw)).first()
    if known is not None:
        return known
    home = Region.objects.get(code=kelurahan)
    added = add_neighbourhood(kelurahan, rw_number=rw, name="Contoh", point=home.point)
    return mark_neighbourhood_verified(added.code)


def official(login: str, name: str, region: Region, role: Role = Role.COORDINATOR) -> Person:
    user = make_person(f"{login}@contoh.test", name)
    make_office(user, region.code, role)
    return person_of(user)


def households(count: int, people: int) -> list[Line]:
    """``count`` lines with ``people`` in all, in RT 001 to 012; every fifth is vulnerable.

    A household has between two and six people, four on average.
    """
    sizes = [(4, 3, 5, 2, 6)[number % 5] for number in range(count)]
    sizes[-1] += people - sum(sizes)
    return [
        Line(
            row=0,
            name=f"Keluarga Contoh {number:03d}",
            people=size,
            rt=(number - 1) % RTS + 1,
            vulnerable=number % 5 == 0,
            phone=phone_of(number),
            landmark="Contoh",
        )
        for number, size in enumerate(sizes, 1)
    ]


def phone_of(number: int) -> str:
    """Numbers that no operator gives out, so that nobody real is called."""
    return f"+62800{number:07d}"


def verified_list(
    kampung: Kampung,
    lines: Sequence[Line],
    first_day: date,
    weeks: int,
    *,
    category: str = "sembako",
    slot: str = "",
) -> NeighbourhoodList:
    """The cadre enters ``lines`` by file, the RW compiles, the kelurahan verifies."""
    opened = lists.open_list(
        kampung.head, kampung.region.code, category, first_day, portions=weeks, slot=slot
    )
    imports.import_list(kampung.cadre, opened.reference, as_csv(lines), "contoh.csv", True)
    note = "Contoh: disepakati dalam musyawarah RW, daftar ditempel di pos RW."
    lists.compile_list(kampung.head, opened.reference, note, timezone.localdate())
    return portions.verify_list(kampung.officer, opened.reference)


def schedule(day: date, **changed: object) -> Schedule:
    facts: dict[str, object] = {
        "day": day,
        "slot": "morning",
        "vehicle": "pickup",
        "deliverer": "Pengantar Contoh",
        "contents": list(contents_of("sembako"))[:3],
        "statement": True,
    }
    return Schedule(**{**facts, **changed})  # type: ignore[arg-type]


def bring(donor: Person, kampung: Kampung, sent: Consignment, counted: int) -> Consignment:
    """The slot is confirmed, the goods set out and are counted at the post."""
    consignments.confirm_slot(kampung.head, sent.reference)
    consignments.start(donor, sent.reference)
    receipt = Receipt(counted, "Penerima Contoh", "Saksi Contoh", "Contoh")
    return consignments.arrive(kampung.head, sent.reference, receipt)


def promise(donor: Person, kampung: Kampung, quantity: int, when: Schedule) -> Consignment:
    return planning.pledge(donor, kampung.region.code, "sembako", quantity, when)


def coupons_of(kampung: Kampung, of_list: NeighbourhoodList, portion: int) -> list[Coupon]:
    """By line number."""
    return list(coupons.issue_coupons(kampung.officer, of_list.reference, portion).coupons)


def bring_back(kampung: Kampung, sent: Consignment, given: Iterable[Coupon]) -> None:
    """The cadre's phone brings the coupons of the day in the evening."""
    entries = [
        PhoneEntry(uuid4(), coupon.serial, codes.coupon_code(coupon.salt)) for coupon in given
    ]
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        reconciliation.reconcile(kampung.cadre, sent.reference, batch)
