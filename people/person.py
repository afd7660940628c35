"""Who is asking: plain values that rules and queries decide on."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may be in a region and everything below it."""

    COORDINATOR = "coordinator"
    AUDITOR = "auditor"


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
    link of whoever filed for somebody else. ``system`` is true only for the product's own jobs.
    """

    user_id: int | None = None
    roles: tuple[RoleInRegion, ...] = ()
    opened: frozenset[int] = frozenset()
    helping: frozenset[int] = frozenset()
    system: bool = False

    def has_role(self, role: Role, region_code: str) -> bool:
        return any(held.role is role and held.reaches(region_code) for held in self.roles)

    def regions(self, *roles: Role) -> tuple[str, ...]:
        """Codes of the regions in which the person holds one of ``roles``."""
        return tuple(held.region_code for held in self.roles if held.role in roles)

    @property
    def is_coordinator(self) -> bool:
        return bool(self.regions(Role.COORDINATOR))


ANYONE = Person()
SYSTEM = Person(system=True)
