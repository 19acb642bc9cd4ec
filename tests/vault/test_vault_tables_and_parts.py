"""What a stage relies on: tables, parts and documents come back whole, or the step did not happen."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from tocsin.vault import KDF_FOR_TESTS, AlreadyFinished, Misuse, Vault


def blob_files(vault: Vault) -> list[str]:
    return sorted(path.name for path in (vault.folder / "blobs").iterdir())


def test_a_table_comes_back_as_it_was_saved(case: Vault, people: pa.Table):
    reference = case.save_table("people", people, made_from="facts-1")
    assert case.load_table("people").equals(people)
    assert case.table_ref("people") == reference
    assert reference.rows == 2


def test_an_empty_table_keeps_its_columns(case: Vault, people: pa.Table):
    case.save_table("people", people.slice(0, 0), made_from="facts-1")
    assert case.load_table("people").schema == people.schema


def test_a_table_of_several_blob_chunks_and_batches_comes_back(case: Vault):
    numbers = pa.table({"n": pa.array([(i * 2654435761) % 2**61 for i in range(400_000)])})
    case.save_table("numbers", numbers, made_from="x")
    assert case.load_table("numbers").equals(numbers)


def test_a_table_nobody_saved_is_none(case: Vault):
    assert case.load_table("people") is None
    assert case.table_ref("people") is None
    assert not case.is_current("people", "facts-1")


def test_a_stage_is_skipped_only_while_its_inputs_are_the_same(case: Vault, people: pa.Table):
    case.save_table("people", people, made_from="facts-1")
    assert case.is_current("people", "facts-1")
    assert not case.is_current("people", "facts-2")


def test_the_version_before_is_destroyed_when_a_table_is_saved_again(case: Vault, people: pa.Table):
    first = case.save_table("people", people, made_from="facts-1")
    before = blob_files(case)
    second = case.save_table("people", people.slice(0, 1), made_from="facts-2")
    after = blob_files(case)
    assert len(before) == len(after) == 1
    assert before != after
    assert first.digest != second.digest


def test_the_digest_of_a_table_depends_on_its_content_alone(case: Vault, people: pa.Table):
    first = case.save_table("people", people, made_from="facts-1")
    again = case.save_table("people", people, made_from="facts-2")
    assert first.digest == again.digest


def test_a_dropped_table_is_gone_with_its_file(case: Vault, people: pa.Table):
    case.save_table("people", people, made_from="facts-1")
    case.drop_table("people")
    assert case.load_table("people") is None
    assert blob_files(case) == []


def test_a_stopped_scan_knows_what_it_has_finished(tmp_path: Path, people: pa.Table, passphrase: str):
    with Vault.create(tmp_path / "case", passphrase, kdf=KDF_FOR_TESTS) as vault:
        vault.append_part("scan", {"items": people, "findings": people}, ["a.txt", "b.txt"])
        vault.append_part("scan", {"items": people.slice(1)}, ["c.txt"])
    with Vault.open(tmp_path / "case", passphrase) as vault:
        assert vault.finished("scan") == {"a.txt", "b.txt", "c.txt"}
        assert [part.num_rows for part in vault.read_parts("scan", "items")] == [2, 1]
        assert [part.num_rows for part in vault.read_parts("scan", "findings")] == [2]
        assert vault.finished("another") == set()


def test_the_same_work_cannot_be_delivered_twice(case: Vault, people: pa.Table):
    case.append_part("scan", {"items": people}, ["a.txt"])
    with pytest.raises(AlreadyFinished):
        case.append_part("scan", {"items": people}, ["b.txt", "a.txt"])
    assert case.finished("scan") == {"a.txt"}
    assert len(blob_files(case)) == 1


def test_a_cleared_stream_starts_again(case: Vault, people: pa.Table):
    case.append_part("scan", {"items": people}, ["a.txt"])
    case.append_part("other", {"items": people}, ["a.txt"])
    case.clear_parts("scan")
    assert case.finished("scan") == set()
    assert list(case.read_parts("scan", "items")) == []
    assert case.finished("other") == {"a.txt"}
    assert len(blob_files(case)) == 1


def test_a_part_may_finish_more_work_than_a_statement_takes_parameters(case: Vault, people: pa.Table):
    keys = [f"file-{number}" for number in range(5_000)]
    case.append_part("scan", {"items": people}, keys)
    assert case.finished("scan") == set(keys)


def test_documents_are_kept_replaced_listed_and_destroyed(case: Vault):
    case.put_document("letter", "b", b"one")
    case.put_document("letter", "b", b"two")
    case.put_document("facts", "a", b"")
    assert [(each.kind, each.name, each.size) for each in case.list_documents()] == [
        ("facts", "a", 0),
        ("letter", "b", 3),
    ]
    assert [each.name for each in case.list_documents("letter")] == ["b"]
    assert case.get_document("letter", "b") == b"two"
    case.delete_document("letter", "b")
    assert case.get_document("letter", "b") is None
    assert len(blob_files(case)) == 1


def test_a_large_document_is_written_and_read_as_a_stream(case: Vault):
    piece = bytes(range(256)) * 1024
    with case.write_document("packet", "all letters") as out:
        for _ in range(10):
            out.write(piece)
    reader = case.open_document("packet", "all letters")
    assert reader is not None
    with reader:
        assert all(reader.read(len(piece)) == piece for _ in range(10))
        assert reader.read() == b""


def test_a_document_whose_writing_fails_does_not_exist(case: Vault):
    case.put_document("packet", "p", b"before")

    class PrinterJam(Exception):
        pass

    with pytest.raises(PrinterJam), case.write_document("packet", "p") as out:
        out.write(b"x" * 3_000_000)
        raise PrinterJam
    assert case.get_document("packet", "p") == b"before"
    assert len(blob_files(case)) == 1


def test_an_act_that_fails_takes_everything_in_it_back(case: Vault, people: pa.Table):
    case.save_table("people", people, made_from="facts-1")
    lines = list(case.log_lines())
    with pytest.raises(ZeroDivisionError), case.act("approve_letters", "batch-1"):
        case.save_table("people", people.slice(1), made_from="facts-2")
        case.put_document("letter", "a", b"x")
        raise ZeroDivisionError
    assert case.load_table("people").equals(people)
    assert case.list_documents() == []
    assert list(case.log_lines()) == lines
    assert len(blob_files(case)) == 1


def test_a_step_that_fails_inside_an_act_takes_only_itself_back(case: Vault, people: pa.Table):
    case.append_part("scan", {"items": people}, ["a.txt"])
    with case.act("review", "batch-1"):
        case.put_document("letter", "a", b"kept")
        with pytest.raises(AlreadyFinished):
            case.append_part("scan", {"items": people}, ["a.txt"])
    assert case.get_document("letter", "a") == b"kept"
    assert len(blob_files(case)) == 2


@pytest.mark.parametrize("name", ["", "People", "people list", "a" * 41, "../people", "people.arrow"])
def test_a_name_that_may_come_from_outside_names_no_table(case: Vault, people: pa.Table, name: str):
    with pytest.raises(Misuse):
        case.save_table(name, people, made_from="x")
    with pytest.raises(Misuse):
        case.append_part("scan", {name: people}, ["a.txt"])
    assert blob_files(case) == []


def test_two_cases_can_be_open_at_once_and_know_nothing_of_each_other(
    tmp_path: Path, people: pa.Table, passphrase: str
):
    with (
        Vault.create(tmp_path / "one", passphrase, kdf=KDF_FOR_TESTS) as one,
        Vault.create(tmp_path / "two", passphrase, kdf=KDF_FOR_TESTS) as two,
    ):
        one.save_table("people", people, made_from="x")
        assert two.load_table("people") is None
        assert one.purpose_key("fingerprint") != two.purpose_key("fingerprint")
        assert one.purpose_key("fingerprint") != one.purpose_key("other")
    with Vault.open(tmp_path / "one", passphrase) as one:
        assert one.load_table("people").equals(people)
