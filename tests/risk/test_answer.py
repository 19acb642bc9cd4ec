"""The answer an owner reads, and the files it is made from."""

from __future__ import annotations

import json
import re

import pytest

from tocsin import risk
from tocsin.risk.page import chance, money, page
from tocsin.risk.parameters import MixedPopulationsError, check_together

BUSINESS = """
name: "Example <Dental>"
bear: 150000
scenarios:
  - name: Ransomware
    once_in_years: 40
    loss: {p5: 20000, p50: 120000, p95: 900000}
    shares: {business_interruption: 0.5, extortion: 0.3, breach_response: 0.2}
    hours: {p5: 10, p50: 80, p95: 500}
    why: invented
  - name: Files stolen
    once_in_years: 30
    loss: {p5: 10000, p50: 70000, p95: 700000}
    shares: {breach_response: 0.3, notification: 0.2, liability: 0.5}
    people: {p5: 300, p50: 4000, p95: 15000}
    why: invented
"""
QUOTE = """
name: A
premium: 1700
aggregate: 1000000
retention: 2500
covers:
  breach_response: {clause: I.A}
  notification: {people: 25000, outside: true}
  business_interruption: {waiting: {hours: 10, as: retention}}
  liability: {}
"""


@pytest.fixture
def files(tmp_path):
    (tmp_path / "risk.yaml").write_text(BUSINESS)
    (tmp_path / "quote.yaml").write_text(QUOTE)
    return tmp_path


@pytest.fixture
def found(files):
    return risk.answer(risk.read_business(files / "risk.yaml"), [risk.read_policy(files / "quote.yaml")])


def test_exact_and_simulated_figures_agree(found):
    assert all(check.agrees for check in found.checks)


def test_the_same_files_give_the_same_figures(files, found):
    again = risk.answer(risk.read_business(files / "risk.yaml"), [risk.read_policy(files / "quote.yaml")])
    assert again == found


def test_what_was_not_bought_is_the_largest_gap(found):
    gap = found.quotes[0].gaps[0]
    assert (gap.agreement, gap.bought) == (risk.Agreement.EXTORTION, False)


def test_pays_and_keeps_add_up_to_the_loss(found):
    quote = found.quotes[0]
    assert quote.paid.value + quote.kept.value == pytest.approx(found.mean, rel=0.1)
    assert quote.kept.value < found.mean
    assert quote.chance.value < found.chance


def test_half_as_many_events_are_never_worse(found):
    assert all(lever.chance <= found.chance for lever in found.levers)


CONTROLS = """
controls:
  - name: Backups out of reach
    cost: 2000
    effects: {Ransomware: {loss: 0.4}}
    why: invented
  - name: Nothing kept
    cost: 0
    effects: {Files stolen: {often: 0}}
    why: invented
"""


def test_what_is_done_makes_bad_years_rarer_and_stands_beside_the_curve(files):
    (files / "with.yaml").write_text(BUSINESS + CONTROLS)
    found = risk.answer(risk.read_business(files / "with.yaml"), [])
    assert all(measure.chance < found.chance and measure.mean < found.mean for measure in found.measures)
    for measure in found.measures:
        after = dict(measure.curve)
        assert all(after[amount] <= share + 1e-9 for amount, share in found.curve)
    assert page(found).count('class="after"') == 2


def test_a_control_of_an_unknown_scenario_is_refused(files):
    (files / "with.yaml").write_text(BUSINESS + CONTROLS.replace("{Files stolen", "{Fire"))
    with pytest.raises(risk.RiskFileError, match="no scenario Fire"):
        risk.read_business(files / "with.yaml")


def test_more_limit_and_less_retention_never_leave_more_with_the_owner(files):
    business, quote = risk.read_business(files / "risk.yaml"), risk.read_policy(files / "quote.yaml")
    found = {(one.aggregate, one.retention): one for one in risk.frontier(business, quote, years=20_000)}
    for (limit, retention), one in found.items():
        for (other_limit, other_retention), other in found.items():
            if other_limit >= limit and other_retention <= retention:
                assert other.chance <= one.chance


def test_the_page_says_what_it_is_and_escapes_names(found):
    made = page(found)
    assert risk.LABEL in made
    assert "Example &lt;Dental&gt;" in made and "<Dental>" not in made
    assert made.count("<li>") >= 3 + 5
    assert "<script" not in made and not re.search(r"(?:src|href)=", made)


def test_the_page_without_a_quote_asks_what_to_ask(files):
    made = page(risk.answer(risk.read_business(files / "risk.yaml"), []))
    assert "What matters most" in made


def test_populations_far_apart_stand_side_by_side():
    means = [band.mean for band in risk.bands(150_000)]
    assert len(means) >= 4 and max(means) / min(means) > 50


def test_every_published_figure_has_its_provenance():
    known = risk.register()
    for one in known.parameters.values():
        assert one.sources and one.grade and known.populations[one.population].says
        assert one.grade == "A" or len(one.sources) > 1 or one.note


def test_frequency_and_severity_of_two_populations_need_a_reason():
    known = risk.register().parameters
    pair = known["public-frequency-under-10m"], known["carrier-claims-severity"]
    with pytest.raises(MixedPopulationsError):
        check_together(*pair)
    assert "because" in check_together(*pair, "because nothing else is known")


def test_an_empty_template_is_refused_with_what_is_missing(tmp_path):
    file = tmp_path / "risk.yaml"
    file.write_text(risk.template())
    with pytest.raises(risk.RiskFileError, match="bear"):
        risk.read_business(file)


def test_shares_that_do_not_add_up_are_refused(tmp_path):
    file = tmp_path / "risk.yaml"
    file.write_text(BUSINESS.replace("liability: 0.5", "liability: 0.9"))
    with pytest.raises(risk.RiskFileError, match="add up to 1"):
        risk.read_business(file)


@pytest.mark.parametrize(
    ("amount", "said"), [(0, "$0"), (1_234, "$1,200"), (86_400, "$86,000"), (1_240_000, "$1.2 million")]
)
def test_money_is_said_in_two_digits(amount, said):
    assert money(amount) == said


def test_a_chance_is_said_as_one_year_in_so_many():
    assert chance(0.0714) == "7.1 % (one year in 14)"
    assert chance(1e-6) == "less than one year in 10,000"


def test_the_command_line(files, capsys, monkeypatch):
    from tocsin.cli.main import app

    monkeypatch.chdir(files)
    out = files / "page.html"
    run(app, "risk", "run", "risk.yaml", "--policy", "quote.yaml", "--page", str(out), "--years", "5000")
    assert "A year that costs more than" in capsys.readouterr().out
    assert out.read_text().startswith("<!doctype html>")
    run(app, "risk", "run", "risk.yaml", "--json", "--years", "5000")
    assert json.loads(capsys.readouterr().out)["business"]["bear"] == 150_000
    run(app, "risk", "sources")
    assert "grade B" in capsys.readouterr().out


def run(app, *words: str) -> None:
    """The command with these words; it must end well."""
    with pytest.raises(SystemExit) as ended:
        app(list(words))
    assert ended.value.code == 0
