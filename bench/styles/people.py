"""Invented people from many cultures, each with every data element, made from a seed."""

# ruff: noqa: E501, SIM905 – templates and word lists read better unbroken

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass, field
from random import Random

from bench.styles import values
from faker import Faker

TRANSLITERATED = {
    "Arabic": (
        "Ahmed Fatima Youssef Layla Khalid Noor Tariq Amina Samir Huda".split(),
        "Al-Masri|Haddad|Nasser|El-Sayed|Khoury|Mansour|Abdelrahman|Saleh|Barakat|Shahin".split("|"),
    ),
    "Chinese": (
        "Wei|Xiaoming|Li Na|Jianguo|Meiling|Haoran|Yuting|Zhiqiang|Xinyi|Guozhong".split("|"),
        "Zhang Liu Huang Zhao Zhou Wu Xu Sun Ma Zhu Guo Lin Gao".split(),
    ),
    "Vietnamese": (
        "Minh Thanh Linh Phuong Duc Hoa Quang Trang Tuan Ngoc".split(),
        "Nguyen Tran Pham Hoang Vo Dang Bui Ngo Duong Ly".split(),
    ),
    "Korean": (
        "Min-jun|Seo-yeon|Ji-hoon|Soo-jin|Hyun-woo|Eun-ji|Dong-hyun|Hye-jin".split("|"),
        "Kim Park Choi Jung Kang Yoon Lim Han Shin Kwon".split(),
    ),
    "Russian": (
        "Dmitri Svetlana Oleg Natalia Yevgeny Irina Sergei Tatiana".split(),
        "Ivanov Petrova Sokolov Morozova Volkov Kuznetsova Popov Lebedeva".split(),
    ),
    "Nigerian": (
        "Chinedu Ngozi Oluwaseun Adaeze Emeka Folake Ifeanyi Yetunde".split(),
        "Okafor Adeyemi Nwosu Balogun Eze Okonkwo Adebayo Olawale".split(),
    ),
    "Ethiopian": (
        "Abebe Tigist Dawit Selam Bekele Hirut".split(),
        "Tesfaye Girma Haile Kebede Alemu Worku".split(),
    ),
    "Hmong": ("Pao Mai Kou Tou Yer Bee".split(), "Vang Xiong Yang Moua Thao Lor".split()),
    "Samoan": ("Sione Lani Tavita Sina".split(), "Faleolo Tuilagi Leota Fa'asavalu".split()),
}
"""Given and family names in Latin letters where Faker has only the native script."""

LOCALES = {"en_US": 10, "es_MX": 4, "en_IN": 2, "pl_PL": 1, "de_DE": 1, "fr_FR": 1, "it_IT": 1, "en_IE": 1,
           "fil_PH": 1, "pt_BR": 1}  # fmt: skip
"""Faker's locales and their weight against 1 for each culture above."""

AGREEING = {"F": ("she", "her", "her", "daughter", "mother", "wife", "Ms."),
           "M": ("he", "his", "him", "son", "father", "husband", "Mr.")}  # fmt: skip


def ascii_of(text: str) -> str:
    """Without marks and anything that no mail address has."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "".join(c for c in plain.lower() if c.isalnum())


@dataclass(eq=False)
class Person:
    """One invented person. ``value`` has a value for each element type."""

    first: str
    last: str
    sex: str
    born: datetime.date
    value: dict[str, str] = field(default_factory=dict)
    middle: str = "J"

    @property
    def full(self) -> str:
        """Given and family name."""
        return f"{self.first} {self.last}"

    def named(self, form: str) -> str:
        """The name in a form: PERSON, FIRST, LAST, REV, CAPS, MIDDLE, REVCAPS."""
        return {
            "PERSON": self.full,
            "FIRST": self.first,
            "LAST": self.last,
            "REV": f"{self.last}, {self.first}",
            "CAPS": self.full.upper(),
            "REVCAPS": f"{self.last}, {self.first}".upper(),
            "MIDDLE": f"{self.first} {self.middle}. {self.last}",
        }[form]

    def word(self, which: str) -> str:
        """A word that agrees with the person's sex: he, his, him, son, father, husband, Mr."""
        return AGREEING[self.sex][
            {"he": 0, "his": 1, "him": 2, "son": 3, "father": 4, "husband": 5, "mr": 6}[which]
        ]


class Crowd:
    """Draws people. Two crowds of one seed draw the same people in the same order."""

    def __init__(self, r: Random, seed: int) -> None:
        self.r = r
        self.fakers = {}
        for locale in LOCALES:
            self.fakers[locale] = Faker(locale)
            self.fakers[locale].seed_instance(f"{seed} {locale}")
        self.us = self.fakers["en_US"]

    def person(
        self, *, last: str | None = None, sex: str | None = None, ages: tuple[int, int] = (19, 86)
    ) -> Person:
        """A new person; of a family if ``last`` is given."""
        sex = sex or self.r.choice("FM")
        first, own = self._name(sex)
        born = datetime.date(2026 - self.r.randint(*ages), self.r.randint(1, 12), self.r.randint(1, 28))
        who = Person(first, last or own, sex, born, middle=self.r.choice("ABCDEGHJKLMNPRSTW"))
        who.value = {kind: make(self.r) for kind, make in values.MAKERS.items()}
        who.value |= self._depending(who)
        return who

    def _name(self, sex: str) -> tuple[str, str]:
        kinds = [*LOCALES, *TRANSLITERATED]
        kind = self.r.choices(kinds, [*LOCALES.values(), *(1 for _ in TRANSLITERATED)])[0]
        if kind in TRANSLITERATED:
            given, family = TRANSLITERATED[kind]
            return self.r.choice(given), self.r.choice(family)
        fake = self.fakers[kind]
        return (fake.first_name_female() if sex == "F" else fake.first_name_male()), fake.last_name()

    def _depending(self, who: Person) -> dict[str, str]:
        first, last, r = ascii_of(who.first), ascii_of(who.last), self.r
        street, city = self.us.street_address(), self.us.city()
        state, code = (
            self.us.state_abbr(include_territories=False, include_freely_associated_states=False),
            self.us.postcode(),
        )
        suffix = r.choice(["", "", str(r.randint(2, 99)), str(who.born.year % 100)])
        return {
            "DOB": values.birth_date(r, who.born),
            "FECHA": values.fecha(r, who.born),
            "USERNAME": r.choice([first[0] + last, f"{first}.{last}", last + first[:2], first + "_" + last[:4]]) + suffix,
            "PASSWORD": values.password(r, who.last),
            "EMAIL": r.choice([f"{first}.{last}", first[0] + last, f"{first}_{last}", last + first[0]])
            + suffix + "@" + r.choice(["gmail.com", "yahoo.com", "outlook.com", "icloud.com", "comcast.net", "hotmail.com"]),
            "LOC": f"{street}, {city}, {state} {code}",
            "LOC2": f"{street}\n{city}, {state} {code}",
            "DIAG_ES": r.choice(values.CONDITIONS_ES),
        }  # fmt: skip
