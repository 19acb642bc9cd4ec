"""What the words around a value say of its owner: whom they name, point to, or rule out."""

from __future__ import annotations

from dataclasses import dataclass, field

from tocsin.detect.cues import Cues, cues
from tocsin.detect.gazetteer import is_given, words
from tocsin.detect.standing import Standing
from tocsin.detect.wording import END, NAME, POSSESSIVE, VALUE, Wording

_NEAR = 4
"""Words at most between a holder's name and what he holds: ``Ann's new savings account number``."""
_ASIDE = 7
"""Words at most of an insertion between commas: ``Ann, our new bookkeeper, was born 1``."""
_CLOSES = frozenset([END, ";", ",", ")"])
_AHEAD = 24
"""Words behind a value that are read for its holder."""
_MARKS = frozenset([",", ":", "(", ")", "[", "]", "<", ">", "-", "\u2013", "\u2014", ";", "/", "|", "=", "@"])
_COPULAS = frozenset(["is", "are", "was", "were", "be", "es", "son", "era", "reads", "as"])
_WITH = frozenset(["with", "con", "bearing"])
_CONTRACTIONS = frozenset(["it's", "that's", "what's", "here's", "there's", "let's"])
_AT = frozenset(["at", "on", "under", "al", "en"])
_UNDER = frozenset(["under", "bajo", "in"])
_IT = frozenset(["it", "this", "that", "which", "they", "these", "both", "este", "esta"])
_CLAIMS = frozenset(["bracketed", "held", "behind_possessive", "behind_of"])
_RELATIVE = frozenset(["who", "quien", "que"])


@dataclass(slots=True)
class Pointer:
    """How the words around a value point to its owner.

    kind: ``named`` (Ann's SSN), ``of`` (the SSN of Ann is), ``beside`` (Ann, SSN), ``has`` (Ann gave SSN),
    ``reached`` (Ann at 1), ``whose``, ``his``, ``her``, ``he``, ``she``, ``their``, ``my``, ``your``,
    ``role``, ``first``, ``second``, ``unread`` (a name that was not recognised); empty: nothing does.
    at: index of the name it points to. role, gender: of the person pointed to by a role.
    behind: what the words behind the value make of the names there, by index.
    chained: nothing but words like *and* stand between this value and the one before.
    strange: words like a name that was not recognised stand before the value.
    not_of, not_at: of a role, who has the person: ``my`` of *my mother's SSN*, or the index of a name.
    parted: a comma or *and* stands between the name and the value.
    """

    kind: str = ""
    at: int = -1
    role: str = ""
    gender: str = ""
    behind: dict[int, str] = field(default_factory=dict)
    chained: bool = False
    strange: bool = False
    parted: bool = False
    not_of: str = ""
    not_at: int = -1


def pointer(wording: Wording, value: int) -> Pointer:
    """Reads the words on both sides of the value at an index."""
    known = cues()
    found = Pointer()
    point_back(wording, value, found)
    _look_ahead(wording, value, found, known)
    if found.parted and found.kind in ("named", "beside") and _CLAIMS.intersection(found.behind.values()):
        # "1 is Ann's, 2 is Bob's": what is said behind goes before a name that belongs to the value before.
        found.kind, found.at = "", -1
    return found


def point_back(wording: Wording, value: int, found: Pointer, stop: int = 0) -> int:
    """Reads the words before an index up to the start of the sentence; index of the word it ended at.

    stop: the first word of the row that is read.
    """
    known = cues()
    words, label = wording.words, wording.label
    plain = closed = 0
    parted = joined = False
    chained = True
    reached = has = False
    commas: list[tuple[int, int]] = []
    for i in range(value - 1, stop - 1, -1):
        word = words[i]
        if word == END:
            return i
        if word == VALUE:
            found.chained = found.chained or (chained and not closed and plain <= 1)
            chained = joined = False
        elif word == ")":
            closed += 1
        elif word == "(" and closed:
            closed -= 1
        elif word == NAME:
            chained = False
            if not closed and not (i and words[i - 1] == "@"):
                at = _past_insertion(words, i, known)
                if at == i and len(commas) > 1 and commas[-1][0] == i + 1 and commas[-2][0] - i < _ASIDE:
                    # "Ann, the younger, was born 1": past what is put in between.
                    plain, parted = commas[-2][1], parted and words[commas[-2][0]] == ";"
                way = "has" if has else "reached" if reached and plain <= _NEAR else ""
                _name_before(words, at, plain, parted or joined, way, found, known)
                return i
        elif (label[i] and not _of_kin(word, known)) or word in _MARKS:
            parted = parted or word == ";"
            found.parted = found.parted or word in ",;"
            if word == ",":
                commas.append((i, plain))
        elif closed:
            continue
        elif _refers(wording, i, found, known):
            return i
        elif word in ("and", "y", "but"):
            joined = found.parted = True
        elif plain == 0 and not closed and wording.capital(i) and _unread(wording, i):
            found.kind = "unread"
            return i
        else:
            from_whom = word == "from" and i > 0 and words[i - 1] == NAME
            reached = reached or (plain == 0 and (word in _AT or from_whom))
            has = has or (
                word in known.having and words[i + 1] not in _IT and not _auxiliary(words, i, known)
            )
            if word.endswith("'s") and word not in _CONTRACTIONS:
                chained = False
            if wording.capital(i) and _unread(wording, i):
                found.strange = True
            plain += not _light(word, known)
            if reached and plain <= _NEAR and word in known.places:
                found.kind = "place"
                return i
    return stop


