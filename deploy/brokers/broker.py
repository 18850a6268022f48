"""Where Kafka is, and the form in which each of our clients wants to be told.

Faust takes a URL and a credentials object, aiokafka keyword arguments, librdkafka dotted settings; all three come from
one `Broker`, so that a security option cannot reach one client and miss another. A broker travels to child processes
by environment only: command lines can be read by every user of a machine.

Limits: SASL with PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. OAuth and Kerberos are not supported. Certificates and host
names are always verified; a private authority is named by ``ca_file``.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from deploy.brokers.errors import SpecError

__all__ = ["MECHANISMS", "PLAIN_TEXT", "Broker", "Kind", "Security"]

Kind = Literal["embedded", "local", "kafka"]

MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")

PREFIX = "TOCSIN_BROKER_"


@dataclass(frozen=True)
class Security:
    """How a connection is protected.

    Attributes:
        tls: encrypt, and verify the server's certificate.
        ca_file: PEM of the authority that signed it; None means the machine's own authorities.
        cert_file, key_file: PEM of our own certificate and its unencrypted key, for servers that ask for one.
        mechanism: one of `MECHANISMS`; None means no SASL.
        username, password: for SASL. The password never shows in a repr.
    """

    tls: bool = False
    ca_file: Path | None = None
    cert_file: Path | None = None
    key_file: Path | None = None
    mechanism: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        """Refuse options that do not fit together.

        Raises:
            SpecError: with what to change.
        """
        if self.mechanism is not None and self.mechanism not in MECHANISMS:
            raise SpecError(f"broker: unknown SASL mechanism {self.mechanism!r}; use one of {', '.join(MECHANISMS)}")
        if self.mechanism is not None and not (self.username and self.password):
            raise SpecError(f"broker: {self.mechanism} needs a username and a password; set both")
        if self.mechanism is None and (self.username or self.password):
            raise SpecError(f"broker: a username without a SASL mechanism; use one of {', '.join(MECHANISMS)}")
        if (self.cert_file is None) != (self.key_file is None):
            raise SpecError("broker: cert_file and key_file belong together; set both or none")
        if not self.tls and (self.ca_file or self.cert_file):
            raise SpecError("broker: ca_file and cert_file are for TLS; set tls = true")
        for path in (self.ca_file, self.cert_file, self.key_file):
            if path is not None and not path.is_file():
                raise SpecError(f"broker: no file {path}; name a PEM file that this user can read")

    @property
    def protocol(self) -> str:
        """Kafka's name: ``PLAINTEXT``, ``SSL``, ``SASL_PLAINTEXT`` or ``SASL_SSL``."""
        return ("SASL_" if self.mechanism else "") + ("SSL" if self.tls else "PLAINTEXT")

    def context(self) -> ssl.SSLContext | None:
        """Return a TLS context that verifies certificate and host name; None without TLS."""
        if not self.tls:
            return None
        made = ssl.create_default_context(cafile=str(self.ca_file) if self.ca_file else None)
        if self.cert_file is not None:
            made.load_cert_chain(str(self.cert_file), str(self.key_file))
        return made


PLAIN_TEXT = Security()


@dataclass(frozen=True)
class Broker:
    """One Kafka, however it came to be.

    Attributes:
        kind: ``embedded`` (in this program's memory), ``local`` (a Kafka of ours on this machine), ``kafka`` (any).
        bootstrap: ``host:port[,host:port]``.
        in_memory: whether everything is gone when the process ends.
        security: of the connection.
    """

    kind: Kind
    bootstrap: str
    in_memory: bool = False
    security: Security = PLAIN_TEXT

    @property
    def addresses(self) -> tuple[str, ...]:
        """``host:port`` of each bootstrap server."""
        return tuple(self.bootstrap.split(","))

    @property
    def faust_url(self) -> str:
        """Faust's form, e.g. ``kafka://127.0.0.1:9092;kafka://127.0.0.1:9093``."""
        return ";".join(f"kafka://{address}" for address in self.addresses)

    def faust_credentials(self) -> Any:
        """Return Faust's credentials object, None for plain text."""
        # Imported here: Faust takes half a second to import, which every other verb would pay.
        from faust.auth import SASLCredentials, SSLCredentials  # noqa: PLC0415

        chosen, context = self.security, self.security.context()
        if chosen.mechanism is not None:
            return SASLCredentials(
                username=chosen.username, password=chosen.password, ssl_context=context, mechanism=chosen.mechanism
            )
        return SSLCredentials(context) if context is not None else None

    def aiokafka(self) -> dict[str, Any]:
        """Return keyword arguments for aiokafka's clients."""
        chosen = self.security
        options: dict[str, Any] = {
            "bootstrap_servers": list(self.addresses),
            "security_protocol": chosen.protocol,
        }
        if chosen.tls:
            options["ssl_context"] = chosen.context()
        if chosen.mechanism is not None:
            options["sasl_mechanism"] = chosen.mechanism
            options["sasl_plain_username"] = chosen.username
            options["sasl_plain_password"] = chosen.password
        return options

    def confluent(self) -> dict[str, Any]:
        """Return settings for librdkafka (``confluent_kafka``)."""
        chosen = self.security
        options: dict[str, Any] = {
            "bootstrap.servers": self.bootstrap,
            "security.protocol": chosen.protocol.lower(),
        }
        if chosen.ca_file is not None:
            options["ssl.ca.location"] = str(chosen.ca_file)
        if chosen.cert_file is not None:
            options["ssl.certificate.location"] = str(chosen.cert_file)
            options["ssl.key.location"] = str(chosen.key_file)
        if chosen.mechanism is not None:
            options["sasl.mechanism"] = chosen.mechanism
            options["sasl.username"] = chosen.username
            options["sasl.password"] = chosen.password
        return options

    def environment(self) -> dict[str, str]:
        """Return the variables from which a child process builds this broker again (`from_environment`)."""
        chosen = self.security
        values: dict[str, object] = {
            "KIND": self.kind,
            "BOOTSTRAP": self.bootstrap,
            "IN_MEMORY": "1" if self.in_memory else "",
            "TLS": "1" if chosen.tls else "",
            "CA_FILE": chosen.ca_file,
            "CERT_FILE": chosen.cert_file,
            "KEY_FILE": chosen.key_file,
            "MECHANISM": chosen.mechanism,
            "USERNAME": chosen.username,
            "PASSWORD": chosen.password,
        }
        # Empty ones are given too: a child must not inherit an option of our own environment beside these.
        return {PREFIX + name: "" if value is None else str(value) for name, value in values.items()}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Broker:
        """Build the broker that a parent described by `environment`.

        Raises:
            SpecError: the variables are missing or wrong.
        """

        def text(name: str) -> str | None:
            return environment.get(PREFIX + name) or None

        def path(name: str) -> Path | None:
            value = text(name)
            return Path(value) if value is not None else None

        kind, bootstrap = text("KIND"), text("BOOTSTRAP")
        if kind not in get_args(Kind) or bootstrap is None:
            raise SpecError(f"{PREFIX}KIND and {PREFIX}BOOTSTRAP name no broker; start this through tocsin run")
        security = Security(
            tls=text("TLS") is not None,
            ca_file=path("CA_FILE"),
            cert_file=path("CERT_FILE"),
            key_file=path("KEY_FILE"),
            mechanism=text("MECHANISM"),
            username=text("USERNAME"),
            password=text("PASSWORD"),
        )
        return cls(kind, bootstrap, text("IN_MEMORY") is not None, security)  # type: ignore[arg-type]
