"""Places where goods lie before they are handed out."""

from typing import ClassVar

from django.contrib.gis.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q

from aid.queries.posts import PostQuerySet
from people.fields import SealedTextField

POST_KINDS = ("rw_post", "posko", "institution")
# What gets through the lane that leads there, from the widest to the narrowest.
LANES = ("truck", "car", "motorbike", "foot")


class Post(models.Model):
    """An RW post, a posko or an institution's gate: a public place, never a home.

    ``name`` and ``landmark`` are public; ``custodian`` (who keeps the goods, with a phone) is
    shown to those who bring or fetch. ``place`` is the post's own point, EPSG:32748.
    """

    kind = models.CharField(max_length=12)
    region = models.ForeignKey("geo.Region", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    landmark = models.CharField(max_length=200, blank=True)
    lane = models.CharField(max_length=10, default="car")
    opens = models.TimeField()
    closes = models.TimeField()
    custodian = SealedTextField()
    place = models.PointField(srid=32748, spatial_index=False)
    added_by = models.ForeignKey(
        "people.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    private = PostQuerySet.as_manager()

    class Meta:
        default_manager_name = "private"
        constraints: ClassVar[list[BaseConstraint]] = [
            CheckConstraint(condition=Q(kind__in=POST_KINDS), name="post_kind"),
            CheckConstraint(condition=Q(lane__in=LANES), name="post_lane"),
        ]

    def __str__(self) -> str:
        return f"post {self.pk}"

    @property
    def region_code(self) -> str:
        return str(self.region_id)
