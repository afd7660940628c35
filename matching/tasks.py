"""The names of the engine's jobs, by which doors call for them without loading the engine."""

ARRIVAL = "matching.arrival"
FULL = "matching.full"
SCHEDULE = "matching.schedule"
SEND = "matching.send"
PAIR = "matching.pair"
