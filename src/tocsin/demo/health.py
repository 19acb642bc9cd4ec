"""What the practice knows of a patient: numbers, plans, diagnoses, procedures and medication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from .numbers import Numbers

DIAGNOSES = (
    ("K02.9", "Dental caries, unspecified"),
    ("K04.7", "Periapical abscess without sinus"),
    ("K05.10", "Chronic gingivitis, plaque induced"),
    ("K05.31", "Chronic periodontitis, localized"),
    ("K08.109", "Complete loss of teeth, unspecified cause"),
    ("K01.1", "Impacted teeth"),
    ("S02.5XXA", "Fracture of tooth, initial encounter"),
    ("M26.60", "Temporomandibular joint disorder, unspecified"),
    ("G47.33", "Obstructive sleep apnea"),
    ("E11.9", "Type 2 diabetes mellitus without complications"),
    ("F41.1", "Generalized anxiety disorder"),
    ("B20", "Human immunodeficiency virus [HIV] disease"),
)
"""ICD-10-CM codes a dental practice meets, with their short descriptions."""
_DIAGNOSIS_WEIGHTS = (30, 10, 22, 12, 4, 8, 4, 5, 3, 6, 3, 1)

PROCEDURES = (
    ("D0120", "Periodic oral evaluation", 62),
    ("D0274", "Bitewings, four images", 78),
    ("D1110", "Prophylaxis, adult", 109),
    ("D1206", "Topical fluoride varnish", 45),
    ("D2391", "Resin composite, one surface, posterior", 212),
    ("D2740", "Crown, porcelain/ceramic", 1340),
    ("D3330", "Endodontic therapy, molar", 1275),
    ("D4341", "Periodontal scaling, four or more teeth", 288),
    ("D7140", "Extraction, erupted tooth", 219),
    ("D6010", "Surgical placement of implant body", 2150),
)
"""CDT codes with a description of our own and a fee in US dollars."""

MEDICATIONS = (
    "Amoxicillin 500 mg",
    "Ibuprofen 600 mg",
    "Chlorhexidine 0.12% rinse",
    "Hydrocodone/APAP 5-325",
    "Clindamycin 300 mg",
)
PLANS = ("Cholla Dental PPO", "Sonoran Mutual DHMO", "Copper State Health", "Union Benefit Trust", "AHCCCS")


@dataclass(frozen=True, slots=True)
class Chart:
    """A patient's record. diagnosis, procedure: indexes into the tables above. medicare: blank under 65."""

    mrn: str
    plan: str
    member_id: str
    medicare: str
    guarantor: str
    diagnosis: int
    procedure: int
    medication: str
    last_visit: date

    @property
    def condition_elements(self) -> tuple[str, ...]:
        """What naming the diagnosis exposes: disorders of ICD-10 chapter V are mental health as well."""
        is_mental = DIAGNOSES[self.diagnosis][0].startswith("F")
        return ("medical_information", "mental_health") if is_mental else ("medical_information",)


def draw_chart(rng: Random, numbers: Numbers, age: int, *, guarantor: str) -> Chart:
    """An invented record for a patient of *age* whose bills go to *guarantor* (a person's id)."""
    return Chart(
        mrn=numbers.shaped("MR#######"),
        plan=rng.choice(PLANS),
        member_id=numbers.shaped("@@@#########"),
        medicare=numbers.medicare() if age >= 65 else "",
        guarantor=guarantor,
        diagnosis=rng.choices(range(len(DIAGNOSES)), _DIAGNOSIS_WEIGHTS)[0],
        procedure=rng.randrange(len(PROCEDURES)),
        medication=rng.choice(MEDICATIONS) if rng.random() < 0.3 else "",
        last_visit=date(2026, 1, 30) - timedelta(days=rng.randrange(1, 1400)),
    )
