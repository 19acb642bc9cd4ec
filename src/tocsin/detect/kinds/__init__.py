"""The kinds of values, one module per family of the catalogue."""

from tocsin.detect.kinds import abroad, contact, credentials, financial, government, health
from tocsin.detect.kinds.kind import Kind, is_blank

KINDS: dict[str, Kind] = {
    kind.code: kind
    for family in (government, financial, health, credentials, contact, abroad)
    for kind in family.KINDS
}
"""Every kind of value by its field: the element itself, or the name of another country's form of it."""

CONTACT = frozenset({"person_name", "postal_address", "phone_number", "email_address", "photograph"})
"""Elements that live in the mention: a table gives no finding per cell for them."""

__all__ = ["CONTACT", "KINDS", "Kind", "is_blank"]
