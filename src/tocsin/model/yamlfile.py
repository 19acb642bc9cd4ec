"""Reading YAML the fast way: libyaml's parser where PyYAML was built with it, the same answers without."""

from __future__ import annotations

from typing import Any

import yaml

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Builds plain values only. libyaml reads ten times as fast as PyYAML's own parser."""


def read_yaml(text: str | bytes) -> Any:
    """The value that a YAML text stands for. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=Loader)  # noqa: S506 - plain values only, see above
