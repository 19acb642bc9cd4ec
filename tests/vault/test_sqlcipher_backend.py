"""The encrypted database speaks Django's SQLite dialect, and refuses a schema it does not know."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from tocsin.vault import NewerVersion, Vault
from tocsin.vault.records.models import Entry, Finished


@pytest.fixture
def cursor(case: Vault) -> Any:
    with connections[case._alias].cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE t (n integer, s varchar(9), at datetime, yes bool, d decimal)")
        yield cursor


def test_values_come_back_with_their_types(cursor: Any):
    moment = datetime(2026, 11, 23, 9, 30)
    cursor.execute("INSERT INTO t VALUES (%s, %s, %s, %s, %s)", [1, "a", moment, True, Decimal("1.50")])
    assert cursor.execute("SELECT n, s, at, yes FROM t").fetchone() == (1, "a", moment, True)


def test_many_rows_named_parameters_and_percent_signs(cursor: Any):
    cursor.executemany("INSERT INTO t (n, s) VALUES (%s, %s)", ((n, str(n)) for n in range(3)))
    cursor.executemany("INSERT INTO t (n, s) VALUES (%(n)s, %(s)s)", [{"n": 3, "s": "50%"}])
    cursor.executemany("INSERT INTO t (n) VALUES (%s)", [])
    assert cursor.execute("SELECT count(*) FROM t WHERE n < %(most)s", {"most": 2}).fetchone() == (2,)
    assert cursor.execute("SELECT n FROM t WHERE s LIKE '%%\\%%' ESCAPE %s", ["\\"]).fetchone() == (3,)


def test_djangos_own_functions_are_there(case: Vault):
    entries = Entry.objects.using(case._alias)
    assert entries.filter(text__regex="create_[a-z]+").count() == 1
    assert entries.filter(text__iregex="CREATE_CASE").count() == 1


def test_a_transaction_takes_the_write_lock_at_its_start(case: Vault):
    with transaction.atomic(using=case._alias):
        from sqlcipher3 import dbapi2

        other = dbapi2.connect(str(case.folder / "case.db"), timeout=0)
        try:
            other.execute(f"PRAGMA key = \"x'{case._keyring.database_key().hex()}'\"")
            with pytest.raises(dbapi2.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")
        finally:
            other.close()


def test_rows_that_point_nowhere_are_refused(case: Vault):
    from django.db import IntegrityError

    with pytest.raises(IntegrityError), transaction.atomic(using=case._alias):
        Finished.objects.using(case._alias).create(stream="scan", key="a", part_id=99)


def test_a_case_of_a_newer_tocsin_is_not_touched(closed_case: Path, passphrase: str):
    with Vault.open(closed_case, passphrase) as vault, connections[vault._alias].cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)",
            ["vault", "0999_from_the_future", datetime.now(UTC)],
        )
    with pytest.raises(NewerVersion, match="Update Tocsin"):
        Vault.open(closed_case, passphrase)
