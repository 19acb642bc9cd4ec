"""Reads one rule file. Refuses what is incomplete, with the place and what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tocsin.law.conditions import Condition, Parser, RuleError, check_path
from tocsin.law.registers import office, questions, shared, slots, written
from tocsin.law.ruleform import Block, Clock, Duty, ElementSet, RuleForm
from tocsin.law.sight import Sight, sight
from tocsin.model.elements import jurisdictions
from tocsin.model.facts import Dates

_LISTS = ("clock", "extension", "services", "instead")
_PARTS = ("clock", "people", "hold", "extension", "content", "channel", "services", "instead", "protection")
_FLOWING = ("valid", "status", "stale_after")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule file, checked, with its conditions parsed. ``conditions``: by the place in the file.

    sight: what the file asks of people.
    """

    form: RuleForm
    conditions: Mapping[str, Condition] = field(repr=False)
    sight: Sight
    path: str = ""

    @property
    def id(self) -> str:
        return self.form.id

    @property
    def jurisdiction(self) -> str:
        return self.form.jurisdiction

    def condition(self, place: str) -> Condition:
        """The parsed condition written at ``place`` (``duties.individuals.when``)."""
        return self.conditions[place]

    def duty(self, name: str) -> Duty:
        """The duty of this id. Raises KeyError."""
        for duty in self.form.duties:
            if duty.id == name:
                return duty
        raise KeyError(name)

    @property
    def duty_ids(self) -> list[str]:
        return [duty.id for duty in self.form.duties]