def _of_kin(word: str, known: Cues) -> bool:
    """Whether a word of a label tells of a relative: ``teléfono del padre``."""
    return known.role.get(word.removesuffix("'s"), "") in known.kin


def _light(word: str, known: Cues) -> bool:
    """Whether a word says nothing between a holder and the value."""
    return word in known.determiners or word in _COPULAS or word in _WITH


def _unread(wording: Wording, i: int) -> bool:
    """Whether two words with capitals stand right before a value: a name that was not recognised."""
    if not (i and wording.capital(i - 1)) or wording.words[i] in cues().role or wording.label[i - 1]:
        return False
    first, second = wording.words[i - 1].upper(), wording.words[i].upper()
    return is_given(first) or not {first, second} & words("not_names")


def _auxiliary(words: list[str], i: int, known: Cues) -> bool:
    """*Has asked*: not what the person has."""
    return words[i].startswith("ha") and (words[i + 1].endswith("ed") or words[i + 1] in known.handling)


def _past_insertion(words: list[str], i: int, known: Cues) -> int:
    """Ann, from Tim in *Ann, mother of Tim, at 1*."""
    if i >= 4 and words[i - 1] in known.topic and words[i - 2] in known.role:
        at = i - 3 - (words[i - 3] in known.determiners)
        if at >= 1 and words[at] in (",", "(") and words[at - 1] == NAME:
            return at - 1
    return i


def _name_before(
    words: list[str], i: int, plain: int, parted: bool, way: str, found: Pointer, known: Cues
) -> None:
    """The first name on the left: its possessive, its apposition, or a subject that gives the value."""
    following = words[i + 1]
    found.at = i
    if following == POSSESSIVE:
        found.kind = "named" if plain <= _NEAR else ""
    elif plain == 0 and not parted:
        before = words[i - 1] if i else END
        # "sent the form of Ann to Bob: account 1": what follows the colon is the form's.
        if not (following == ":" and (before in known.to or before in known.by)):
            found.kind = "of" if before in known.topic else "beside"
    elif (
        way == "reached"
        or (way and plain <= 2 * _NEAR and i and words[i - 1] not in known.to)
        or (way and i == 0)
    ):
        found.kind = way
    if not found.kind:
        found.at = -1


def _refers(wording: Wording, i: int, found: Pointer, known: Cues) -> bool:
    """Whether the word at ``i`` points to a person that is not named here."""
    words = wording.words
    word = words[i]
    base = word[:-2] if word.endswith("'s") else word[:-1] if word.endswith("s'") else word
    if base in known.role:
        before = words[i - 1] if i else END
        if words[i + 1] in known.handling:
            return False
        if base == word and known.role[base] not in known.converse and before == POSSESSIVE:
            return False  # "Ann's employee SSN" is Ann's.
        if (
            base == word
            and not (before in known.determiners or before in known.governs or before == END)
            and not wording.label[i + 1]
            and words[i + 1] != VALUE
        ):
            return False
        found.kind, found.role = "role", known.role[base]
        _possessor(words, i, found, known)
        found.gender = known.gender.get(base, "")
        return True
    if base in _RELATIVE and words[i + 1] in known.having:
        word = base = "whose"
    kind = known.governs.get(base)
    if kind is None:
        return False
    if kind == "whose":
        at = i - 1
        while at >= 0 and words[at] in (",", "(", "of"):
            at -= 1
        if at < 0 or words[at] != NAME:
            found.kind = "unread" if at >= 0 and wording.capital(at) else ""
            return bool(found.kind)
        found.at = at
    elif kind in ("first", "second") and not (
        base in ("former", "latter")
        or (i and words[i - 1] in known.determiners and _stands_alone(words, i, known))
    ):
        return False
    found.kind = kind
    return True


