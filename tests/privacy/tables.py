"""All tables of doors together."""

from tests.privacy import (
    table_asking,
    table_between,
    table_consignments,
    table_coupons,
    table_figures,
    table_giving,
    table_lists,
    table_maps,
    table_notices,
    table_offices,
    table_queue,
    table_rights,
    table_rounds,
    table_rw,
)
from tests.privacy.table import Line, lines
from tests.privacy.world import World


def every_line(world: World) -> list[Line]:
    return [
        *lines(world),
        *table_asking.asking(),
        *table_between.between(),
        *table_consignments.consignments(),
        *table_lists.lists(),
        *table_coupons.coupons(),
        *table_giving.giving(),
        *table_rounds.rounds(),
        *table_figures.figures(),
        *table_maps.maps(),
        *table_rw.rw(),
        *table_notices.notices(),
        *table_rights.rights(),
        *table_queue.queue(world),
        *table_offices.offices(),
        *table_between.own(),
    ]
