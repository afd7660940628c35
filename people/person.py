"""Who is asking: plain values that rules and queries decide on."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be in a region and everything below it."""

    COORDINATOR = "coordinator"
    AUDITOR = "auditor"
    CADRE = "cadre"


@dataclass(frozen=True)
class RoleInRegion:
    role: Role
    region_code: str

    def reaches(self, region_code: str) -> bool:
        """Whether ``region_code`` is the role's region or lies below it."""
        return region_code == self.region_code or region_code.startswith(f"{self.region_code}.")


@dataclass(frozen=True)
class Person:
    """Somebody at one of the doors.

    ``user_id`` is None without an account. ``opened`` holds the ids of the requests whose
    household link and page code were shown in this session, ``helping`` of those opened by the
    link of whoever filed for somebody else. ``withheld`` are the offices that count only once a
    second factor is shown in this session. ``organisations`` are the accounts of those that the
    person works for, ``giving_for`` the one of them as which the person gives at present.
    ``known`` are those of its accounts, its own or organisations', that the city knows as a donor.
    ``neighbour_in`` are the regions where the person's own household was checked, as far as
    somebody looked. ``coupons`` are the ids of the standing coupons shown in this session.
    ``token_id`` is that of the token by which a program acts for the organisation whose account
    ``user_id`` is. ``system`` is true only for the product's own jobs.
    """

    user_id: int | None = None
    roles: tuple[RoleInRegion, ...] = ()
    opened: frozenset[int] = frozenset()
    helping: frozenset[int] = frozenset()
    withheld: tuple[RoleInRegion, ...] = ()
    organisations: frozenset[int] = frozenset()
    giving_for: int | None = None
    known: frozenset[int] = frozenset()
    coupons: frozenset[int] = frozenset()
    neighbour_in: frozenset[str] = frozenset()
    token_id: int | None = None
    system: bool = False

    def has_role(self, role: Role, region_code: str) -> bool:
        return any(held.role is role and held.reaches(region_code) for held in self.roles)

    def regions(self, *roles: Role) -> tuple[str, ...]:
        """Codes of the regions in which the person holds one of ``roles``."""
        return tuple(held.region_code for held in self.roles if held.role in roles)

    @property
    def donor_id(self) -> int | None:
        """The account that gives when this person gives."""
        return self.giving_for if self.giving_for in self.organisations else self.user_id

    @property
    def accounts(self) -> tuple[int, ...]:
        """Every account that the person gives as: their own, and their organisations'."""
        own = () if self.user_id is None else (self.user_id,)
        return (*own, *sorted(self.organisations))

    @property
    def is_coordinator(self) -> bool:
        return bool(self.regions(Role.COORDINATOR))


ANYONE = Person()
SYSTEM = Person(system=True)
