"""Policies by which rounds weigh."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from aid.models.request import URGENCIES
from matching.errors import InvalidPolicy
from matching.policy import Policy


def own_policy() -> Policy:
    """The policy of rounds for which nobody chose another: the settings'. Raises InvalidPolicy."""
    return policy_of(settings.MATCHING_POLICY)


def policy_of(values: Mapping[str, Any]) -> Policy:
    """A policy for requests as they are here. Raises InvalidPolicy."""
    policy = Policy.from_dict(values)
    if len(policy.urgency_points) != len(URGENCIES):
        raise InvalidPolicy(f"There are {len(URGENCIES)} levels of urgency.")
    return policy
