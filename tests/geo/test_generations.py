"""Going back to boundaries that were kept."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from geo.actions.boundaries import use_generation
from geo.errors import UnknownGeneration
from geo.models import Generation

pytestmark = pytest.mark.django_db


@pytest.fixture
def second() -> Generation:
    """A newer, current generation beside the drawn one."""
    first = Generation.objects.get()
    Generation.objects.update(is_current=False)
    return Generation.objects.create(
        name="BIG 2024", imported_at=first.imported_at, is_current=True
    )


def test_an_older_generation_can_be_current_again(second: Generation) -> None:
    first = Generation.objects.get(name="voronoi")
    use_generation(first.pk)
    assert Generation.objects.current() == first
    use_generation(second.pk)
    assert Generation.objects.current() == second


def test_an_unknown_generation_leaves_the_current_one(second: Generation) -> None:
    with pytest.raises(UnknownGeneration):
        use_generation(second.pk + 1)
    with pytest.raises(CommandError):
        call_command("use_boundaries", second.pk + 1)
    assert Generation.objects.current() == second


def test_the_command_lists_generations_and_marks_the_current_one(second: Generation) -> None:
    first = Generation.objects.get(name="voronoi")
    out = StringIO()
    call_command("use_boundaries", first.pk, stdout=out)
    first_line, second_line = out.getvalue().splitlines()
    assert first_line.startswith(f"* {first.pk}  voronoi")
    assert second_line.startswith(f"  {second.pk}  BIG 2024")
