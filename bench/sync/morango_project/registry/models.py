"""One enterprise as a Morango model: its id and the 24 fields of `bench.records`."""

from django.db import models
from morango.models.core import SyncableModel

from bench.records import FIELDS, INTEGER_FIELDS


class Enterprise(SyncableModel):
    """Syncable row; Morango derives its own id from `record_id` and `office`, the root's id."""

    office = ""

    morango_profile = "bench"
    morango_model_name = "enterprise"

    record_id = models.CharField(max_length=32, unique=True)

    def calculate_source_id(self) -> str:
        return self.record_id

    def calculate_partition(self) -> str:
        return self.office


for name in FIELDS:
    # Without blank=True a null never reaches the receiver's table, though the session "completes".
    column = models.IntegerField if name in INTEGER_FIELDS else models.TextField
    Enterprise.add_to_class(name, column(null=True, blank=True))
