"""Addresses of the API: version 1, its description, and a problem for everything else."""

from django.urls import path, re_path

from api import (
    between,
    categories,
    changes,
    complaints,
    consignments,
    doubles,
    exports,
    figures,
    follow,
    handouts,
    history,
    lists,
    matches,
    me,
    nearby,
    need,
    neighbourhoods,
    offers,
    open_data,
    pledges,
    posts,
    receipts,
    regions,
    requests,
    rights,
    rounds,
    tokens,
    why_not,
)
from api.doors import Nowhere
from api.schema import Description, Reference

nouns = (
    between,
    categories,
    changes,
    complaints,
    consignments,
    doubles,
    exports,
    figures,
    follow,
    handouts,
    history,
    lists,
    matches,
    me,
    nearby,
    need,
    neighbourhoods,
    offers,
    open_data,
    pledges,
    posts,
    receipts,
    regions,
    requests,
    rights,
    rounds,
    tokens,
    why_not,
)

version_1 = [pattern for noun in nouns for pattern in noun.urlpatterns]
urlpatterns = [
    path("schema/", Description.as_view(), name="schema"),
    path("docs/", Reference.as_view(), name="docs"),
    re_path(r"", Nowhere.as_view()),
]
