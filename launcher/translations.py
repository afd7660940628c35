"""The translations, compiled from .po to .mo."""

from launcher import stamps
from launcher.checkout import LOGS, PYTHON, ROOT
from launcher.console import run, step
from launcher.environment import project

LOCALE = ROOT / "locale"


def compile_all() -> None:
    sources = list(LOCALE.glob("*/LC_MESSAGES/*.po"))
    wanted = stamps.digest(sources)
    if all(po.with_suffix(".mo").exists() for po in sources) and stamps.matches("locale", wanted):
        return
    if not sources:
        return
    with step("Translations"):
        for domain in sorted({po.stem for po in sources}):
            run(
                [PYTHON.parent / "pybabel", "compile", "-d", LOCALE, "-D", domain],
                log=LOGS / "pybabel.log",
                env=project(),
                cwd=ROOT,
            )
    stamps.write("locale", wanted)
