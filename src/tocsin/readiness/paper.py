"""The plan as a PDF to print: one page to hang up, then what to do for each kind of incident."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from typing import Any

import typst

from tocsin.readiness.plan import Plan, Step, first_steps, playbooks, sources

PARTS = {"lead": "leads", "technical": "computers", "words": "speaks for us"}
OUTSIDE = {
    "counsel": "lawyer",
    "insurer": "insurer",
    "forensics": "forensics",
    "bank": "bank",
    "police": "police, FBI",
}
DECISIONS = {
    "shut_down": "To switch everything off",
    "spend": "To spend money at night",
    "ransom": "About a ransom",
    "authorities": "To call the police",
}
FACTS = {
    "backups.where": "Backups out of reach",
    "backups.tested_on": "Last brought back from them",
    "evidence.logs": "Logs",
    "evidence.inventory": "What is kept where",
    "vendors": "Vendors that hold data",
    "exercised_on": "Last gone through together",
}
FOOT = "Decision support; counsel should confirm it. Report crimes at ic3.gov, incidents at cisa.gov/report."


def paper(plan: Plan, day: date) -> bytes:
    """The PDF (PDF/UA-1). The same plan and day give the same bytes."""
    return typst.compile(
        files("tocsin.readiness").joinpath("plan.typ").read_bytes(),
        format="pdf",
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=True),
        ignore_system_fonts=True,
        sys_inputs={"job": json.dumps(_job(plan, day), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )


def _job(plan: Plan, day: date) -> dict[str, Any]:
    return {
        "title": f"When something happens: {plan.get('organisation') or 'our plan'}",
        "organisation": plan.get("organisation"),
        "day": day.isoformat(),
        "foot": FOOT,
        "channel": plan.get("channel"),
        "roles": [
            {"part": part}
            | {what: plan.get(f"roles.{role}.{what}") for what in ("name", "phone", "deputy", "deputy_phone")}
            for role, part in PARTS.items()
        ],
        "contacts": [
            {"part": part} | {what: plan.get(f"contacts.{key}.{what}") for what in ("name", "phone")}
            for key, part in OUTSIDE.items()
        ],
        "decisions": [{"what": what, "who": plan.get(f"decisions.{key}")} for key, what in DECISIONS.items()],
        "facts": [{"what": what, "says": plan.get(path)} for path, what in FACTS.items()],
        "always": [_step(plan, step) for step in first_steps()],
        "kinds": [
            {"name": name, "steps": [_step(plan, step) for step in steps]}
            for name, steps in playbooks().items()
        ],
        "gaps": [{"says": gap.says, "basis": gap.basis} for gap in plan.gaps(day)],
        "sources": list(sources().values()),
    }


def _step(plan: Plan, step: Step) -> dict[str, Any]:
    """A step with the person's name where the plan knows it."""
    who = plan.get(f"roles.{step.who}.name") or PARTS[step.who]
    return {"within": step.within, "who": who, "do": step.do.replace("`", ""), "basis": step.basis}
