"""One row and one random index for each row read, where there were two of each. What was kept goes on being known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inbox", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="ReadRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.BinaryField(db_index=True)),
                ("hash", models.BinaryField(null=True)),
                ("record", models.BinaryField(db_index=True)),
                ("import_id", models.IntegerField()),
            ],
            options={"db_table": "inbox_read_row"},
        ),
        # Which of a record's old hashes was the key of a row is not known, so each is kept as the key of every other one.
        migrations.RunSQL(
            "INSERT INTO inbox_read_row (key, hash, record, import_id)"
            " SELECT substr(one.hash, 1, 16), substr(other.hash, 1, 16), one.record, one.import_id"
            " FROM inbox_imported_row one LEFT JOIN inbox_imported_row other"
            " ON other.record = one.record AND other.hash <> one.hash ORDER BY one.import_id",
        ),
        migrations.DeleteModel(name="ImportedRow"),
    ]
