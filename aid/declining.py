"""Why a donor says no to a proposal: a few answers, so that nothing else can be told by them.

Plain Python: no database, no web.
"""

WHY = ("too_far", "not_then", "no_vehicle", "given_away", "other")
