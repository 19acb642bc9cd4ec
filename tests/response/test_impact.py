"""The picture of the first minutes: a fair draw, figures that end in the truth, and nothing read twice."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from chain import PEOPLE, Desk, Finished, log_of
from tocsin.intake import Done, SourceFile
from tocsin.response.case import SCAN
from tocsin.response.estimating import Sample, Sampled, estimate
from tocsin.response.sampling import plan
from tocsin.response.scan import Kept, Tables


def files(count: int, *, folders: int = 4, ending: str = "csv", size: int = 900) -> list[SourceFile]:
    """Files of one kind spread over folders."""
    return [
        SourceFile(f"i{ending}{n}", Path("x"), f"share/{n % folders}/{n}.{ending}", size, 0)
        for n in range(count)
    ]


def test_every_file_has_its_turn_once_and_the_same_seed_gives_the_same_order():
    found = [*files(40), *files(9, ending="pdf", size=40_000), *files(2, ending="zip", size=9_000_000)]
    made = plan(found, b"seed")
    assert sorted(draw.source.id for draw in made.draws) == sorted(file.id for file in found)
    assert made == plan(list(reversed(found)), b"seed")
    assert made != plan(found, b"other seed")
    assert Counter(draw.stratum for draw in made.draws) == dict(enumerate(made.sizes))


def test_within_a_stratum_every_file_is_as_likely_to_be_drawn():
    found = files(30, folders=7)
    drawn = Counter(
        draw.source.id for seed in range(600) for draw in plan(found, str(seed).encode()).draws[:6]
    )
    assert set(drawn) == {file.id for file in found}
    assert all(80 < count < 165 for count in drawn.values())  # 120 expected, standard deviation below 10


def test_large_files_are_drawn_more_often():
    made = plan([*files(100), *files(10, ending="xlsx", size=2_000_000)], b"seed")
    first = [draw.source.size for draw in made.draws[:20]]
    assert first.count(2_000_000) >= 8


def invented_share(dice: random.Random) -> list[set[int]]:
    """Files with people in them: many with one, some lists with dozens, people in several."""
    return [{dice.randrange(900) for _ in range(dice.choice((0, 1, 1, 2, 40)))} for _ in range(240)]


def sampled(share: list[set[int]], drawn: list[int]) -> tuple[Sample, dict]:
    traces: Counter = Counter()
    where: dict[int, set[int]] = {}
    for place, number in enumerate(drawn):
        for person in share[number]:
            where.setdefault(person, set()).add(place)
    for places in where.values():
        traces[frozenset((place, frozenset({"ssn"})) for place in places)] += 1
    told = [Sampled(0, frozenset({"ssn"} if share[number] else ())) for number in drawn]
    return Sample(told, [len(share)], [1.0]), traces


@pytest.mark.parametrize("count", [12, 24, 60, 120])
def test_the_intervals_hold_the_truth_nineteen_times_in_twenty(count: int):
    held, files_held, rounds = 0, 0, 60
    for seed in range(rounds):
        dice = random.Random(seed)
        share = invented_share(dice)
        people, with_some = len(set().union(*share)), sum(map(bool, share))
        made = estimate(*sampled(share, dice.sample(range(len(share)), count)))
        held += made.people.low <= people <= made.people.high
        [kind] = made.kinds
        files_held += kind.files.low <= with_some <= kind.files.high
        assert kind.people.low <= kind.people.estimate <= kind.people.high <= made.people.high
    assert min(held, files_held) >= 0.92 * rounds


def test_when_every_file_is_read_nothing_is_estimated_any_more():
    share = invented_share(random.Random(3))
    made = estimate(*sampled(share, list(range(len(share)))))
    people = len(set().union(*share))
    assert (made.people.low, made.people.estimate, made.people.high) == (people, people, people)
    assert made.kinds[0].files.low == made.kinds[0].files.high == sum(map(bool, share))
    assert made.not_seen == 0


def test_before_anything_is_found_it_says_how_little_that_means():
    share: list[set[int]] = [set() for _ in range(100)]
    made = estimate(*sampled(share, list(range(10))))
    assert made.people.estimate == 0
    assert made.people.high > 20
    assert made.not_seen > 20


def look(desk: Desk, *words: object) -> dict:
    """``impact`` as JSON."""
    facts = ["--facts", desk.folder / "facts.yaml"]
    outcome = desk.run("impact", desk.case, *words, *facts, "--lanes", "2", "--json", *desk.passphrase)
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def test_a_sample_is_read_kept_and_not_read_again(finished: Finished, desk: Desk):
    first = look(desk, finished.share, "--sample", 4)
    assert (first["read"], first["all_files"]) == (4, 11)
    assert first["people"]["low"] <= len(PEOPLE) <= first["people"]["high"]
    again = look(desk, "--sample", 6)  # the case knows the folder by now
    assert (again["read"], again["people_seen"] >= first["people_seen"]) == (6, True)
    outcome = desk.scan(finished.share)
    assert "6 of 11 files are read already" in outcome.said
    whole = look(desk)
    assert (whole["read"], whole["people"]["low"], whole["people"]["high"]) == (11, len(PEOPLE), len(PEOPLE))
    with desk.opened() as case:
        read = [
            entry for entry in log_of(case) if (entry["verb"], entry["subject"]) == ("append_part", "scan")
        ]
    assert sum(entry["facts"]["done"] for entry in read) == 11


def test_it_reads_as_a_page_and_names_nobody(finished: Finished, desk: Desk):
    words = ["impact", desk.case, finished.share, "--facts", "facts.yaml", "--sample", 5, *desk.passphrase]
    outcome = desk.run(*words)
    assert outcome.code == 0, outcome.err
    assert "5 of 11 files looked at (45%)" in outcome.said
    assert "Social Security number" in outcome.said
    assert "95 % intervals" in outcome.said
    everything = outcome.said.encode() + b"".join(
        path.read_bytes() for path in desk.case.rglob("*") if path.is_file()
    )
    assert not [secret for one in PEOPLE for secret in one.secrets if secret.encode() in everything]


def test_no_minutes_are_enough_for_what_is_known(finished: Finished, desk: Desk):
    finished.copied_to(desk)
    made = look(desk, "--minutes", 0)
    assert made["read"] == 11


def stand_still_after_three_files() -> None:
    """In the command's process: three files are read and not yet saved, and it tells so and waits."""
    take = Kept.take

    def take_three(kept: Kept, done: Done[Tables]) -> Tables:
        taken = take(kept, done)
        if kept.files == 3:
            Path("standing still").touch()
            time.sleep(60)
        return taken

    Kept.take = take_three


def test_ctrl_c_loses_nothing_and_the_same_command_goes_on(finished: Finished, desk: Desk):
    words = ["impact", desk.case, finished.share, "--facts", "facts.yaml", "--lanes", 2, *desk.passphrase]
    started = desk.start(*words, prepare=stand_still_after_three_files)
    until = time.monotonic() + 60
    while not (desk.folder / "standing still").exists():
        assert time.monotonic() < until, "three files were never read"
        time.sleep(0.01)
    started.signal(signal.SIGINT)
    outcome = started.wait()
    assert (outcome.code, "Traceback" in outcome.said) == (130, False)
    with desk.opened() as case:
        assert len(case.vault.finished(SCAN)) == 3
    assert look(desk, finished.share)["read"] == 11
    with desk.opened() as case:
        read = [
            entry["facts"]["done"]
            for entry in log_of(case)
            if (entry["verb"], entry["subject"]) == ("append_part", "scan")
        ]
    assert sum(read) == 11, "a file was read twice"


def test_a_case_without_a_folder_says_to_name_one(desk: Desk):
    outcome = desk.run("impact", desk.case, "--facts", "facts.yaml", *desk.passphrase)
    assert outcome.code == 1
    assert "tocsin impact CASE FOLDER" in outcome.said
