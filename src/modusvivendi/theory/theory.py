"""A theory: a name, the claim it stands for, and the priors in which it differs from what all theories share."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from modusvivendi.engine.names import THEORY_PARAMETERS
from modusvivendi.errors import Fault, InputError, choose, nearest, problem
from modusvivendi.files.given import given_names, given_path
from modusvivendi.files.yaml_file import make_model, read_document, read_yaml
from modusvivendi.theory.former_names import parameter_name, theory_name
from modusvivendi.theory.prior import Prior

SHIPPED = Path(__file__).parent / "shipped"
# Names that mean something else where theories are named: the mixture of all, all of them, ways to weigh them.
RESERVED = ("mixture", "all", "uniform", "record", "pooled")
GENERATE = "python -m modusvivendi.generate"


class Theory(BaseModel):
    """What moves the authority. ``priors`` names only what differs from the shared priors.

    Example:
        >>> import modusvivendi as mv
        >>> mv.load_theory("inertia").family
        'core'
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z][a-z0-9_-]*$")
    family: Literal["core", "material", "identity", "contact", "free", "own"]
    title: str
    claim: str
    claims: tuple[str, ...] = ()
    sources: tuple[str, ...] = Field(min_length=1)
    priors: dict[str, Prior] = {}

    @field_validator("name")
    @classmethod
    def _not_reserved(cls, name: str) -> str:
        if name in RESERVED:
            raise ValueError(f"'{name}' is reserved and cannot name a theory; also reserved: {', '.join(RESERVED)}")
        return name

    @field_validator("priors")
    @classmethod
    def _within_shared_domains(cls, priors: dict[str, Prior]) -> dict[str, Prior]:
        """What is possible at all is said once, with the shared prior."""
        shared = shared_priors()
        found = {}
        for name, prior in priors.items():
            if name not in shared:
                raise ValueError(f"unknown parameter '{name}': {nearest(name, shared)}")
            try:
                found[name] = prior.inside(shared[name].within)
            except ValidationError as error:
                raise ValueError(f"{name}: {problem(error)}") from None
        return found

    def complete(self) -> dict[str, Prior]:
        """All priors of the theory, in the order of the engine's parameters."""
        merged = {**shared_priors(), **self.priors}
        return {name: merged[name] for name in THEORY_PARAMETERS}


@cache
def shared_priors() -> dict[str, Prior]:
    """Priors that all theories share unless they say otherwise.

    Raises InputError if the file and the engine disagree on what there is.
    """
    data = read_yaml(SHIPPED.parent / "shared.yaml")
    priors = {name: Prior.model_validate(spec) for name, spec in data.items()}
    missing = set(THEORY_PARAMETERS) ^ set(priors)
    if missing:
        raise InputError(f"shared.yaml and layout.py disagree on {', '.join(sorted(missing))}: run {GENERATE}")
    return priors


@cache
def shipped_theories() -> tuple[str, ...]:
    """Names of the shipped theories, in the order in which they are shown.

    Example:
        >>> import modusvivendi as mv
        >>> "inertia" in mv.shipped_theories()
        True
    """
    order = ("inertia", "conviction", "leverage", "patrons", "cohesion", "grievance", "status_and_cohesion", "contact", "free")
    found = {p.stem for p in SHIPPED.glob("*.yaml")}
    return tuple(n for n in order if n in found) + tuple(sorted(found - set(order)))


def load_theory(name_or_path: str | Path) -> Theory:
    """Load a shipped theory by name, or a user's own from a YAML file. Raises InputError with all faults.

    Example:
        >>> import modusvivendi as mv
        >>> mv.load_theory("inertia").name
        'inertia'
    """
    path = given_path("theory", name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return read_theory(path)
    return _shipped_theory(choose("theory", theory_name(str(name_or_path)), shipped_theories()))


@cache
def _shipped_theory(name: str) -> Theory:
    return read_theory(SHIPPED / f"{name}.yaml")


def read_theory(path: Path) -> Theory:
    """A theory from a YAML file. Raises InputError with all faults."""
    document = read_document(path)
    priors = document.data.get("priors")
    if isinstance(priors, dict):
        priors = document.data["priors"] = {parameter_name(str(name)): prior for name, prior in priors.items()}
    faults = [
        Fault(
            path.name,
            f"unknown parameter '{name}'; {nearest(str(name), THEORY_PARAMETERS)}",
            line=document.line(("priors", str(name))),
            field="priors",
        )
        for name in (priors if isinstance(priors, dict) else ())
        if name not in THEORY_PARAMETERS
    ]
    if isinstance(priors, dict):  # each unknown name is told once, with its line
        document.data["priors"] = {name: prior for name, prior in priors.items() if name in THEORY_PARAMETERS}
    try:
        theory = make_model(document, Theory, path)
    except InputError as error:
        raise InputError.of([*error.faults, *faults], path) from None
    faults += (
        [] if path.resolve().parent == SHIPPED else [Fault(path.name, what, field=field) for field, what in like_shipped(theory)]
    )
    if faults:
        raise InputError.of(faults, path)
    return theory


def like_shipped(theory: Theory) -> list[tuple[str, str]]:
    """Field and what is wrong where a theory of one's own cannot be told from a shipped one."""
    found = []
    if theory_name(theory.name) in shipped_theories():
        found.append(("name", f"'{theory.name}' is a shipped theory; choose another name"))
    for name in shipped_theories():
        if _shipped_theory(name).title.casefold() == theory.title.strip().casefold():
            found.append(("title", f"'{theory.title}' is the title of the shipped theory '{name}'; choose another"))
    return found


def check_distinct(theories: Sequence[Theory]) -> None:
    """Raise InputError if two theories share a name or a title, by which pages and tables tell them apart."""
    for field in ("name", "title"):
        seen = [getattr(theory, field).casefold() for theory in theories]
        twice = next((value for value in seen if seen.count(value) > 1), None)
        if twice is not None:
            raise InputError(f"theories: the same {field} twice: {twice}")


def load_theories(names: Sequence[str | Path] | None = None) -> list[Theory]:
    """Load several theories by name or file, all shipped ones by default. Raises InputError.

    Example:
        >>> import modusvivendi as mv
        >>> [t.name for t in mv.load_theories(("inertia", "contact"))]
        ['inertia', 'contact']
    """
    theories = [load_theory(name) for name in given_names("theories", names) or shipped_theories()]
    check_distinct(theories)
    return theories
