"""Sizes, and what private models must not have."""

import ast

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture.sources import PACKAGES, functions, name, python_files, tree

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
USUAL_FUNCTION_LINES = 30


def private_models() -> list[type[Model]]:
    """All of aid's, and whatever else says that it is private."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.split(".")[0] in PACKAGES
        and (model._meta.app_label == "aid" or hasattr(model, "private"))
    ]


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_no_file_has_more_than_400_lines(folder: str) -> None:
    long = {name(path): len(path.read_text().splitlines()) for path in python_files(folder)}
    assert not {path: lines for path, lines in long.items() if lines > MOST_LINES}


def test_functions_are_short() -> None:
    """Nine of ten have at most 30 lines, none more than 60."""
    lengths = {
        f"{name(path)}: {function}": lines
        for path in python_files(*PACKAGES)
        for function, lines in functions(path)
    }
    assert not {where: lines for where, lines in lengths.items() if lines > MOST_FUNCTION_LINES}
    ordered = sorted(lengths.values())
    assert ordered[len(ordered) * 9 // 10] <= USUAL_FUNCTION_LINES


@pytest.mark.parametrize("model", private_models(), ids=lambda model: model.__name__)
def test_private_models_have_no_neutral_manager(model: type[Model]) -> None:
    managers = {manager.name for manager in model._meta.managers}
    assert "objects" not in managers and not hasattr(model, "objects")
    assert model._default_manager.name in ("private", "log")


@pytest.mark.parametrize("model", private_models(), ids=lambda model: model.__name__)
def test_no_reverse_accessor_leads_to_private_models(model: type[Model]) -> None:
    relations = [field for field in model._meta.get_fields() if field.remote_field]
    forward = [field for field in relations if field.concrete]
    assert all(field.remote_field.hidden for field in forward)


def test_private_models_are_all_that_hold_people_s_things() -> None:
    names = {model.__name__ for model in private_models()}
    assert names >= {
        "Complaint", "Event", "Household", "Match", "Offer", "PageLink", "Request",
    }  # fmt: skip


def test_rules_and_categories_need_no_django() -> None:
    for path in python_files("aid"):
        if name(path) in ("aid/rules.py", "aid/categories.py"):
            imported = {
                alias.name.split(".")[0] if isinstance(node, ast.Import) else node.module or ""
                for node in ast.walk(tree(path))
                if isinstance(node, ast.Import | ast.ImportFrom)
                for alias in node.names
            }
            assert not {module for module in imported if module.startswith("django")}


def test_no_signals_and_no_side_effects_of_saving() -> None:
    found = []
    for path in python_files(*PACKAGES):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module in (
                "django.db.models.signals",
                "django.dispatch",
            ):
                found.append(f"{name(path)}: {node.module}")
            if isinstance(node, ast.ClassDef):
                methods = {item.name for item in node.body if isinstance(item, ast.FunctionDef)}
                if methods & {"save", "delete", "bulk_create"} and "models" in path.parts:
                    found.append(f"{name(path)}: {node.name}")
    assert not found


def test_packages_hold_nothing_in_their_init() -> None:
    """But for aid.models, which gathers its files."""
    filled = {
        name(path)
        for path in python_files(*PACKAGES)
        if path.name == "__init__.py" and path.read_text().strip()
    }
    assert filled <= {"aid/models/__init__.py"}
