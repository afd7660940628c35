"""One writer: aid's rows change in aid/actions only, regions in geo/actions only."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.architecture.sources import PACKAGES, name, python_files

WRITES = {
    "save", "create", "bulk_create", "bulk_update", "update", "delete", "get_or_create",
    "update_or_create", "asave", "acreate", "aupdate", "adelete",
}  # fmt: skip
# What no door calls on anything that comes from a model.
SAVES = WRITES - {"update", "create", "delete"}
FIELDS = {
    "status", "proposed", "reserved", "delivered", "confirmed", "listed", "inside", "lost",
    "wrong_codes", "contact_agreed_at",
}  # fmt: skip
DOORS = ("api", "frontend", "config")

# Who may write what: rows of aid, rows of geo. The event log has one writer of its own.
# Regions of the table are made outside, and written by the action that loads them.
# What was noted is written in the statement that tells open pages.
WRITERS = {
    "aid": ("aid/actions/", "aid/events.py"),
    "geo": ("geo/actions/", "geo/table.py"),
    "messaging": ("messaging/actions/", "messaging/live.py"),
}
# A round is matching's own row, with a status of its own.
OWN_STATUS = {"matching/rounds.py"}

MATCH, REGION = "from aid.models import Match", "from geo.models import Region"


def violations(where: str, source: str) -> list[str]:
    """What ``source``, at path ``where``, writes although it isn't the one who may."""
    parsed = ast.parse(source)
    found = []
    for app, writers in WRITERS.items():
        if not where.startswith(writers):
            found += [f"{where}:{line} {what}" for line, what in writes(parsed, app, where)]
    return sorted(set(found))


def writes(parsed: ast.Module, app: str, where: str) -> Iterator[tuple[int, str]]:
    models = models_of(parsed, app)
    for node in ast.walk(parsed):
        if isinstance(node, ast.Call):
            yield from writing_calls(node, models, where)
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and app == "aid":
            yield from assigned_fields(node, where)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from written_sql(node, app)


def models_of(parsed: ast.Module, app: str) -> set[str]:
    """The names under which a file knows models of ``app``."""
    known = {model.__name__ for model in apps.get_app_config(app).get_models()}
    names = set()
    for node in ast.walk(parsed):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{app}.models"):
            names |= {alias.asname or alias.name for alias in node.names if alias.name in known}
    return names


def writing_calls(call: ast.Call, models: set[str], where: str) -> Iterator[tuple[int, str]]:
    if isinstance(call.func, ast.Name) and call.func.id in models:
        yield call.lineno, f"makes a {call.func.id}"
    if isinstance(call.func, ast.Attribute):
        door = where.startswith(DOORS) and call.func.attr in SAVES
        if door or (call.func.attr in WRITES and root_of(call.func) in models):
            yield call.lineno, f"calls {call.func.attr}()"


def root_of(node: ast.expr) -> str | None:
    """The name at the left end of ``a.b(…).c``."""
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None


def assigned_fields(
    node: ast.Assign | ast.AugAssign | ast.AnnAssign, where: str
) -> Iterator[tuple[int, str]]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        if isinstance(target, ast.Attribute) and target.attr in FIELDS and where not in OWN_STATUS:
            yield node.lineno, f"assigns .{target.attr}"


def written_sql(text: ast.Constant, app: str) -> Iterator[tuple[int, str]]:
    flat = " ".join(str(text.value).lower().split())
    for verb in ("insert into", "update", "delete from", "truncate"):
        if f"{verb} {app}_" in flat:
            yield text.lineno, f"writes by SQL: {verb}"


@pytest.mark.parametrize("package", PACKAGES)
def test_only_actions_write(package: str) -> None:
    found = [
        violation
        for path in python_files(package)
        for violation in violations(name(path), path.read_text())
    ]
    assert not found


@pytest.mark.parametrize(
    ("where", "source", "expected"),
    [
        ("api/x.py", "match.status = 'lost'", "assigns .status"),
        ("api/x.py", "request.reserved += 1", "assigns .reserved"),
        ("frontend/views/x.py", "thing.save()", "calls save()"),
        ("matching/x.py", f"{MATCH}\nMatch.private.filter(pk=1).update(a=2)", "calls update()"),
        ("aid/queries/x.py", "from aid.models import Event as E\nE.log.create()", "calls create()"),
        ("aid/demo/x.py", "from aid.models.offer import Offer\nOffer(quantity=1)", "makes a Offer"),
        ("aid/jobs.py", "execute('UPDATE  aid_match set quantity = 3')", "writes by SQL: update"),
        ("aid/actions/x.py", f"{REGION}\nRegion.objects.create()", "calls create()"),
        (
            "frontend/views/x.py",
            "from messaging.models import Subscription\nSubscription.private.filter(pk=1).delete()",
            "calls delete()",
        ),
        ("geo/queries.py", f"{REGION}\nRegion.objects.all().delete()", "calls delete()"),
    ],
)
def test_planted_violations_are_found(where: str, source: str, expected: str) -> None:
    found = violations(where, source)
    assert len(found) == 1 and found[0].endswith(expected)


@pytest.mark.parametrize(
    ("where", "source"),
    [
        (
            "aid/actions/x.py",
            "from aid.models import Match\nMatch(quantity=1).save()\nm.status = 1",
        ),
        ("matching/x.py", "from matching.models import Round\nRound.objects.create()"),
        ("api/x.py", "from aid.models import Match\nMatch.private.visible_to(p).filter(pk=1)"),
        ("api/x.py", "known = {}\nknown.update(a=1)"),
        ("geo/actions/x.py", "from geo.models import Region\nRegion.objects.create()"),
    ],
)
def test_what_is_allowed_is_not_found(where: str, source: str) -> None:
    assert violations(where, source) == []


def test_writers_exist() -> None:
    files = [name(path) for path in python_files(*PACKAGES)]
    for writer in (writer for writers in WRITERS.values() for writer in writers):
        assert any(file.startswith(writer) for file in files)
