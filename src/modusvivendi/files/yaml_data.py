"""The data of a YAML text, made from its events in one pass, with all that is wrong with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import yaml

from modusvivendi.errors import Fault

TOO_DEEP = "nested too deeply"
DEPTH_LIMIT = 20
DIGIT_LIMIT = 100  # of a whole number
VALUE_LIMIT = 100_000  # values and fields of a file; the largest shipped one has 10,000
WHOLE, DIGITS = re.compile(r"[-+]?[0-9]+"), re.compile(r"[0-9]+")
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # control letters that no document can hold


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the C loader is ten times faster
    """A safe loader that reads numbers as people write them.

    YAML 1.1 takes 9e-1 for text, 010 for eight and 1:30 for ninety; here they are 0.9, ten and text.
    """


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")]
    for first, resolvers in Loader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?[0-9]+$"), list("-+0123456789"))
Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"([-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$"),
    list("-+.0123456789"),
)
Loader.add_constructor("tag:yaml.org,2002:value", lambda loader, node: loader.construct_scalar(node))  # "=" is a text


class UnreadableValue(ValueError):
    """A value that looks like a number or a date and is none; line: where it stands, from 1."""

    def __init__(self, text: str, reason: ValueError, line: int) -> None:
        super().__init__(reason if len(text) > DIGIT_LIMIT else f"{text}: {reason}")
        self.line = line


def construct(loader: Loader, node: yaml.ScalarNode) -> object:
    """The number or the date that a value of a file says. Raises UnreadableValue, as of 30 February."""
    try:
        if node.tag.endswith("int"):
            return whole_number(loader.construct_scalar(node))
        return yaml.SafeLoader.construct_yaml_timestamp(loader, node)
    except ValueError as error:
        raise UnreadableValue(node.value, error, node.start_mark.line + 1) from None


for kind in ("int", "timestamp"):
    Loader.add_constructor(f"tag:yaml.org,2002:{kind}", construct)


def whole_number(text: str) -> int:
    """The number that digits say. Raises ValueError for more digits than any number here needs."""
    if len(text) > DIGIT_LIMIT:
        raise ValueError(f"a number of {len(text):,} digits; at most {DIGIT_LIMIT}")
    return int(text)


@dataclass
class Open:
    """A mapping or a list whose end has not been read yet.

    value: what has been read. key: of the value that comes next, as it is written, with its line; None where a key comes next, and
    in lists. last: the value read last, as it is written, None if it is no scalar. seen: the keys, as they are written.
    """

    value: dict[object, object] | list[object]
    key: str | None = None
    meaning: object = None
    line: int = 0
    last: str | None = None
    seen: set[str] = field(default_factory=set)


class Reading:
    """Makes one document from events. faults: what is wrong with it; problem: why a value cannot be made, the first if several."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.faults = file, list[Fault]()
        self.problem: Exception | None = None
        self.data: object = None
        self._open: list[Open] = []
        self._loader = Loader(text)
        self._plain: dict[str, object] = {}

    def read(self) -> object:
        """The data of the document, None of an empty one.

        Deep nesting, which can exhaust the stack, aliases, which can fill the memory, tags, and endless lists are refused. Raises
        yaml.YAMLError, ValueError for a value that cannot be made, and nothing for ``faults``.
        """
        scalar, documents = yaml.ScalarEvent, 0
        for number, event in enumerate(iter(self._loader.get_event, None)):
            if number > VALUE_LIMIT:
                raise refused(f"more than {VALUE_LIMIT:,} values and fields", event)
            kind = type(event)
            if kind is scalar:
                if event.tag:
                    raise refused("tags (!name) not allowed", event)
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                if event.tag:
                    raise refused("tags (!name) not allowed", event)
                if len(self._open) == DEPTH_LIMIT:
                    raise refused(TOO_DEEP, event)
                self._begin({} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self._put(self._open.pop().value, None, event)
            elif kind is yaml.AliasEvent:
                raise refused("aliases (*name) not allowed", event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise refused("but found another document", event)
        if self.problem is not None and not self.faults:
            raise self.problem
        return self.data

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        """Take in a text, number, switch, day or nothing, which may be a key."""
        text = event.value
        inside = self._open[-1] if self._open else None
        is_key = inside is not None and inside.key is None and type(inside.value) is dict
        if not is_key:
            self._value_begins(text)
            if not text.isprintable() and (unfit := UNFIT.search(text)):
                told = f"a control letter (U+{ord(unfit[0]):04X}) in a text: leave it out"
                self.faults.append(Fault(self.file, told, line=event.start_mark.line + 1))
        self._put(self._meaning(text, event) if event.implicit[0] else text, text, event)

    def _meaning(self, text: str, event: yaml.ScalarEvent) -> object:
        """What a text without quotes stands for."""
        if text not in self._plain:
            tag = self._loader.resolve(yaml.ScalarNode, text, (True, False))
            make = Loader.yaml_constructors.get(tag, Loader.yaml_constructors[None])
            node = yaml.ScalarNode(tag, text, event.start_mark, event.end_mark)
            try:
                if tag == "tag:yaml.org,2002:merge":
                    raise refused("merge keys (<<) not allowed", event)
                self._plain[text] = make(self._loader, node)
            except (yaml.YAMLError, ValueError) as problem:
                self.problem = self.problem or problem
                return None
        return self._plain[text]

    def _begin(self, value: dict[object, object] | list[object]) -> None:
        """Open a mapping or a list."""
        inside = self._open[-1] if self._open else None
        if inside is not None and inside.key is not None:
            self._value_begins(None)
        self._open.append(Open(value))

    def _value_begins(self, text: str | None) -> None:
        """Tell a field given twice (the last would silently win), and a decimal comma that splits a number in two."""
        inside = self._open[-1] if self._open else None
        if inside is None or (key := inside.key) is None:
            return
        if text == "" and inside.last is not None and WHOLE.fullmatch(inside.last) and DIGITS.fullmatch(key):
            told = f"'{inside.last},{key}' is no number: write {inside.last}.{key}, with a point"
            self.faults.append(Fault(self.file, told, line=inside.line))
        elif key in inside.seen:
            self.faults.append(Fault(self.file, f"not valid YAML ('{key}' is given twice)", line=inside.line))
        inside.seen.add(key)

    def _put(self, value: object, text: str | None, event: yaml.Event) -> None:
        """Put what has been read where it belongs; text: as it is written, None of what is no scalar."""
        if not self._open:
            self.data = value
            return
        inside = self._open[-1]
        if isinstance(inside.value, list):
            inside.value.append(value)
        elif inside.key is None:
            if text is None:
                self.problem = self.problem or refused("found unhashable key", event)
            inside.key, inside.meaning, inside.line = text or "", None if text is None else value, event.start_mark.line + 1
        else:
            inside.value[inside.meaning] = value
            inside.key, inside.last = None, text


def refused(problem: str, event: yaml.Event) -> yaml.MarkedYAMLError:
    """A fault of the text as a whole, at an event."""
    return yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
