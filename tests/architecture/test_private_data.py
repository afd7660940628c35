"""Few modules touch what is sealed, and serializers list what they show."""

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from rest_framework import serializers

from tests.architecture.sources import PACKAGES, name, python_files, tree

# What opens, keeps or tells what is sealed, and who may use it. Names that people with an
# account chose for themselves (name_of and the like) are read by many.
USERS: dict[str, set[str]] = {
    "people.models.PrivateDetails": {"people/private.py", "people/rotation.py"},
    "people.private.read": {"aid/actions/disclosure.py", "aid/actions/line_households.py"},
    "people.private.keep": {"aid/actions/households.py", "people/accounts.py"},
    "people.private.keep_all": {"aid/actions/line_households.py"},
    "people.private.change_all": {"aid/actions/line_households.py"},
    "people.private.forget": {"aid/actions/line_households.py"},
    "people.private.opened": {"aid/opened.py", "messaging/opened.py"},
    "people.private.unsealed": set(),
    "people.private.sealed_for": set(),
    # One's own.
    "people.private.details_of": {
        "api/me.py",
        "frontend/views/ask.py",
        "people/accounts.py",
    },
    "people.vault.seal_alike": {"api/pages.py"},
    "people.vault.seal": {
        "api/cursors.py",
        "people/factors.py",
        "people/fields.py",
        "people/private.py",
        "people/rotation.py",
        "people/sessions.py",
    },
    "people.vault.unseal": {
        "api/cursors.py",
        "api/pages.py",
        "people/factors.py",
        "people/fields.py",
        "people/private.py",
        "people/rotation.py",
        "people/sessions.py",
    },
    "people.vault.cipher": set(),
}


def uses(source: ast.Module) -> Iterator[str]:
    """Full names of what a file imports, and of what it reaches through imported modules."""
    modules: dict[str, str] = {}
    for node in ast.walk(source):
        if isinstance(node, ast.Import):
            modules |= {alias.asname or alias.name: alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                modules[alias.asname or alias.name] = full
                yield full
    for node in ast.walk(source):
        if isinstance(node, ast.Attribute):
            yield f"{modules.get(ast.unparse(node.value))}.{node.attr}"


def violations(where: str, source: ast.Module) -> list[str]:
    """What ``source``, at path ``where``, uses although it isn't among those who may."""
    used = set(uses(source))
    return [
        f"{where}: {part}" for part, users in USERS.items() if part in used and where not in users
    ]


def test_only_these_modules_open_what_is_sealed() -> None:
    found = [
        violation
        for path in python_files(*PACKAGES)
        for violation in violations(name(path), tree(path))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        "from people import private\nprivate.read([1])",
        "from people import private as p\np.read([1])",
        "import people.private\npeople.private.read([1])",
        "from people.private import read",
        "from people.private import details_of, name_of",
        "from people.models import PrivateDetails",
        "from people import vault\nvault.unseal(b'', '')",
        "from people.vault import unseal as u",
    ],
)
def test_planted_violations_are_found(line: str) -> None:
    assert violations("frontend/views/public.py", ast.parse(line))


@pytest.mark.parametrize(
    "line",
    [
        "from people.private import name_of, with_names",
        "from people import private\nprivate.name_of(user)",
        "from people.vault import fingerprint",
        "from people.models import User",
    ],
)
def test_what_is_allowed_is_not_found(line: str) -> None:
    assert violations("frontend/views/public.py", ast.parse(line)) == []


def test_every_use_that_is_allowed_is_made() -> None:
    """Who needs it no more loses the permission."""
    made = {name(path): set(uses(tree(path))) for path in python_files(*PACKAGES)}
    unused = [
        f"{user}: {part}"
        for part, users in USERS.items()
        for user in users
        if part not in made.get(user, set())
    ]
    assert not unused, "\n".join(unused)


def test_foreign_keys_to_private_models_lead_in_one_direction() -> None:
    """No ``user.details_set``: a reverse accessor walks around the manager's name."""
    found = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES
        for field in model._meta.get_fields()
        if field.concrete and field.remote_field and is_private(field.related_model)
        if not field.remote_field.hidden
    ]
    assert not found


def is_private(model: object) -> bool:
    return hasattr(model, "private") or hasattr(model, "log")


def test_nobody_asks_a_private_model_by_objects() -> None:
    private = {model.__name__ for model in apps.get_models() if is_private(model)}
    found = [
        f"{name(path)}:{node.lineno}"
        for path in python_files(*PACKAGES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager")
        if isinstance(node.value, ast.Name) and node.value.id in private
    ]
    assert private and not found


def all_serializers() -> list[type[serializers.BaseSerializer]]:  # type: ignore[type-arg]
    for path in python_files("api"):
        import_module(name(path).removesuffix(".py").replace("/", "."))
    known = [serializers.BaseSerializer]
    for kind in known:
        known += [each for each in kind.__subclasses__() if each not in known]
    return [each for each in known if each.__module__.split(".")[0] in PACKAGES]


def test_serializers_list_their_fields() -> None:
    """Those of models too, by name: neither all of them nor all but some."""
    ours = all_serializers()
    assert len(ours) > 20
    for kind in ours:
        if issubclass(kind, serializers.ModelSerializer):
            assert isinstance(kind.Meta.fields, tuple | list), kind
            assert not hasattr(kind.Meta, "exclude"), kind
