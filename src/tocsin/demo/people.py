"""The population: households, client firms' employees, patients, staff, contractors and newsletter readers.

Nobody here exists. Every value is drawn from one seeded generator (see `numbers` for what that means for
identifiers), so the same seed gives the same 20,000 people on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from .health import Chart, draw_chart
from .names import Names, Origin
from .numbers import Numbers
from .places import Address, Places
from .seeded import generator

TODAY = date(2026, 2, 9)
"""The day the files were taken; ages are counted to it."""
CLIENT_COUNT = 120
_CLIENT_SIZES = [1 / (rank + 2) ** 0.8 for rank in range(CLIENT_COUNT)]
STAFF_COUNT = 40

_TITLES = (
    "Accountant", "Warehouse Associate", "Driver", "Sales Associate", "Line Cook", "Technician", "Supervisor",
    "Office Manager", "Electrician", "Receptionist", "Support Rep", "Software Engineer", "Caregiver",
)  # fmt: skip
_STAFF_TITLES = (
    "Payroll Specialist", "Dental Hygienist", "Dentist", "Billing Coordinator", "Front Desk",
    "IT Administrator", "Controller", "HR Manager", "Dental Assistant", "Account Manager",
)  # fmt: skip
_TRADES = (
    "Roofing", "Landscaping", "Logistics", "Bakery", "Plumbing", "Electric", "Veterinary Care", "Auto Repair",
    "Staffing", "Software", "Home Care", "Catering", "Construction", "Pool Service", "Printing", "Marketing",
)  # fmt: skip
_FORMS = ("LLC", "Inc", "Co", "LLC", "Group")
_WORDS = (
    "cactus", "sunset", "coyote", "summer", "tiger", "dragon", "purple", "phoenix", "wildcats", "monsoon",
    "guitar", "soccer", "cookie", "shadow", "butterfly", "hummer", "pepper", "diamond",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Client:
    """A firm whose payroll the fictional company runs."""

    index: int
    name: str
    domain: str


@dataclass(frozen=True, slots=True)
class Job:
    """Employment with a client firm, or with the company itself (``client`` is then -1)."""

    client: int
    number: str
    title: str
    hired: date
    wages: int


@dataclass(frozen=True, slots=True)
class Login:
    """An account on the patient portal."""

    username: str
    password: str
    maiden_name_of_mother: str


@dataclass(slots=True)
class Person:
    """One invented individual and everything any file may tell about them.

    address: None for those known by e-mail only. former: where they lived until lately.
    maiden: the family name in older files. ssn, itin: nine digits, at most one of them set.
    guardian: id of the parent who answers for a minor, blank for adults.
    """

    id: str
    household: int
    first: str
    middle: str
    last: str
    suffix: str
    sex: str
    born: date
    address: Address | None
    former: Address | None = None
    maiden: str = ""
    died: date | None = None
    email: str = ""
    phone: str = ""
    ssn: str = ""
    itin: str = ""
    license: str = ""
    passport: str = ""
    routing: str = ""
    account: str = ""
    card: str = ""
    card_expiry: str = ""
    card_code: str = ""
    guardian: str = ""
    job: Job | None = None
    chart: Chart | None = None
    login: Login | None = None
    contractor: bool = False

    @property
    def full(self) -> str:
        """The name in full, as on a birth certificate."""
        return " ".join(part for part in (self.first, self.middle, self.last, self.suffix) if part)

    @property
    def age(self) -> int:
        """Completed years on the day the files were taken."""
        return age_on(self.born, TODAY)

    @property
    def minor(self) -> bool:
        return self.age < 18


@dataclass(slots=True)
class Population:
    """Everybody, and the groups documents are written about."""

    persons: list[Person] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    households: list[list[Person]] = field(default_factory=list)

    def employees(self, client: int) -> list[Person]:
        """Those on the payroll of one client firm (-1: the company's own staff)."""
        return [p for p in self.persons if p.job is not None and p.job.client == client]

    def patients(self) -> list[Person]:
        return [p for p in self.persons if p.chart is not None]

    def dependents(self, person: Person) -> list[Person]:
        """The others of the household, partner first."""
        others = [p for p in self.households[person.household] if p is not person]
        return sorted(others, key=lambda p: p.minor)

    def readers(self) -> list[Person]:
        """Those of whom the firm holds no more than an e-mail address and perhaps a name."""
        return [p for p in self.persons if p.address is None]

    def contractors(self) -> list[Person]:
        return [p for p in self.persons if p.contractor]


def age_on(born: date, day: date) -> int:
    """Completed years from *born* to *day*."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def make_people(count: int, seed: int) -> Population:
    """Exactly *count* people for *seed*.

    About half live in patients' households (mostly in Arizona), the rest in households of client firms'
    employees all over the country; 40 are staff, a few contractors, 3 % are known by e-mail only.
    """
    maker = _Maker(generator(seed, "people"))
    maker.clients()
    maker.staff(min(STAFF_COUNT, count // 5))
    readers = max(1, count * 3 // 100)
    while maker.count < count - readers:
        maker.household(room=count - readers - maker.count)
    while maker.count < count:
        maker.reader()
    return maker.population


class _Maker:
    """Draws household after household into one `Population`."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.population = Population()
        self.numbers, self.places, self.names = Numbers(rng), Places(rng), Names(rng)
        self.banks = [self.numbers.routing() for _ in range(60)]
        self._next_client = 0

    @property
    def count(self) -> int:
        return len(self.population.persons)

    def clients(self) -> None:
        """The client firms; invented surnames and trades, domains under a reserved name."""
        seen: set[str] = set()
        while len(seen) < CLIENT_COUNT:
            name = f"{self.names.last(None)} {self.rng.choice(_TRADES)} {self.rng.choice(_FORMS)}"
            if name in seen:
                continue
            domain = "".join(ch for ch in name.lower() if ch.isascii() and ch.isalpha()) + ".example.com"
            self.population.clients.append(Client(len(seen), name, domain))
            seen.add(name)

    def staff(self, count: int) -> None:
        for _ in range(count):
            home = [self._adult(None, self.places.address("AZ"), self._birthday(23, 66))]
            self._employ(home[0], -1)
            self._settle(home)

    def household(self, room: int) -> None:
        """One household of at most *room* people."""
        rng = self.rng
        is_patient = rng.random() < 0.4
        state = self.places.state(home_share=0.72 if is_patient else 0.24)
        address = self.places.abroad() if rng.random() < 0.008 else self.places.address(state)
        home = self._family(address, alone=not is_patient and rng.random() < 0.55)[:room]
        self._settle(home)
        if not is_patient:
            self._employ(home[0], self._client())
            if len(home) > 1 and not home[1].minor and rng.random() < 0.2:
                self._employ(home[1], self._client())
            home[0].contractor = len(home) == 1 and rng.random() < 0.03
        if is_patient or (state == "AZ" and rng.random() < 0.25):
            self._register(home)

    def reader(self) -> None:
        """Somebody who once left an e-mail address."""
        person = self._adult(None, None, self._birthday(19, 80))
        self._settle([person])

    def _client(self) -> int:
        """First one employee for every firm, then by size: few firms are large."""
        self._next_client += 1
        if self._next_client <= CLIENT_COUNT:
            return self._next_client - 1
        return self.rng.choices(range(CLIENT_COUNT), _CLIENT_SIZES)[0]

    def _birthday(self, youngest: int, oldest: int) -> date:
        days = self.rng.randrange(youngest * 365 + youngest // 4 + 2, (oldest + 1) * 365)
        return TODAY - timedelta(days=days)

    def _family(self, address: Address, *, alone: bool) -> list[Person]:
        """A head, perhaps a partner, children, twins, a namesake son or an elderly parent."""
        rng = self.rng
        origin = self.names.origin(address.state)
        head = self._adult(origin, address, self._birthday(21, 84))
        if alone:
            return [head]
        home = [head]
        if rng.random() < 0.55:
            home.append(self._partner(head, origin))
        if 24 < head.age < 58:
            home += self._children(home, origin)
        if rng.random() < 0.05 and head.age < 60:
            elder = self._adult(origin, address, self._birthday(max(62, head.age + 19), 95), last=head.last)
            home.append(elder)
        if rng.random() < 0.11:
            self._move(home)
        return home

    def _adult(
        self, origin: Origin | None, address: Address | None, born: date, *, last: str = "", sex: str = ""
    ) -> Person:
        rng = self.rng
        sex = sex or rng.choice("FM")
        namesake = rng.choice(self.population.persons) if self.count > 50 and rng.random() < 0.01 else None
        if namesake is not None and not last:
            first, last, sex = namesake.first, namesake.last, namesake.sex
        else:
            first, last = self.names.first(sex, origin), last or self.names.last(origin)
        middle = self.names.first(sex, origin) if rng.random() < 0.8 else ""
        return Person("", -1, first, middle, last, "", sex, born, address)

    def _partner(self, head: Person, origin: Origin | None) -> Person:
        rng = self.rng
        youngest, oldest = max(20, head.age - 7), min(92, head.age + 7)
        sex = rng.choice("FM") if rng.random() < 0.06 else "F" if head.sex == "M" else "M"
        same_name = rng.random() < 0.8
        partner = self._adult(
            origin,
            head.address,
            self._birthday(youngest, oldest),
            last=head.last if same_name else "",
            sex=sex,
        )
        if same_name and sex == "F":
            partner.maiden = self.names.last(origin)
        return partner

    def _children(self, parents: list[Person], origin: Origin | None) -> list[Person]:
        rng, head = self.rng, parents[0]
        born: list[date] = []
        for _ in range(rng.choices((0, 1, 2, 3, 4), (30, 25, 28, 12, 5))[0]):
            born.append(self._birthday(0, min(24, head.age - 19)))
        if born and rng.random() < 0.05:
            born.append(born[-1])
        children: list[Person] = []
        for day in born:
            child = self._adult(origin, head.address, day, last=head.last)
            if any(other.first == child.first for other in children):
                continue
            children.append(child)
        father = next((p for p in parents if p.sex == "M"), None)
        son = next((c for c in children if c.sex == "M"), None)
        if father and son and rng.random() < 0.08:
            son.first, son.middle, son.suffix, father.suffix = father.first, father.middle, "Jr", "Sr"
        return children

    def _move(self, home: list[Person]) -> None:
        """The household has moved here from elsewhere, three times in ten from another state."""
        assert home[0].address is not None
        stays = self.rng.random() < 0.7 and not home[0].address.country
        former = self.places.address(home[0].address.state if stays else self.places.state(0.3))
        for person in home:
            person.former = former

    def _settle(self, home: list[Person]) -> None:
        """Gives the household its number and each member papers, and takes them into the population."""
        number = len(self.population.households)
        self.population.households.append(home)
        landline = self._phone(home[0].address)
        for person in home:
            person.id, person.household = f"P{self.count + 1:05d}", number
            person.phone = (
                landline if person.minor or self.rng.random() < 0.3 else self._phone(person.address)
            )
            self._papers(person, home)
            self.population.persons.append(person)

    def _phone(self, address: Address | None) -> str:
        """Ten digits in exchange 555, with the area code of the ZIP code."""
        return f"{address.area_code if address else '520'}555{self.rng.randrange(10_000):04d}"

    def _papers(self, person: Person, home: list[Person]) -> None:
        rng, numbers = self.rng, self.numbers
        if rng.random() < 0.02 or (person.address and person.address.country and rng.random() < 0.6):
            person.itin = numbers.itin()
        else:
            person.ssn = numbers.ssn()
        if person.minor:
            person.guardian = home[0].id
            return
        local = f"{person.first}.{person.last}".lower().encode("ascii", "ignore").decode().replace(" ", "")
        person.email = (
            f"{local}{rng.randrange(1, 9999)}@{rng.choice(('example.com', 'example.net', 'example.org'))}"
        )
        state = person.address.state if person.address else "AZ"
        person.license = numbers.drivers_license(state)
        person.passport = numbers.shaped("@########") if rng.random() < 0.1 else ""
        person.routing, person.account = rng.choice(self.banks), numbers.shaped("#" * rng.choice((9, 10, 12)))
        person.card = numbers.payment_card()
        person.card_expiry = f"{rng.randrange(1, 13):02d}/{rng.randrange(26, 31)}"
        person.card_code = f"{rng.randrange(1000):03d}"

    def _employ(self, person: Person, client: int) -> None:
        rng = self.rng
        earliest = max(date(2009, 1, 5), person.born + timedelta(days=19 * 365))
        hired = earliest + timedelta(days=rng.randrange(max(1, (date(2024, 10, 1) - earliest).days)))
        titles = _STAFF_TITLES if client < 0 else _TITLES
        wages = int(rng.lognormvariate(10.85, 0.4))
        number = self.numbers.shaped("SDP####" if client < 0 else "E#####")
        person.job = Job(client, number, rng.choice(titles), hired, wages)

    def _register(self, home: list[Person]) -> None:
        """Makes the household patients; four adults in ten have an account on the portal.

        Only patients die here: the practice keeps a list of them, a payroll does not.
        """
        for person in home:
            if not person.minor and self.rng.random() < (0.06 if person.age > 72 else 0.003):
                person.died = TODAY - timedelta(days=self.rng.randrange(30, 1500))
            person.chart = draw_chart(self.rng, self.numbers, person.age, guarantor=home[0].id)
            if not person.minor and self.rng.random() < 0.42:
                self._open_account(person)

    def _open_account(self, person: Person) -> None:
        rng = self.rng
        initial = person.first[:1].lower()
        stem = person.last.lower().encode("ascii", "ignore").decode().replace(" ", "").replace("-", "")
        username = f"{initial}{stem}{rng.randrange(10, 9999)}"
        password = f"{rng.choice(_WORDS).title()}{rng.randrange(1950, 2026)}{rng.choice('!#$*?')}"
        person.login = Login(username, password, self.names.last(None))
