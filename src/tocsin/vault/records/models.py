"""What the case database holds: where the blobs are, what they mean, and the log."""

from __future__ import annotations

from django.db import models


class Blob(models.Model):
    """How to read one encrypted file. Deleting the row destroys the only key to it."""

    id = models.CharField(primary_key=True, max_length=32)
    wrapped_key = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_size = models.PositiveBigIntegerField()
    stored_sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"blob {self.id}"


class StoredTable(models.Model):
    """The current version of a stage's table, and the digest of what it was made from."""

    name = models.CharField(primary_key=True, max_length=40)
    made_from = models.CharField(max_length=200)
    rows = models.PositiveBigIntegerField()
    saved_at = models.DateTimeField()
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"table {self.name}"


class Part(models.Model):
    """One append to a stream of resumable work: several tables in one blob.

    places: by table, the offset and length of its bytes in the blob's content, and its rows.
    """

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=40, db_index=True)
    places = models.JSONField()
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT)

    def __str__(self) -> str:
        return f"part {self.pk} of {self.stream}"


class Finished(models.Model):
    """A piece of work whose result is in a part."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=40)
    key = models.TextField()
    part = models.ForeignKey(Part, on_delete=models.CASCADE)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["stream", "key"], name="work_is_finished_once"),)

    def __str__(self) -> str:
        return f"work finished in {self.stream}"


class Document(models.Model):
    """A named file of the case: incident facts, a rendered letter, a packet."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    name = models.TextField()
    saved_at = models.DateTimeField()
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="document_has_one_version"),)

    def __str__(self) -> str:
        return f"document {self.pk}"


class Entry(models.Model):
    """One line of the log: its number from 0 and the exact text that was hashed."""

    number = models.PositiveBigIntegerField(primary_key=True)
    text = models.TextField()

    def __str__(self) -> str:
        return f"log entry {self.number}"