def _possessor(words: list[str], i: int, found: Pointer, known: Cues) -> None:
    """Whose role stands at an index: in ``my mother's SSN`` the SSN is not mine."""
    before = words[i - 1] if i else END
    if before == POSSESSIVE and i > 1 and words[i - 2] == NAME:
        found.not_at = i - 2
    elif before in known.governs:
        found.not_of = known.governs[before]


def _stands_alone(words: list[str], i: int, known: Cues) -> bool:
    """*The first gave*, *the second's SSN*: not *the first grade*."""
    word = words[i]
    following = words[i + 1]
    return (
        word.endswith("'s")
        or following in known.having
        or following in _COPULAS
        or following in (",", "one", "born")
    )


def _look_ahead(wording: Wording, value: int, found: Pointer, known: Cues) -> None:
    words, label = wording.words, wording.label
    n = len(words)
    if value + 3 < n and words[value + 1] == "(" and words[value + 2] == NAME and words[value + 3] == ")":
        found.behind[value + 2] = "bracketed"
        return
    holding = denied = False
    preposition, plain = "", 0
    for i in range(value + 1, min(n, value + _AHEAD)):
        word = words[i]
        if word == END:
            if i + 1 == n or words[i + 1] not in _IT:
                return
            holding = denied = False
            preposition = ""
        elif word == VALUE or word == ";" or label[i]:
            return
        elif word == NAME:
            said = _said_behind(words, value, i, holding, preposition, plain)
            found.behind[i] = "denied" if denied else said
            denied, preposition = False, ""
        elif word in known.negations or word in known.instead:
            denied = True
        elif word in known.but:
            denied = False
        elif word in known.holding:
            holding, preposition = True, ""
        elif said := _preposition(word, holding, known):
            preposition = said
        elif word in known.determiners or word in known.role or word in known.titles or word in _MARKS:
            continue
        elif preposition == "of" and _begins_unread(wording, i):
            found.kind, found.at = "unread", -1
            return
        else:
            plain += word not in ("and", "y") and word not in _COPULAS
            preposition = ""


def _preposition(word: str, holding: bool, known: Cues) -> str:
    if word in known.by:
        return "by"
    # Spanish "pertenece a Ann": elsewhere "a" is the English article.
    if word in known.to or (word == "a" and holding):
        return "to"
    return "of" if word in known.topic or word in _UNDER else ""


def _begins_unread(wording: Wording, i: int) -> bool:
    following = i + 1 < len(wording.words)
    return following and wording.capital(i) and wording.capital(i + 1) and _unread(wording, i + 1)


def _said_behind(words: list[str], value: int, i: int, holding: bool, preposition: str, plain: int) -> str:
    following = words[i + 1] if i + 1 < len(words) else END
    before = words[i - 1]
    if following == POSSESSIVE:
        return "behind_possessive" if plain <= _NEAR and before not in ("and", "y") else "behind"
    if holding and preposition:
        return "held"
    if preposition == "of" and plain <= _NEAR:
        return "behind_of"
    if before in ("which", "that", "que") and following in cues().having:
        return "held"
    if preposition or plain:
        return "behind_party" if preposition else "behind"
    if _MARKS.issuperset(words[value + 1 : i]):
        return "behind_next" if following in _CLOSES else "behind"
    return "behind_is" if words[value + 1] in _COPULAS and following in _CLOSES else "behind"


def fits(standing: Standing, found: Pointer, known: Cues, *, exact: bool) -> str:
    """How a person suits a pointer that names nobody, by the names of the weights; empty if it says nothing.

    exact: somebody has the very role that is spoken of, so that a similar one is no reason.
    """
    kind = found.kind
    if kind == "role":
        said = _fits_role(standing, found, known)
        return "role_misfits" if exact and said in ("role_alike", "role_open") else said
    wanted = {"his": "m", "he": "m", "her": "f", "she": "f"}.get(kind, "")
    if wanted:
        if not standing.gender:
            return "pronoun_open"
        if standing.gender == wanted:
            return "pronoun_fits"
        return "pronoun_misfits" if standing.told else "pronoun_unlikely"
    return "their" if kind == "their" else ""


def _fits_role(standing: Standing, found: Pointer, known: Cues) -> str:
    if found.gender and standing.gender and found.gender != standing.gender:
        return "role_misfits"
    if found.role in standing.tags:
        return "role_fits"
    if known.alike[found.role] & standing.tags:
        return "role_alike"
    if standing.tags or standing.outsider or found.role in known.outsiders:
        return "role_misfits"
    return "role_open"
