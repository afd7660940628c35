"""The papers of a consignment: the waybill that travels with it, and the hand-over note that is
signed when it was counted at the post."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from aid import contents, formats, lanes
from aid.actions.access import read_consignment
from aid.documents import values
from aid.events import consignment_entry, record
from aid.models import Consignment, Match
from aid.slots import SLOTS, slot_ends, slot_opens
from people.person import Person
from people.private import name_of


@transaction.atomic
def print_waybill(person: Person, reference: str, url: str = "") -> bytes:
    """The waybill (surat jalan) as PDF; ``url`` is the consignment's own page."""
    from aid.documents.waybill import waybill  # noqa: PLC0415 # heavy, and seldom needed

    consignment = read_consignment(person, reference, "print_waybill")
    record(person, consignment_entry("waybill", consignment))
    return waybill(
        values.Waybill(
            reference=consignment.reference,
            day=consignment.day,
            slot=slot_text(consignment),
            donor=name_of(consignment.donor),
            origin=origin_of(consignment),
            receiver=receiver_of(consignment),
            destination=destination_of(consignment),
            lane=lane_of(consignment),
            goods=(goods_of(consignment),),
            url=url,
            landmark=consignment.post.landmark if consignment.post else "",
            vehicle=str(lanes.VEHICLE_NAMES[consignment.vehicle]),
            deliverer=consignment.deliverer,
            demo=settings.DEMO,
        )
    )


@transaction.atomic
def print_handover_note(person: Person, reference: str, url: str = "") -> bytes:
    """The hand-over note (BAST) as PDF; ``url`` is the consignment's own page."""
    from aid.documents.handover import handover_note  # noqa: PLC0415 # heavy, and seldom needed

    consignment = read_consignment(person, reference, "print_handover_note")
    record(person, consignment_entry("handover_note", consignment))
    assert consignment.counted is not None and consignment.arrived_at is not None
    return handover_note(
        values.HandoverNote(
            reference=consignment.reference,
            place=destination_of(consignment),
            at=consignment.arrived_at,
            giver=values.Party(name_of(consignment.donor), _("Donor")),
            receiver=values.Party(consignment.receiver, receiver_of(consignment)),
            witness=values.Party(consignment.witness),
            goods=(counted_goods(consignment, consignment.counted),),
            divisions=divisions_of(consignment, consignment.counted),
            url=url,
            demo=settings.DEMO,
        )
    )


def language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def slot_text(consignment: Consignment) -> str:
    """``Sore, pukul 14.00–17.00 WIB``."""
    name = SLOTS[consignment.slot].name.in_language(language())
    opens = formats.clock(slot_opens(consignment.day, consignment.slot), language())
    ends = formats.clock(slot_ends(consignment.day, consignment.slot), language())
    return f"{name}, {opens.removesuffix(' WIB')}–{ends.removeprefix('pukul ')}"


def origin_of(consignment: Consignment) -> str:
    """The kelurahan that the goods were offered in; a donor's own place stays its own."""
    match = (
        Match.private.filter(consignment=consignment)
        .select_related("offer__region")
        .order_by("pk")
        .first()
    )
    return "" if match is None else match.offer.region.public_name


def receiver_of(consignment: Consignment) -> str:
    """The post, or the neighbourhood itself."""
    return consignment.post.name if consignment.post else consignment.region.public_name


def destination_of(consignment: Consignment) -> str:
    above = consignment.region.parent
    names = [consignment.region.public_name, above.public_name if above else ""]
    return ", ".join(filter(None, names))


def lane_of(consignment: Consignment) -> values.Lane:
    lane: values.Lane = consignment.post.lane if consignment.post else "truck"  # type: ignore[assignment]
    return lane


def goods_of(consignment: Consignment) -> values.Goods:
    return values.Goods(consignment.category, consignment.quantity, contents_of(consignment))


def contents_of(consignment: Consignment) -> tuple[str, ...]:
    return contents.in_words(consignment.category, consignment.contents, language())


def counted_goods(consignment: Consignment, counted: int) -> values.Counted:
    return values.Counted(
        category=consignment.category,
        promised=consignment.quantity,
        counted=counted,
        reason=consignment.note,
        contents=contents_of(consignment),
    )


def divisions_of(consignment: Consignment, counted: int) -> tuple[values.Division, ...]:
    if consignment.divided_among is None:
        return ()
    division = values.Division(
        category=consignment.category,
        counted=counted,
        families=consignment.divided_among,
        reason=consignment.division_reason,
    )
    return (division,)
