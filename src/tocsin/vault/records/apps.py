"""The Django app of the vault."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Rows of the vault; the label prefixes its tables."""

    name = "tocsin.vault.records"
    label = "vault"
