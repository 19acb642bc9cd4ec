"""Whose data counts under a rule: element formulas, what counts as a name, encryption and redaction."""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.law.clocks import in_force
from tocsin.law.conditions import Group, Situation
from tocsin.law.counting import AS_THE_INCIDENT
from tocsin.law.logic import NO, YES, Truth, every, some, unknown, unsettled
from tocsin.law.rulefile import Rule
from tocsin.law.ruleform import ElementSet, LegalStatus, Protection
from tocsin.law.sight import IDENTIFIERS, Eye
from tocsin.model.facts import Facts


@dataclass(slots=True)
class Affected:
    """Judges groups under one rule. Groups that look alike are judged once."""

    rule: Rule
    facts: Facts
    eye: Eye
    _valid: dict[str, Truth] = field(default_factory=dict)
    _known: dict[tuple[int, frozenset[str]], Truth] = field(default_factory=dict)
    _clear: dict[tuple[int, str | None], Truth] = field(default_factory=dict)

    def judge(self, group: Group, *, skip: frozenset[str] = frozenset()) -> Truth:
        """Whether the data of these people counts. ``skip``: parts a duty ignores (elements, protection)."""
        key = (self.eye(group), skip)
        if key not in self._known:
            self._known[key] = self._judge(group, skip)
        return self._known[key]

    def _judge(self, group: Group, skip: frozenset[str]) -> Truth:
        if "elements" in skip:
            return YES
        return some(self._meets(one, group, skip) for one in self.rule.form.elements)

    def _meets(self, elements: ElementSet, group: Group, skip: frozenset[str]) -> Truth:
        if not _named(elements, group):
            return NO
        situation = Situation(self.facts, group)
        place = f"elements.{elements.id}"
        data = self.rule.condition(place)(situation)
        if data.value is False:
            return NO
        clear = YES if "protection" in skip else self._readable(elements, group)
        people = self.rule.condition(f"{place}.people")(situation)
        truth = every((self._in_force(elements), data, people, clear))
        uncertain = elements.status is LegalStatus.UNCERTAIN
        return unsettled(truth, f"{self.rule.id}.{place}") if uncertain else truth

    def _in_force(self, elements: ElementSet) -> Truth:
        if elements.id not in self._valid:
            self._valid[elements.id] = in_force(elements.valid, self.rule.form.valid, self.facts)
        return self._valid[elements.id]

    def _readable(self, elements: ElementSet, group: Group) -> Truth:
        """The same for all data protected in the same way, whatever it is."""
        law = elements.protection or self.rule.form.protection
        key = (id(law), group.protection)
        if key not in self._clear:
            self._clear[key] = readable(law, group, self.facts)
        return self._clear[key]


def _named(elements: ElementSet, group: Group) -> bool:
    if elements.name == "required":
        return "person_name" in group.elements
    return elements.name == "not_needed" or bool(IDENTIFIERS & group.elements)


def readable(law: Protection, group: Group, facts: Facts) -> Truth:
    """Whether the data counts although, or because, it was (not) encrypted, redacted or hashed.

    What was seen in the files (``group.protection``) and what is known of the incident as a whole (an
    encrypted device, ``facts.incident.protection``) are two questions: either may make data unreadable.
    """
    encrypted = _not_encrypted(law, group, facts)
    return every((encrypted, _not_redacted(law, group, facts), _not_hashed(law, group)))


def _not_encrypted(law: Protection, group: Group, facts: Facts) -> Truth:
    if law.encryption == "no_exemption":
        return YES
    found = facts.incident.protection
    encrypted = _seen(group, "encrypted") | _asked(found.encrypted, "encrypted")
    if law.encryption == "exempt":
        # The statute is silent about keys: whether a taken key undoes its exemption is for counsel.
        silent = unknown("question.encrypted_though_key_taken") if found.key_taken else NO
        return ~encrypted | silent
    return ~encrypted | _asked(found.key_taken, "key_taken")


def _not_redacted(law: Protection, group: Group, facts: Facts) -> Truth:
    if law.redaction == "not_mentioned":
        return YES
    if group.protection == AS_THE_INCIDENT:
        return ~_asked(facts.incident.protection.redacted, "redacted")
    return ~_seen(group, "redacted")


def _not_hashed(law: Protection, group: Group) -> Truth:
    if law.hashed == "counts_as_plain":
        return YES
    readable_hash = NO if law.hashed == "counts_as_encrypted" else unknown("question.hash_is_readable")
    return ~_seen(group, "hashed") | readable_hash


def _seen(group: Group, protection: str) -> Truth:
    """Whether the data was seen to be protected so in the files themselves."""
    if group.protection is None:
        return unknown("groups.protection")
    return Truth(group.protection == protection)


def _asked(value: bool | None, name: str) -> Truth:
    path = f"incident.protection.{name}"
    if value is None:
        return unknown(path)
    return Truth(value, used=frozenset({(path, "yes" if value else "no")}))
