"""Adding neighbourhoods, and vouching for them."""

from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from geo.codes import Level, rw_code, settlement_code
from geo.errors import (
    FiguresInvalid,
    KelurahanFull,
    NeighbourhoodExists,
    NeighbourhoodNameTooLong,
    NeighbourhoodUnnamed,
    NotAKelurahan,
    NotANeighbourhood,
    PointOutsideKelurahan,
    RwNumberInvalid,
    UnknownRegion,
)
from geo.models import Region

NAME_AT_MOST = 80
FIGURES_AT_MOST = 200_000
SETTLEMENTS_AT_MOST = 99


def add_neighbourhood(
    kelurahan_code: str,
    *,
    point: Point,
    rw_number: int | None = None,
    name: str = "",
    households: int | None = None,
    population: int | None = None,
) -> Region:
    """A new, unverified neighbourhood: an RW by its number, or a kampung by its name.

    An RW may have a name besides. Raises UnknownRegion, NotAKelurahan,
    NeighbourhoodUnnamed, NeighbourhoodNameTooLong, RwNumberInvalid,
    FiguresInvalid, PointOutsideKelurahan, NeighbourhoodExists, KelurahanFull.
    """
    name = " ".join(name.split())
    _check_words(rw_number, name)
    _check_figures(households, population)
    with transaction.atomic():
        kelurahan = _kelurahan_for_update(kelurahan_code)
        if not Region.objects.kelurahan_near(point).filter(code=kelurahan.code).exists():
            raise PointOutsideKelurahan(kelurahan=kelurahan.name)
        if rw_number is not None:
            name = f"RW {rw_number:03d} {name}".strip()
        _check_new(kelurahan, rw_number, name)
        return Region.objects.create(
            code=_code(kelurahan, rw_number),
            parent=kelurahan,
            level=Level.RW,
            name=name,
            point=point,
            households=households,
            population=population,
            rw_number=rw_number,
        )


def mark_neighbourhood_verified(code: str) -> Region:
    """Note now as the time of verification; the first one stays.

    Raises UnknownRegion, NotANeighbourhood.
    """
    with transaction.atomic():
        region = _for_update(code)
        if region.level != Level.RW:
            raise NotANeighbourhood(name=region.name)
        if region.verified_at is None:
            region.verified_at = timezone.now()
            region.save(update_fields=["verified_at"])
    return region


def _for_update(code: str) -> Region:
    region = Region.objects.select_for_update().filter(code=code).first()
    if region is None:
        raise UnknownRegion(region=code)
    return region


def _kelurahan_for_update(code: str) -> Region:
    region = _for_update(code)
    if region.level != Level.KELURAHAN:
        raise NotAKelurahan(name=region.name)
    return region


def _check_words(rw_number: int | None, name: str) -> None:
    if rw_number is None and not name:
        raise NeighbourhoodUnnamed
    if rw_number is not None and not (_is_whole(rw_number) and 1 <= rw_number <= 999):
        raise RwNumberInvalid
    if len(name) > NAME_AT_MOST:
        raise NeighbourhoodNameTooLong(most=NAME_AT_MOST)


def _check_figures(*figures: int | None) -> None:
    for figure in figures:
        if figure is not None and not (_is_whole(figure) and 0 <= figure <= FIGURES_AT_MOST):
            raise FiguresInvalid(most=FIGURES_AT_MOST)


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)


def _check_new(kelurahan: Region, rw_number: int | None, name: str) -> None:
    listed = Region.objects.filter(parent=kelurahan, level=Level.RW)
    same = (
        listed.filter(name__iexact=name)
        if rw_number is None
        else listed.filter(rw_number=rw_number)
    )
    if twin := same.first():
        raise NeighbourhoodExists(name=twin.public_name, kelurahan=kelurahan.name)


def _code(kelurahan: Region, rw_number: int | None) -> str:
    if rw_number is not None:
        return rw_code(kelurahan.code, rw_number)
    unnumbered = Region.objects.filter(parent=kelurahan, rw_number__isnull=True)
    last = unnumbered.aggregate(code=Max("code"))["code"]
    ordinal = int(last.rpartition(".K")[2]) + 1 if last else 1
    if ordinal > SETTLEMENTS_AT_MOST:
        raise KelurahanFull(kelurahan=kelurahan.name)
    return settlement_code(kelurahan.code, ordinal)
