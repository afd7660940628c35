"""Made-up people of demo mode, marked as such; they exist nowhere else."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from aid.categories import Words
from geo.models import Region
from people.accounts import create_account
from people.models import Membership, User
from people.person import Role

DEMO_PASSWORD = "gandeng-demo"  # noqa: S105 - printed on the screen of every demo
HOME = "31.73.01.1005"  # Kapuk
HOME_CITY = "31.73"  # Jakarta Barat
RW_NUMBER = 901  # no real RW of Jakarta has a number this high


@dataclass(frozen=True)
class DemoLogin:
    """An account to try Gandeng with; ``region`` is where it holds its ``office``."""

    login: str
    name: str
    role: Words
    region: str | None = None
    office: Role = Role.COORDINATOR
    password: str = DEMO_PASSWORD


RESIDENT = DemoLogin("warga@contoh.test", "Warga Contoh", Words("warga", "resident"))
DONOR = DemoLogin("donatur@contoh.test", "Donatur Contoh", Words("donatur", "donor"))
RW_HEAD = DemoLogin(
    "rw901@contoh.test",
    "Ketua RW 901 Contoh",
    Words("ketua RW 901 Kapuk", "head of RW 901 Kapuk"),
    f"{HOME}.{RW_NUMBER}",
)
CADRE = DemoLogin(
    "kader901@contoh.test",
    "Kader RW 901 Contoh",
    Words("kader RW 901 Kapuk", "cadre of RW 901 Kapuk"),
    f"{HOME}.{RW_NUMBER}",
    Role.CADRE,
)
COORDINATOR = DemoLogin(
    "kapuk@contoh.test",
    "Petugas Kapuk Contoh",
    Words("petugas Kelurahan Kapuk", "coordinator of Kelurahan Kapuk"),
    HOME,
)
CITY_COORDINATOR = DemoLogin(
    "jakbar@contoh.test",
    "Petugas Jakarta Barat Contoh",
    Words("petugas Kota Jakarta Barat", "coordinator of Jakarta Barat"),
    HOME_CITY,
)
DEMO_LOGINS = (RESIDENT, DONOR, CADRE, RW_HEAD, COORDINATOR, CITY_COORDINATOR)


def make_logins() -> dict[DemoLogin, User]:
    """The accounts behind DEMO_LOGINS, with their offices; regions must exist already."""
    accounts = {}
    for person in DEMO_LOGINS:
        user = make_person(person.login, person.name, person.password)
        if person.region:
            make_office(user, person.region, person.office)
        accounts[person] = user
    return accounts


def make_person(login: str, name: str, password: str | None = None) -> User:
    """A demo account; without ``password`` nobody can sign in with it.

    Raises RuntimeError outside demo mode.
    """
    if not settings.DEMO:
        raise RuntimeError("Demo people exist in demo mode only.")
    return create_account(login, name, password, is_demo=True, verified_at=timezone.now())


def make_coordinator(user: User, region_code: str) -> None:
    make_office(user, region_code, Role.COORDINATOR)


def make_office(user: User, region_code: str, role: Role) -> None:
    region = Region.objects.get(code=region_code)
    Membership.objects.create(user=user, role=role, region=region)
