"""What PostgreSQL needs to plan a list of millions of lines; SQLite, whose lists are short, takes the order of the list and filters.

Without the index the list of one desa among three million records read two million lines in the order of their names; without the
statistics a list of what nobody lacks read all of them that way, since a guess says that nearly everybody lacks everything.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

BITS = range(6)  # of store.search.document.MISSING


def make(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let a beginning of an area's code be looked up whatever the database's order of words, and count the bits."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("CREATE INDEX search_by_area ON search_document (kind, area text_pattern_ops)")
    for bit in BITS:
        editor.execute(f"CREATE STATISTICS search_missing_{bit} ON (missing & {1 << bit}) FROM search_document")


def drop(_: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take that away again."""
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("DROP INDEX search_by_area")
    for bit in BITS:
        editor.execute(f"DROP STATISTICS search_missing_{bit}")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
