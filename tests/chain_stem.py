"""Imported once by the process that the commands of tests are forked from (see ``chain.stem``)."""

from tocsin.cli import demo, main
from tocsin.detect import Detector
from tocsin.intake import worker
from tocsin.model.content import Text
from tocsin.response.case import edition

assert demo and main
worker.our_readers().load_all()
Detector(bytes(32)).examine("item", [Text("lines 1-2", "Dear Ann Lee,\n1 Main Street, Tucson, AZ 85701")])
for package in ("tocsin.law", "tocsin.notices"):
    edition(package)
