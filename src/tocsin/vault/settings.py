"""Django, as far as the vault needs it: the ORM and migrations, no web.

Each open case is a database connection of its own, added and removed by ``database.py``.
"""

from __future__ import annotations

import os

import django
from django.apps import apps

INSTALLED_APPS = ["tocsin.vault.records"]
DATABASES: dict[str, dict[str, object]] = {}
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = None


def configure() -> None:
    """Set Django up once per process; a program with settings of its own (listing our app) goes first."""
    if apps.ready or apps.loading:
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.vault.settings")
    django.setup(set_prefix=False)
