"""Releases of figures: frozen once, never changed."""

from django.db import models


class ReleaseRow(models.Model):
    """One numbered release. frontier: JSON of the heads it was made of. digest: sha256 of the uncompressed body."""

    number = models.IntegerField(primary_key=True)
    year = models.IntegerField()
    made_ms = models.BigIntegerField()
    frontier = models.TextField()
    digest = models.TextField()
    body = models.BinaryField()

    class Meta:
        db_table = "figures_release"
