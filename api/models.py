"""What the API remembers of its own answers."""

from django.db import models

from people.fields import SealedInRowField


class KeptAnswer(models.Model):
    """How a POST with an Idempotency-Key was answered: written with what it changed, by
    ``api.once`` alone.

    ``key`` is the fingerprint of the key and of whoever sent it, ``asked`` that of the address and
    the body. ``body`` is sealed, since it may hold what is shown once. The database shows a row
    only to a transaction that named its key, and once it is a day old.
    """

    key = models.CharField(max_length=64, primary_key=True)
    asked = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = SealedInRowField()
    made_at = models.DateTimeField(db_index=True)

    private = models.Manager["KeptAnswer"]()

    class Meta:
        default_manager_name = "private"

    def __str__(self) -> str:
        return f"answer {self.key[:8]}"
