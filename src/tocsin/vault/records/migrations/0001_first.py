"""The first tables of a case database."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Blob",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("wrapped_key", models.BinaryField()),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored_size", models.PositiveBigIntegerField()),
                ("stored_sha256", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.CharField(db_index=True, max_length=40)),
                ("places", models.JSONField()),
                ("blob", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="vault.blob")),
            ],
        ),
        migrations.CreateModel(
            name="StoredTable",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("made_from", models.CharField(max_length=200)),
                ("rows", models.PositiveBigIntegerField()),
                ("saved_at", models.DateTimeField()),
                ("blob", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="vault.blob")),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=40)),
                ("name", models.TextField()),
                ("saved_at", models.DateTimeField()),
                ("blob", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to="vault.blob")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "name"), name="document_has_one_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Finished",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.CharField(max_length=40)),
                ("key", models.TextField()),
                ("part", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="vault.part")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("stream", "key"), name="work_is_finished_once")
                ],
            },
        ),
    )
