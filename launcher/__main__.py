"""`./gandeng COMMAND`: choose the command, turn failures into a message and an exit code."""

import signal
import sys
from types import FrameType

from launcher.commands import COMMANDS, usage
from launcher.console import Failure, complain

INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    if not arguments:
        usage([])
        return 2
    name, *rest = arguments
    if name in {"-h", "--help"}:
        name = "help"
    if name not in COMMANDS:
        complain(f"Unknown command: {name}. Try ./gandeng help")
        return 2
    _stop_orderly()
    try:
        return COMMANDS[name].run(rest)
    except Failure as failure:
        complain(f"\n{failure}")
        return 1
    except KeyboardInterrupt:
        complain("\nInterrupted.")
        return INTERRUPTED


def _stop_orderly() -> None:
    """Let the first signal unwind everything; further ones must not cut that short."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(received: int, _frame: FrameType | None) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt(received)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
