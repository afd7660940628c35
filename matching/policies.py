"""The policy of rounds for which nobody chose another."""

from django.conf import settings

from matching.policy import Policy


def own_policy() -> Policy:
    """The policy that the settings ask for. Raises InvalidPolicy."""
    return Policy.from_dict(settings.MATCHING_POLICY)
