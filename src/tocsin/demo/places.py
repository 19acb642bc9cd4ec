"""Where the invented people live: real ZIP codes with their city and state, invented streets and numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from random import Random

import zipcodes

HOME_STATE = "AZ"

_POPULATION = {
    "AL": 502, "AK": 73, "AR": 301, "CA": 3954, "CO": 577, "CT": 361, "DE": 99, "DC": 69, "FL": 2154,
    "GA": 1071, "HI": 146, "ID": 184, "IL": 1281, "IN": 679, "IA": 319, "KS": 294, "KY": 451, "LA": 466,
    "ME": 136, "MD": 618, "MA": 703, "MI": 1008, "MN": 571, "MS": 296, "MO": 615, "MT": 108, "NE": 196,
    "NV": 310, "NH": 138, "NJ": 929, "NM": 212, "NY": 2020, "NC": 1044, "ND": 78, "OH": 1180, "OK": 396,
    "OR": 424, "PA": 1300, "PR": 329, "RI": 110, "SC": 512, "SD": 89, "TN": 691, "TX": 2915, "UT": 327,
    "VT": 64, "VA": 863, "WA": 771, "WV": 179, "WI": 589, "WY": 58, "GU": 15, "VI": 9,
}  # fmt: skip
"""Residents in ten thousands (2020 census, rounded): where remote payroll clients' employees live."""
_NEIGHBOURS = {"NM": 3.0, "CA": 1.3, "NV": 3.0, "UT": 2.0, "CO": 2.0, "TX": 1.2, "DC": 3.0, "PR": 2.0}
"""How many times more often than its size says a place comes up in this firm's files."""

_STREET_WORDS = """
Acacia Agave Alder Amber Apple Arroyo Ash Aspen Bayberry Beech Birch Bluebird Brookside Cactus Calico
Canyon Cardinal Cedar Chaparral Cherry Chestnut Cholla Clover Copper Coral Cottonwood Coyote Creekside
Cypress Desert Dove Eagle Elm Falcon Fern Fieldstone Finch Forest Foxglove Garnet Granite Greenwood
Harbor Hawthorn Hazel Heron Hickory Highland Hillcrest Holly Hummingbird Ironwood Ivy Jasmine Juniper
Lakeview Laurel Lavender Lilac Linden Locust Lupine Magnolia Manzanita Maple Marigold Meadow Mesa
Mesquite Millstone Mulberry Oak Ocotillo Olive Orchard Palm Paloverde Park Pebble Pecan Pine Pinon
Poplar Prairie Quail Redwood Ridge River Rosewood Saddle Sage Saguaro Sandstone Sequoia Spring Spruce
Summit Sunset Sycamore Thistle Turquoise Valley Vista Walnut Willow Wren Yucca
"""
_STREETS = tuple(_STREET_WORDS.split())
_SUFFIXES = ("St", "Ave", "Rd", "Dr", "Ln", "Ct", "Blvd", "Way", "Pl", "Cir")
_UNITS = ("Apt", "Apt", "Apt", "Unit", "#", "Ste")
_CALLES = ("Luna", "Sol", "San Jorge", "Las Flores", "Del Parque", "Marina", "Los Robles", "Esmeralda")
_URBANISATIONS = (
    "Villa Serena",
    "Jardines del Este",
    "Las Palmas",
    "Monte Claro",
    "Vista Azul",
    "El Flamboyán",
)
_ABROAD = (
    ("Hermosillo", "MEX", "Sonora 83000", "Mexico"),
    ("Nogales", "MEX", "Sonora 84000", "Mexico"),
    ("Calgary", "CAN", "AB T2P 1J9", "Canada"),
    ("Toronto", "CAN", "ON M5V 2T6", "Canada"),
    ("Leeds", "GBR", "LS1 4DY", "United Kingdom"),
    ("München", "EU", "80331", "Germany"),
    ("Manila", "ZZ", "1000", "Philippines"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A mailing address. ``state`` is a code of ``model/jurisdictions.yaml``.

    street, suffix, unit: kept apart so that each document can write them its own way.
    zip: five digits; abroad, region and postal code as written there.
    country: blank in the United States and its territories.
    """

    number: str
    street: str
    suffix: str
    unit: str
    city: str
    state: str
    zip: str
    area_code: str
    country: str = ""

    @property
    def line(self) -> str:
        """The street line in its plainest form."""
        return " ".join(part for part in (self.number, self.street, self.suffix, self.unit) if part)


@dataclass(frozen=True, slots=True)
class _Post:
    zip: str
    city: str
    area_code: str


@cache
def _post_offices() -> dict[str, list[_Post]]:
    """Standard, active ZIP codes by state, from the table of the ``zipcodes`` package."""
    offices: dict[str, list[_Post]] = defaultdict(list)
    for row in zipcodes.list_all():
        if (
            row["zip_code_type"] == "STANDARD"
            and row["active"]
            and row["state"] in {*_POPULATION, HOME_STATE}
        ):
            codes = row["area_codes"] or ["520"]
            offices[row["state"]].append(_Post(row["zip_code"], row["city"], codes[0]))
    return dict(offices)


class Places:
    """Draws states and addresses; the share of Arizona is given by whoever draws."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._states = list(_POPULATION)
        self._weights = [count * _NEIGHBOURS.get(state, 1.0) + 25 for state, count in _POPULATION.items()]
        offices = _post_offices()[HOME_STATE]
        self._home_weights = [
            6.0 if o.city == "Tucson" else 2.0 if o.city == "Phoenix" else 1.0 for o in offices
        ]

    def state(self, home_share: float) -> str:
        """The home state with probability *home_share*, else another place by its size."""
        if self._rng.random() < home_share:
            return HOME_STATE
        return self._rng.choices(self._states, self._weights)[0]

    def address(self, state: str) -> Address:
        """A new address in *state*: the ZIP code and city belong together, the house is invented."""
        rng = self._rng
        offices = _post_offices()[state]
        weights = self._home_weights if state == HOME_STATE else None
        office = rng.choices(offices, weights)[0]
        if state == "PR":
            street = f"Urb {rng.choice(_URBANISATIONS)}, Calle {rng.choice(_CALLES)}"
            number, suffix = f"{rng.choice('ABCDEFGH')}-{rng.randrange(1, 60)}", ""
        else:
            number, street = str(rng.randrange(100, 9900)), rng.choice(_STREETS)
            suffix = rng.choice(_SUFFIXES)
            if rng.random() < 0.35:
                street = f"{rng.choice('NSEW')} {street}"
        unit = ""
        if suffix and rng.random() < 0.22:
            unit = f"{rng.choice(_UNITS)} {rng.randrange(1, 400)}".replace("# ", "#")
        return Address(number, street, suffix, unit, office.city, state, office.zip, office.area_code)

    def abroad(self) -> Address:
        """An address outside the United States."""
        city, code, region, country = self._rng.choice(_ABROAD)
        street = self._rng.choice(_STREETS)
        return Address(str(self._rng.randrange(1, 300)), street, "Rd", "", city, code, region, "520", country)
