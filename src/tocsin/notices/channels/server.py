"""The user's own mail server as settings (YAML): where it is, who writes, where bounces go, how fast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from tocsin.model.yamlfile import read_yaml
from tocsin.notices.channels.allowed import usable


class SettingsError(ValueError):
    """The settings cannot be used. The message says which line, and what it must be."""


def _address(value: str) -> str:
    if not usable(value):
        raise ValueError("must be a plain e-mail address such as privacy@example.org")
    return value


def _returns(value: str) -> str:
    if "+" in _address(value).partition("@")[0]:
        raise ValueError(
            "must be without a +; Tocsin adds +… for each letter, and the mailbox must take that"
        )
    return value


Mailbox = Annotated[str, AfterValidator(_address)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Form):
    """security: starttls (port 587) or tls from the start (port 465); there is no unencrypted way.

    ca_file: certificates to trust beside the system's, for a server with a certificate of one's own.
    """

    host: str = Field(min_length=1)
    port: int = Field(587, ge=1, le=65535)
    security: Literal["starttls", "tls"] = "starttls"
    user: str = ""
    ca_file: Path | None = None
    timeout_seconds: float = Field(60.0, gt=0)


class From(_Form):
    """Whom the message comes from."""

    name: str = Field(min_length=1)
    address: Mailbox
    reply_to: Mailbox | None = None


class Pace(_Form):
    """Messages a minute to one receiving domain, and exceptions by domain."""

    per_minute: float = Field(300.0, gt=0)
    domains: dict[str, float] = Field(default_factory=dict)

    def seconds(self, domain: str) -> float:
        """Least time between two messages to a domain."""
        return 60.0 / self.domains.get(domain, self.per_minute)


class MailSettings(_Form):
    """All of it. returns: the mailbox that bounces come back to."""

    server: Server
    sender: From
    returns: Annotated[str, AfterValidator(_returns)]
    pace: Pace = Field(default_factory=Pace)


def parse_settings(text: str, name: str) -> MailSettings:
    """Raises SettingsError."""
    try:
        return MailSettings.model_validate(read_yaml(text))
    except yaml.YAMLError:
        raise SettingsError(f"{name} is not valid YAML.") from None
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg'].removeprefix('Value error, ')}"
            for one in error.errors(include_input=False)
        )
        raise SettingsError(f"{name} cannot be used: {problems}.") from None
