"""What the system must have, why, and how apt provides it."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from launcher import stamps
from launcher.checkout import LOGS
from launcher.console import Failure, run, say, step
from launcher.server import LIBRARIES, find_server

CREATECLUSTER = Path("/etc/postgresql-common/createcluster.conf")
NO_SYSTEM_CLUSTER = "create_main_cluster = false"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EXTRAS, TRIED = "extras", "tried"
APT_GET = ["apt-get", "-y", "-o", "DPkg::Lock::Timeout=300"]


@dataclass(frozen=True)
class Need:
    """Something the system must have: how to tell, which package brings it, what it is for.
    What is ``extra`` is installed where that is possible, and done without elsewhere."""

    present: Callable[[], bool]
    package: Callable[[], str]
    reason: str
    extra: bool = False


def needs(*, database: bool, browser: bool) -> list[Need]:
    """What is missing here. `database` is false when DATABASE_URL names another server."""
    wanted = [
        Need(
            lambda: Path("/usr/share/zoneinfo/Asia/Jakarta").exists(),
            lambda: "tzdata",
            "Jakarta's time",
        ),
        Need(
            lambda: Path("/etc/ssl/certs/ca-certificates.crt").exists(),
            lambda: "ca-certificates",
            "encrypted downloads",
        ),
    ]
    if database:
        wanted.append(
            Need(
                lambda: find_server() is not None, _postgis, "the database, with its map functions"
            )
        )
    if browser and not _on_ubuntu():
        wanted.append(Need(_has_browser, lambda: "chromium", "the tests' browser"))
        wanted.append(
            Need(_has_firefox, lambda: "firefox-esr", "the tests' second browser", extra=True)
        )
    return [need for need in wanted if not need.present()]


def install(missing: list[Need]) -> None:
    """Install what is missing.

    Raises Failure, with the exact lines to run, for anybody but root and where there is no apt.
    """
    extras = [need for need in missing if need.extra and _may_try_extras()]
    missing = [need for need in missing if not need.extra]
    if not missing and not extras:
        return
    if shutil.which("apt-get") is None:
        reasons = ", ".join(need.reason for need in missing)
        raise Failure(f"Missing, and this system has no apt to install it: {reasons}.")
    if os.geteuid() != 0:
        raise Failure(_lines_to_run(missing))
    with step("apt-get update"):
        _apt_get("update")
    packages = [need.package() for need in missing]
    for need, package in zip(missing, packages, strict=True):
        say(f"    {package}: {need.reason}")
    if any(package.startswith("postgresql") for package in packages):
        forbid_system_cluster()
    if packages:
        with step("apt-get install"):
            _apt_get("install", "--no-install-recommends", *packages)
    for extra in extras:
        _install_extra(extra)


def _may_try_extras() -> bool:
    """Once on each machine: what an archive doesn't have is not looked for again and again."""
    able = os.geteuid() == 0 and shutil.which("apt-get") is not None
    return able and not stamps.matches(EXTRAS, TRIED)


def _install_extra(need: Need) -> None:
    stamps.write(EXTRAS, TRIED)
    package = need.package()
    try:
        with step(f"{package}: {need.reason}"):
            _apt_get("install", "--no-install-recommends", package)
    except Failure:
        say(f"    Without {package}: what needs it is skipped.")


def _apt_get(*arguments: str) -> None:
    run(
        [*APT_GET, *arguments],
        log=LOGS / f"apt-{arguments[0]}.log",
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        uninterrupted=True,
    )


def _lines_to_run(missing: list[Need]) -> str:
    reasons = [f"    {need.package()}: {need.reason}" for need in missing]
    packages = [need.package() for need in missing]
    lines = ["sudo apt-get update"]
    if any(package.startswith("postgresql") for package in packages) and not _cluster_forbidden():
        lines += [
            f"sudo mkdir -p {CREATECLUSTER.parent}",
            f"echo '{NO_SYSTEM_CLUSTER}' | sudo tee -a {CREATECLUSTER}",
        ]
    lines.append(f"sudo apt-get install -y --no-install-recommends {' '.join(packages)}")
    return "\n".join(
        ["These packages are missing:", *reasons, "Please run, then try again:"]
        + [f"    {line}" for line in lines]
    )


def forbid_system_cluster() -> None:
    """Keep postgresql-common from making a cluster of its own; the file's other lines stay."""
    if _cluster_forbidden():
        return
    CREATECLUSTER.parent.mkdir(parents=True, exist_ok=True)
    kept = CREATECLUSTER.read_text() if CREATECLUSTER.exists() else ""
    if kept and not kept.endswith("\n"):
        kept += "\n"
    CREATECLUSTER.write_text(f"{kept}{NO_SYSTEM_CLUSTER}\n")


def _cluster_forbidden() -> bool:
    """Whether the last line that says so, says that no main cluster shall be made."""
    if not CREATECLUSTER.exists():
        return False
    setting = re.compile(r"^\s*create_main_cluster\s*=\s*'?(\w+)", re.MULTILINE)
    said = setting.findall(CREATECLUSTER.read_text())
    return bool(said) and said[-1].lower() in {"false", "off", "no", "0"}


def _postgis() -> str:
    """PostGIS for the PostgreSQL that is installed, or else for the distribution's own."""
    installed = {path.parent.parent.name for path in LIBRARIES.glob("*/bin/postgres")}
    offered = re.findall(
        r"^postgresql-(\d+)-postgis-\d+(?= )",
        _apt_cache("search", "--names-only", r"^postgresql-[0-9]+-postgis-[0-9]+$"),
        re.MULTILINE,
    )
    standard = re.findall(r"Depends: postgresql-(\d+)", _apt_cache("depends", "postgresql"))
    for versions in (installed, set(standard), set(offered)):
        usable = versions & set(offered)
        if usable:
            return f"postgresql-{max(usable, key=int)}-postgis-3"
    return "postgresql-postgis"


def _apt_cache(*arguments: str) -> str:
    done = subprocess.run(["apt-cache", *arguments], text=True, capture_output=True, check=False)
    return done.stdout


def _has_browser() -> bool:
    return any(shutil.which(name) for name in BROWSERS)


def _has_firefox() -> bool:
    return any(shutil.which(name) for name in ("firefox-esr", "firefox"))


def _on_ubuntu() -> bool:
    """Ubuntu's chromium is a snap, which a server or a container cannot run."""
    release = Path("/etc/os-release")
    return release.exists() and "\nID=ubuntu" in f"\n{release.read_text()}"
