"""Acting on a thing only as long as it is what somebody saw.

What an action is about is locked inside the action, in the order that all keep
(``aid.actions.access``): nobody outside can look between the lock and what follows from it, and
nobody who locked the thing before could keep that order. So whoever calls an action leaves word
here what to ask at that moment.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_question: ContextVar[Callable[[], None] | None] = ContextVar("question", default=None)


@contextmanager
def only_if(unchanged: Callable[[], None]) -> Iterator[None]:
    """Inside, the first action calls ``unchanged`` once what it is about is locked and before
    anything is decided; what that raises ends the action.

    Raises RuntimeError where the action ended well and nobody asked.
    """
    before = _question.set(unchanged)
    try:
        yield
        if _question.get() is not None:
            raise RuntimeError("The action doesn't say when its thing is locked.")
    finally:
        _question.reset(before)


def now_locked() -> None:
    """For ``aid.actions.access`` and whoever locks in its stead: all locks are held."""
    ask = _question.get()
    if ask is not None:
        _question.set(None)
        ask()