def load_rule(path: Path) -> Rule:
    """One rule file. Raises RuleError with the file, the place and what to mend."""
    raw = _flowed_down(written(path))
    try:
        form = RuleForm.model_validate(raw)
    except ValidationError as error:
        lines = [f"  {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors(include_url=False)]
        raise RuleError("\n".join([f"{path.name}:", *lines])) from None
    _check(form, path.name)
    raw_conditions = _conditions(form)
    parser = Parser(shared("terms.yaml"), frozenset({*questions()["ask"], *form.asks}))
    parsed = {place: parser.parse(one, f"{path.name}: {place}") for place, one in raw_conditions.items()}
    return Rule(form, parsed, sight(form, raw_conditions.values()), path.name)


def _flowed_down(written: Mapping[str, Any]) -> dict[str, Any]:
    """Validity, status, expiry flow from the file into blocks, and sources from a duty to its parts."""
    raw = dict(written)
    top = {key: raw[key] for key in _FLOWING if key in raw}
    for name in ("scope", "breach", "protection", "harm"):
        if isinstance(raw.get(name), dict):
            raw[name] = {**top, **raw[name]}
    for name in ("elements", "duties", "penalties", "private_right"):
        raw[name] = [_with_parts({**top, **block}) for block in raw.get(name) or []]
    return raw


def _with_parts(block: dict[str, Any]) -> dict[str, Any]:
    inherited = {key: block[key] for key in (*_FLOWING, "source", "settle") if key in block}
    for name in _PARTS:
        part = block.get(name)
        if part is None or not isinstance(part, dict | list):
            continue
        if name == "people" and not _is_threshold(part):
            continue
        if isinstance(part, list) or name in _LISTS:
            block[name] = [_inherit(one, inherited) for one in (part if isinstance(part, list) else [part])]
        else:
            block[name] = _inherit(part, inherited)
    return block


def _inherit(part: dict[str, Any], inherited: dict[str, Any]) -> dict[str, Any]:
    merged = {**inherited, **part}
    for name in ("earlier_of", "later_of"):
        if name in merged:
            passed = {key: merged[key] for key in inherited}
            merged[name] = [{**passed, **one} for one in merged[name]]
    return merged


def _is_threshold(part: Any) -> bool:
    return isinstance(part, dict) and "base" in part


def _check(form: RuleForm, name: str) -> None:
    if form.jurisdiction not in jurisdictions():
        raise RuleError(f"{name}: '{form.jurisdiction}' is not a place of jurisdictions.yaml")
    known = set(form.sources)
    for place, block in blocks(form):
        missing = set(block.source) - known
        if missing:
            raise RuleError(f"{name}: {place}: source {', '.join(sorted(missing))} is not declared")
    for duty in form.duties:
        _check_duty(duty, form, name)
    _check_order(form, name)
    check_path(form.harm.keep_start, f"{name}: harm.keep_start")
    stray = set(form.harm.switches_off) - {duty.id for duty in form.duties}
    if stray:
        raise RuleError(f"{name}: harm.switches_off: no such duty {', '.join(sorted(stray))}")


def _check_order(form: RuleForm, name: str) -> None:
    """A duty must not wait for itself, however long the way round."""
    waits = {duty.id: set(_waits_for(duty)) for duty in form.duties}
    for start in waits:
        seen: set[str] = set()
        ahead = set(waits[start])
        while ahead:
            seen |= ahead
            ahead = {further for one in ahead for further in waits.get(one, ())} - seen
        if start in seen:
            raise RuleError(f"{name}: duties.{start}: its deadline or existence depends on itself")


def _waits_for(duty: Duty) -> Iterator[str]:
    yield from duty.requires
    yield from (order.duty for order in duty.order if order.relation != "after")
    for clock in all_clocks(duty.clock):
        yield from (event.removeprefix("sent:") for event in clock.start if event.startswith("sent:"))


def _check_duty(duty: Duty, form: RuleForm, name: str) -> None:
    where = f"{name}: duties.{duty.id}"
    ids = {other.id for other in form.duties}
    stray = {*duty.requires, *(order.duty for order in duty.order if "." not in order.duty)} - ids
    if stray:
        raise RuleError(f"{where}: refers to unknown duty {', '.join(sorted(stray))}")
    for clock in all_clocks(duty.clock):
        for event in clock.start:
            _check_event(event, ids, where)
    if duty.office is not None and duty.office not in form.offices and office(duty.office) is None:
        raise RuleError(f"{where}: office '{duty.office}' is in no rule file and not in offices.yaml")
    used = _slots_of(duty)
    if used - slots().keys():
        raise RuleError(f"{where}: not in slots.yaml: {', '.join(sorted(used - slots().keys()))}")


def _slots_of(duty: Duty) -> set[str]:
    if duty.content is None:
        return set()
    content = duty.content
    lists = [content.required, content.forbidden, content.optional]
    lists += [extra.add for extra in content.conditional] + [extra.forbid for extra in content.conditional]
    return {slot for slots_ in lists for slot in slots_}


def _check_event(event: str, ids: set[str], where: str) -> None:
    name = event.removeprefix("year_end:")
    if name.startswith("sent:"):
        duty = name.removeprefix("sent:")
        if "." not in duty and duty not in ids:
            raise RuleError(f"{where}: clock starts with unknown duty '{duty}'")
        return
    if "." in name:
        check_path(name, where)
    elif name not in Dates.model_fields:
        raise RuleError(f"{where}: '{name}' is not a date of facts.Dates")


def all_clocks(clocks: list[Clock]) -> Iterator[Clock]:
    """Clocks, and those that they combine."""
    for clock in clocks:
        yield clock
        yield from all_clocks([*clock.earlier_of, *clock.later_of])


def blocks(form: RuleForm) -> Iterator[tuple[str, Block]]:
    """Every block of a file that carries a legal value, with its place."""
    for name in ("scope", "breach", "protection", "harm"):
        yield name, getattr(form, name)
    for group in ("elements", "duties", "penalties", "private_right"):
        for number, block in enumerate(getattr(form, group)):
            place = f"{group}.{getattr(block, 'id', number)}"
            yield place, block
            yield from _parts(place, block)


def _parts(place: str, block: Block) -> Iterator[tuple[str, Block]]:
    if isinstance(block, ElementSet) and block.protection is not None:
        yield f"{place}.protection", block.protection
    if not isinstance(block, Duty):
        return
    for name in _PARTS:
        part = getattr(block, name, None)
        for number, one in enumerate(part if isinstance(part, list) else [part]):
            if isinstance(one, Block):
                yield f"{place}.{name}.{number}", one


def _conditions(form: RuleForm) -> dict[str, Any]:
    """Every condition as it is written, by its place."""
    raw: dict[str, Any] = {
        "scope.when": form.scope.when,
        "breach.trigger": form.breach.trigger,
        "breach.except": form.breach.except_,
        "harm.exempt_when": form.harm.exempt_when,
    }
    for element_set in form.elements:
        raw[f"elements.{element_set.id}"] = {"any": element_set.any}
        raw[f"elements.{element_set.id}.people"] = element_set.people
    for duty in form.duties:
        place = f"duties.{duty.id}"
        raw[f"{place}.when"] = duty.when
        raw.update({f"{place}.extension.{n}": one.when for n, one in enumerate(duty.extension)})
        raw.update({f"{place}.instead.{n}": one.when for n, one in enumerate(duty.instead)})
        raw.update({f"{place}.instead.{n}.people": one.people for n, one in enumerate(duty.instead)})
        for n, service in enumerate(duty.services):
            raw[f"{place}.services.{n}.elements"] = service.elements
            raw[f"{place}.services.{n}.only_if"] = service.only_if
        for n, extra in enumerate(duty.content.conditional if duty.content else []):
            raw[f"{place}.content.{n}"] = extra.when
    return raw
