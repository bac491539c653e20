"""What PostgreSQL needs to plan a list of millions of lines; SQLite, whose lists are short, takes the order of the list and filters.

Without the index the list of one desa among three million records read two million lines in the order of their names; without the
statistics a list of what nobody lacks read all of them that way, since a guess says that nearly everybody lacks everything.
"""

from collections.abc import Callable, Iterable

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BITS = range(6)  # of store.search.document.MISSING
MAKE = (
    # text_pattern_ops: a beginning of an area's code is looked up whatever the database's order of words
    "CREATE INDEX search_by_area ON search_document (kind, area text_pattern_ops)",
    *(f"CREATE STATISTICS search_missing_{bit} ON (missing & {1 << bit}) FROM search_document" for bit in BITS),
)
DROP = ("DROP INDEX search_by_area", *(f"DROP STATISTICS search_missing_{bit}" for bit in BITS))


def on_postgresql(statements: Iterable[str]) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    """Return what runs the statements on PostgreSQL, and nothing elsewhere."""

    def run(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            for statement in statements:
                editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(on_postgresql(MAKE), on_postgresql(DROP))]
