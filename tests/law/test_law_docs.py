"""The page about the format speaks of every word a rule file may contain."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.law import ruleform

PAGE = (Path(__file__).parents[2] / "docs" / "law-format.md").read_text(encoding="utf-8")
FORMS = [one for one in vars(ruleform).values() if isinstance(one, type) and issubclass(one, ruleform.Form)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_word_of_the_form_is_explained(form: type[ruleform.Form]) -> None:
    for name, info in form.model_fields.items():
        assert f"{info.alias or name}" in PAGE, f"{form.__name__}.{name}"
