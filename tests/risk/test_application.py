"""Answers of an application: a yes has its place, proof, day and signer, and ages."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import UTC, date, datetime

import pytest

from tocsin.risk.application import (
    ApplicationError,
    answer_question,
    asking,
    export_for_broker,
    read_application,
    standing_answers,
    weaknesses,
)

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 12, 1)
ALL = sum(len(question.where) for question in asking().questions.values())


@pytest.fixture
def desk(tmp_path):
    """A folder with a proof."""
    (tmp_path / "factors.csv").write_text("account,factor\n")
    return tmp_path


def yes(desk, question: str = "mfa", where: str = "e-mail", **said):
    """A yes with all it needs."""
    plain = {
        "scope": "all 14 mailboxes, no exception",
        "proofs": [desk / "factors.csv"],
        "dated": date(2026, 11, 20),
        "signer": "Ann Example, owner",
    }
    return answer_question(desk / "a.jsonl", question, where, "yes", NOW, **plain | said)


def kinds(desk, day: date = TODAY, where: str = "e-mail") -> list[str]:
    """What is weak about the second factor of one place."""
    found = weaknesses(desk / "a.jsonl", day)
    return [one.kind for one in found if (one.question, one.where) == ("mfa", where)]


def test_a_yes_with_its_proof_holds(desk):
    made = yes(desk)
    assert made.proofs[0].sha256 == hashlib.sha256(b"account,factor\n").hexdigest()
    assert kinds(desk) == []


def test_a_yes_for_one_place_is_none_for_another(desk):
    yes(desk)
    assert kinds(desk, where="administrators") == ["open"]
    assert len(weaknesses(desk / "a.jsonl", TODAY)) == ALL - 1


@pytest.mark.parametrize("missing", [{"scope": " "}, {"proofs": []}, {"dated": None}])
def test_a_yes_without_place_proof_or_day_is_refused(desk, missing):
    with pytest.raises(ApplicationError, match="A yes needs"):
        yes(desk, **missing)
    assert not (desk / "a.jsonl").exists()


def test_nobody_to_sign_it_is_refused(desk):
    with pytest.raises(ApplicationError, match="who stands for it"):
        yes(desk, signer="")


def test_a_proof_of_tomorrow_is_refused(desk):
    with pytest.raises(ApplicationError, match="has not come yet"):
        yes(desk, dated=date(2026, 12, 2))


def test_a_proof_elsewhere_is_refused(desk, tmp_path_factory):
    other = tmp_path_factory.mktemp("other") / "x.csv"
    other.write_text("x")
    with pytest.raises(ApplicationError, match="beside the application"):
        yes(desk, proofs=[other])


def test_a_question_or_place_that_is_not_asked_is_refused(desk):
    with pytest.raises(ApplicationError, match="There is no question"):
        yes(desk, question="luck")
    with pytest.raises(ApplicationError, match="one of: e-mail"):
        yes(desk, where="the roof")


def test_a_yes_ages(desk):
    yes(desk)
    assert kinds(desk, date(2027, 2, 18)) == []
    assert kinds(desk, date(2027, 2, 19)) == ["old"]


def test_a_proof_that_was_changed_or_removed_is_found(desk):
    yes(desk)
    (desk / "factors.csv").write_text("account,factor\nx,none\n")
    assert kinds(desk) == ["changed"]
    (desk / "factors.csv").unlink()
    assert kinds(desk) == ["missing"]


def test_a_later_answer_counts_and_the_earlier_stays(desk):
    yes(desk)
    answer_question(desk / "a.jsonl", "mfa", "e-mail", "no", NOW, signer="Bob, IT")
    answers = read_application(desk / "a.jsonl")
    assert [one.reply for one in answers] == ["yes", "no"]
    assert standing_answers(answers)["mfa", "e-mail"].signer == "Bob, IT"
    assert kinds(desk) == ["no"]


def test_an_answer_put_right_by_hand_is_found(desk):
    answer_question(desk / "a.jsonl", "mfa", "servers", "no", NOW, signer="Bob, IT")
    yes(desk)
    text = (desk / "a.jsonl").read_text()
    (desk / "a.jsonl").write_text(text.replace('"reply": "no"', '"reply": "yes"'))
    with pytest.raises(ApplicationError, match="line 2 does not follow"):
        read_application(desk / "a.jsonl")


def test_the_broker_gets_answers_and_proofs_the_same_every_time(desk):
    yes(desk)
    packed = export_for_broker(desk / "a.jsonl", TODAY)
    assert packed == export_for_broker(desk / "a.jsonl", TODAY)
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert found.read("proofs/factors.csv") == b"account,factor\n"
        assert json.loads(found.read("answers.json"))[0]["scope"] == "all 14 mailboxes, no exception"
        text = found.read("answers.txt").decode()
    assert "e-mail: yes, all 14 mailboxes, no exception; as of 2026-11-20; Ann Example, owner" in text
    assert "servers: not answered" in text


def test_nothing_goes_out_with_a_proof_that_was_changed(desk):
    yes(desk)
    (desk / "factors.csv").write_text("other")
    with pytest.raises(ApplicationError, match="Not exported"):
        export_for_broker(desk / "a.jsonl", TODAY)
