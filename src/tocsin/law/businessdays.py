"""Business days, holidays and months: the arithmetic of deadlines."""

from __future__ import annotations

from calendar import day_name, monthrange
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from tocsin.model.yamlfile import read_yaml

SATURDAY, SUNDAY = 5, 6
_WEEKDAYS = {name.lower(): number for number, name in enumerate(day_name)}


def is_business_day(day: date) -> bool:
    """Neither weekend nor federal holiday (``holidays.yaml``)."""
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def next_business_day(day: date) -> date:
    """The day itself if it is a business day, else the next one."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def add_business_days(start: date, number: int) -> date:
    """The ``number``-th business day after ``start``; the start day itself is not counted."""
    day = start
    while number > 0:
        day += timedelta(days=1)
        number -= is_business_day(day)
    return day


def add_months(start: date, number: int) -> date:
    """The same day ``number`` months later, or the last day of that month."""
    year, month = divmod(start.month - 1 + number, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


@cache
def holidays(year: int) -> frozenset[date]:
    """Federal holidays as observed in a year (and a New Year's Day observed on its last day)."""
    days = {_observed(_holiday(rule, y)) for y in (year, year + 1) for rule in _rules()}
    return frozenset(day for day in days if day.year == year)


def _observed(day: date) -> date:
    shift = {SATURDAY: -1, SUNDAY: 1}.get(day.weekday(), 0)
    return day + timedelta(days=shift)


def _holiday(rule: dict[str, Any], year: int) -> date:
    if "day" in rule:
        return date(year, rule["month"], rule["day"])
    weekday, nth = _WEEKDAYS[rule["weekday"]], rule["nth"]
    if nth < 0:
        last = date(year, rule["month"], monthrange(year, rule["month"])[1])
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    first = date(year, rule["month"], 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


@cache
def _rules() -> tuple[dict[str, Any], ...]:
    return tuple(read_yaml(files("tocsin.law").joinpath("holidays.yaml").read_text(encoding="utf-8")))
