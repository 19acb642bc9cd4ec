"""What one breach would cost: parts with sources, a band, and never so much a record."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
import yaml

from tocsin.risk.agreements import Agreement
from tocsin.risk.breach_page import breach_page
from tocsin.risk.breachcost import Exposure, Interruption, breach_cost, breach_totals
from tocsin.risk.costs import Costs, costs
from tocsin.risk.parameters import MixedPopulationsError
from tocsin.risk.severity import Elicited

CLINIC = Exposure(
    told=5_000, at_most=5_000, places={"AZ": 4_000, "CA": 1_000}, offices=3, health=True, employees=40
)


def shipped() -> dict:
    """costs.yaml as it is."""
    return yaml.safe_load(files("tocsin.risk").joinpath("data/costs.yaml").read_text(encoding="utf-8"))


def part(exposure: Exposure, key: str):
    """One line of the cost."""
    return next(line for line in breach_cost(exposure).lines if line.key == key)


def test_every_figure_has_a_source_a_population_and_a_grade():
    known = costs()
    for item in (known.items | known.beside).values():
        figures = [item.counts] if item.counts else item.figures
        assert all(figure.source in known.sources and figure.population for figure in figures)
        assert item.grade in "ABC"


def test_figures_of_two_populations_are_not_put_into_one_range():
    said = shipped()
    said["items"]["letter"]["figures"][0]["population"] = "law-firm-clients"
    with pytest.raises(ValueError, match=r"law-firm-clients, price-lists. Make an item of each"):
        Costs.model_validate(said)


def test_a_chance_and_an_amount_of_two_populations_need_a_reason():
    known = costs()
    assert "no source tells both" in known.check_together("suit_chance", "defence")
    assert known.check_together("hhs_chance", "hhs_payment") == ""
    with pytest.raises(MixedPopulationsError, match="say why they go together"):
        known.check_together("hhs_chance", "defence")


def test_a_range_is_made_of_published_figures_only():
    said = shipped()
    said["items"]["letter"]["range"]["high"] = 9
    with pytest.raises(ValueError, match="published figures only"):
        Costs.model_validate(said)


def test_a_source_that_is_not_listed_is_refused():
    said = shipped()
    said["items"]["letter"]["figures"][0]["source"] = "hearsay"
    with pytest.raises(ValueError, match="no source 'hearsay'"):
        Costs.model_validate(said)


def test_the_reasons_for_mixed_populations_are_shown():
    assert any("sued more often than a small business" in note for note in breach_cost(CLINIC).notes)


def test_ten_times_the_people_do_not_cost_ten_times_as_much():
    small = breach_cost(CLINIC).mean
    large = breach_cost(replace(CLINIC, told=50_000, at_most=50_000)).mean
    assert small < large < 4 * small


def test_a_class_is_paid_less_than_in_proportion_to_its_size():
    of = costs().settlements
    assert 0.4 < of.line()[1] < 0.9
    assert of.of(20_000).mean / of.of(10_000).mean == pytest.approx(2 ** of.line()[1])


def test_the_settlement_line_is_least_squares_by_hand():
    cases = costs().settlements.cases
    x = [np.log(case.people) for case in cases]
    y = [np.log(case.paid) for case in cases]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sum((a - mx) ** 2 for a in x)
    height, found, _ = costs().settlements.line()
    assert (found, height) == (pytest.approx(slope), pytest.approx(my - slope * mx))


def test_letters_are_people_by_post_times_the_published_price():
    line = part(replace(CLINIC, by_post=0.5), "letters")
    assert (line.low, line.middle, line.high) == pytest.approx((2_500, 3_750, 12_500), rel=0.03)


def test_reports_are_offices_times_hours_times_counsels_hour():
    line = part(CLINIC, "filings")
    assert (line.low, line.middle, line.high) == pytest.approx((4_500, 6_750, 9_000), rel=0.02)


def test_a_report_that_hangs_on_a_fact_widens_the_band():
    assert part(replace(CLINIC, open_offices=6), "filings").high > 1.5 * part(CLINIC, "filings").high


def test_people_who_may_have_to_be_told_widen_the_band():
    sure, open_ = part(CLINIC, "letters"), part(replace(CLINIC, told=0), "letters")
    assert open_.low < 0.3 * sure.low
    assert open_.high <= sure.high


def test_a_chance_is_what_was_seen_among_so_many():
    assert part(CLINIC, "inquiry").chance == pytest.approx(153 / 494, abs=0.01)
    assert part(CLINIC, "defence").chance == pytest.approx(42 / 494, abs=0.01)


def test_the_health_department_is_only_asked_for_health_data_of_500_and_more():
    keys = {line.key for line in breach_cost(replace(CLINIC, health=False)).lines}
    fewer = {line.key for line in breach_cost(replace(CLINIC, told=499, at_most=499)).lines}
    assert "hhs" not in keys | fewer
    assert "hhs" in {line.key for line in breach_cost(CLINIC).lines}


def test_forensics_of_a_larger_organisation_have_their_own_prices():
    assert part(replace(CLINIC, employees=4_000), "forensics").middle == pytest.approx(102_806, rel=0.02)
    assert part(replace(CLINIC, employees=None), "forensics").middle == pytest.approx(31_623, rel=0.02)


def test_nobody_to_be_told_still_costs_traces_and_counsel_and_nothing_else():
    found = breach_cost(Exposure(told=0, at_most=0))
    assert [line.key for line in found.lines] == ["forensics", "counsel"]
    assert found.beside == ()


def test_work_that_stands_still_is_hours_times_what_an_hour_costs():
    stopped = replace(CLINIC, interruption=Interruption(Elicited(8, 30, 200), 900.0))
    line = part(stopped, "interruption")
    assert line.middle == pytest.approx(27_000, rel=0.02)
    assert line.agreement is Agreement.BUSINESS_INTERRUPTION
    assert not any("stands still" in said for said in breach_cost(stopped).left_out)


def test_the_parts_of_the_mean_add_up():
    found = breach_cost(CLINIC)
    assert sum(line.mean for line in found.lines) == pytest.approx(found.mean)
    assert sum(found.shares.values()) == pytest.approx(1.0)


def test_the_band_is_that_of_all_draws():
    found, totals = breach_cost(CLINIC), breach_totals(CLINIC)
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(totals, (0.05, 0.95))))


def test_what_matters_most_explains_most_of_the_spread():
    levers = breach_cost(CLINIC).levers
    assert [lever.weight for lever in levers] == sorted((lever.weight for lever in levers), reverse=True)
    assert levers[0].says == "people sue, or not"
    assert all(0 <= lever.weight <= 1 for lever in levers)


def test_a_lever_moves_the_mean_as_the_events_themselves_do():
    sued = next(lever for lever in breach_cost(CLINIC).levers if lever.says == "people sue, or not")
    lines = {line.key: line for line in breach_cost(CLINIC).lines}
    apart = (lines["defence"].mean + lines["settlements"].mean) / lines["defence"].chance
    assert sued.high - sued.low == pytest.approx(apart, rel=0.05)


def test_what_nobody_counts_stands_beside_the_total():
    beside = breach_cost(CLINIC).beside
    assert [(one.low, one.high) for one in beside] == [(200_000, 250_000), (100_000, 799_000)]


def test_the_same_breach_costs_the_same_twice():
    assert breach_cost(CLINIC) == breach_cost(CLINIC)


def test_the_page_escapes_names_and_says_what_it_is():
    page = breach_page(breach_cost(CLINIC), "What <b>x</b> would cost")
    assert "<b>x</b>" not in page
    assert "Decision support, not a forecast" in page
    assert "per record" not in page


def test_crisis_services_of_a_small_breach_are_of_the_size_that_claims_have():
    # Mean of crisis services of businesses under $2 billion revenue: $112,000 (claims of 2014 to 2018) and
    # $152,000 (2020 to 2024), NetDiligence. The parts here are from other sources and were not fitted to it.
    lines = breach_cost(CLINIC).lines
    crisis = {Agreement.BREACH_RESPONSE, Agreement.NOTIFICATION}
    assert 80_000 < sum(line.mean for line in lines if line.agreement in crisis) < 200_000
