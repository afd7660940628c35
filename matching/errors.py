"""Errors of the matching engine: the docstring is the message, `code` is stable."""


class MatchingError(Exception):
    """The matching engine could not work."""

    code = "matching"

    def __init__(self, detail: str = "") -> None:
        message = (type(self).__doc__ or "").strip()
        super().__init__(f"{message} {detail}".strip())
        self.detail = detail


class InvalidPolicy(MatchingError):
    """The policy is not usable."""

    code = "invalid-policy"


class InvalidProblem(MatchingError):
    """The needs, offers or pairs contradict each other."""

    code = "invalid-problem"


class OutOfRange(MatchingError):
    """Quantities or costs are too large for exact 64-bit arithmetic."""

    code = "out-of-range"


class NotSolved(MatchingError):
    """The solver returned no optimal flow."""

    code = "not-solved"


class NotProven(MatchingError):
    """The plan could not be proven optimal."""

    code = "not-proven"


class RoadsUnknown(MatchingError):
    """The server that knows the roads did not answer."""

    code = "roads-unknown"


class TooManyPairs(MatchingError):
    """More pairs of a need and an offer than one exact round can hold."""

    code = "too-many-pairs"
