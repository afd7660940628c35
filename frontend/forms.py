"""What a person typed into a form, and what was wrong with it; nothing typed is ever lost."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from aid.errors import Problem


@dataclass(frozen=True)
class Form:
    """The values of a form by field name, and the problems of those that are wrong."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, Problem] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def checked(self, name: str) -> bool:
        return bool(self.value(name))

    def wrong(self, name: str) -> str:
        """The problem of field ``name`` in the reader's language, or nothing."""
        problem = self.problems.get(name)
        return str(problem.message) if problem else ""

    def with_problems(self, problems: Mapping[str, Problem]) -> "Form":
        return Form(self.values, problems)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return ((name, str(problem.message)) for name, problem in self.problems.items())


def rt_of(request: HttpRequest) -> int | None:
    """The RT that the page's address asks for in ``rt``, if it may be one."""
    text = request.GET.get("rt", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def typed(request: HttpRequest) -> Form:
    """The form as posted, without the one character that the database can't keep."""
    return Form(
        {
            name: value.replace("\x00", "")
            for name, value in request.POST.items()
            if isinstance(value, str)
        }
    )
