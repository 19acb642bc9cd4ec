"""The rows of the case database. Importing this package sets Django up, since its models need that."""

from tocsin.vault.settings import configure

configure()
