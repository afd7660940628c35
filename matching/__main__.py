"""`python -m matching`: see `matching.tool`."""

import sys

from matching.tool.options import options


def main() -> int:
    given = options(None)
    try:
        # Only now: `--help` and a mistyped option need not wait for what computes.
        from matching.tool.commands import run  # noqa: PLC0415

        return run(given)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
