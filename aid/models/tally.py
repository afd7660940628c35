"""What the requests, matches and offers of a kelurahan add up to, kept as they change."""

from typing import ClassVar

from django.db import models
from django.db.models import Index

# Sums of one kelurahan, category and day of serving; ``aid.queries.figures`` says what they mean.
# Portions of later weeks count apart (``later``) until they are a need of now.
SUMS = (
    "requests",
    "requests_later",
    "asked",
    "asked_later",
    "open",
    "proposed",
    "promised",
    "on_the_way",
    "delivered",
    "confirmed",
    "offers",
)


class Tally(models.Model):
    """One change of the sums of a kelurahan in one category; all rows together are the sums.

    Triggers on requests, matches and offers add a row in the transaction that changes them, so
    that no two changes wait for each other; ``aid.actions.tallies.fold`` puts rows together. Of a
    portion of a list ``serve_from`` is when it is served, None for everything else. ``open`` are
    the units of verified requests that nobody promised; quantities are in the category's unit.
    ``offers`` counts those open to whoever is within reach, with something left.
    """

    kelurahan = models.CharField(max_length=13)
    category = models.CharField(max_length=12)
    serve_from = models.DateTimeField(null=True)
    requests = models.BigIntegerField(default=0, db_default=0)
    requests_later = models.BigIntegerField(default=0, db_default=0)
    asked = models.BigIntegerField(default=0, db_default=0)
    asked_later = models.BigIntegerField(default=0, db_default=0)
    open = models.BigIntegerField(default=0, db_default=0)
    proposed = models.BigIntegerField(default=0, db_default=0)
    promised = models.BigIntegerField(default=0, db_default=0)
    on_the_way = models.BigIntegerField(default=0, db_default=0)
    delivered = models.BigIntegerField(default=0, db_default=0)
    confirmed = models.BigIntegerField(default=0, db_default=0)
    offers = models.BigIntegerField(default=0, db_default=0)

    private = models.Manager["Tally"]()

    class Meta:
        default_manager_name = "private"
        indexes: ClassVar[list[Index]] = [
            Index(fields=["kelurahan", "category"], name="tally_of_kelurahan"),
        ]

    def __str__(self) -> str:
        return f"{self.category} in {self.kelurahan}"
