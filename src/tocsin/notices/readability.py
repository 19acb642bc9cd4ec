"""How hard a text is to read. English: Flesch-Kincaid grade, sentence length, hedge words. Spanish: INFLESZ.

Kincaid et al., Derivation of New Readability Formulas (1975). Zou et al. (CHI 2019) found 97 % of breach
notices difficult and 70 % hedging; the goal here is grade 8, 25 words a sentence, and no hedge.
Spanish: Szigriszt's formula with the INFLESZ scale (Barrio-Cantalejo et al., Anales del Sistema Sanitario de
Navarra 31, 2008): over 55 normal, over 65 fairly easy; for patients at least 55. Formula and scale: see
legible.es/blog (perspicuidad-szigriszt-pazos, escala INFLESZ), read on 2026-12-01.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEDGES = ("may have been", "may be affected", "might have", "could have been", "potentially", "possibly")
"""Words that hide a yes."""

_SENTENCE = re.compile(r"(?<=[.!?:;])[”\"]?\s+(?=[A-Z“\"0-9])|\n+")
_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_ADDRESS = re.compile(r"\S*\w\.\w\S*|\S+@\S+")
_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"[^aeiouy](e|es|ed)$")


@dataclass(frozen=True, slots=True)
class Readability:
    """grade: US school year (Flesch-Kincaid). longest: words of the longest sentence."""

    grade: float
    longest: int
    hedges: tuple[str, ...]


def readability(text: str) -> Readability:
    """Measure running text; web and e-mail addresses count as one short word."""
    plain = _ADDRESS.sub("site.", text)
    sentences = [words for part in _SENTENCE.split(plain) if (words := _WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Readability(0.0, 0, ())
    syllables = sum(_syllables(word.lower()) for word in words)
    grade = 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59
    found = tuple(hedge for hedge in HEDGES if hedge in text.lower())
    return Readability(grade, max(map(len, sentences)), found)


def _syllables(word: str) -> int:
    """Vowel groups, less a silent e at the end."""
    silent = bool(_SILENT.search(word)) and not word.endswith(("le", "ted", "ded", "ses", "ces"))
    return max(1, len(_VOWELS.findall(word)) - silent)


_SPANISH_WORD = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+")
_NUCLEI = re.compile(r"[iuü]?[aeoáéó](?:[iuü]|y(?![aeiouáéíóú]))?|[íú]|[iuü]+|y$|^y$")
"""Syllables of Spanish: a strong vowel with the weak ones beside it; an accented weak vowel stands alone."""


@dataclass(frozen=True, slots=True)
class Ease:
    """ease: INFLESZ, more is easier. longest: words of the longest sentence."""

    ease: float
    longest: int


def spanish_ease(text: str) -> Ease:
    """Measure running text in Spanish: 206.835 - 62.3 syllables a word - words a sentence."""
    plain = _ADDRESS.sub("sitio.", text)
    sentences = [words for part in _SPANISH_END.split(plain) if (words := _SPANISH_WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return Ease(206.835, 0)
    syllables = sum(spanish_syllables(word) for word in words)
    ease = 206.835 - 62.3 * syllables / len(words) - len(words) / len(sentences)
    return Ease(ease, max(map(len, sentences)))


_SPANISH_END = re.compile(r"(?<=[.!?:;])[”\"»]?\s+(?=[A-ZÁÉÍÓÚÑ“«¿¡\"0-9])|\n+")


def spanish_syllables(word: str) -> int:
    """Syllables of a Spanish word; u is silent after q, and after g before e and i."""
    heard = re.sub(r"(?<=q)u|(?<=g)u(?=[eiéí])", "", word.lower())
    return max(1, len(_NUCLEI.findall(heard)))
