"""Key maps: how a published file names what a network of ours calls otherwise. Data, applied both ways.

A rule pairs two templates. Fields stand for regular expressions:

    {n}         a number                                {name}      anything without a dot
    {rest...}   anything, dots included                 {x:a|bc}    the expression after the colon

The same field stands in both templates, so that a rule can be read from left to right and from right to left:

    Rule("keypoint_head.final_layer.{name}", "final_layer.{name}")
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

T = TypeVar("T")
FIELD = re.compile(r"\{(\w+)(\.\.\.|:[^{}]+)?\}")


def to_pattern(template: str) -> str:
    """Return the regular expression of a template; a field that stands there twice must hold the same both times."""
    parts, end, seen = [], 0, set()
    for field in FIELD.finditer(template):
        parts.append(re.escape(template[end : field.start()]))
        name, kind = field.groups()
        if name in seen:
            parts.append(f"(?P={name})")
        else:
            parts.append(f"(?P<{name}>{_expression(name, kind)})")
            seen.add(name)
        end = field.end()
    return "".join(parts) + re.escape(template[end:])


@lru_cache(maxsize=4096)
def template_pattern(template: str) -> re.Pattern[str]:
    """Return the compiled regular expression of a template."""
    return re.compile(to_pattern(template))


def fill_template(template: str, fields: Mapping[str, str]) -> str:
    """Return the template with its fields filled in."""
    return FIELD.sub(lambda field: fields[field[1]], template)


@dataclass(frozen=True)
class Rule:
    """A published key and ours.

    `ours` may be several keys: then the published tensor holds theirs one after the other along its first axis
    (a fused query-key-value matrix).
    """

    published: str
    ours: str | tuple[str, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        return (self.ours,) if isinstance(self.ours, str) else self.ours

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return template_pattern(self.published)

    @cached_property
    def target_patterns(self) -> tuple[re.Pattern[str], ...]:
        return tuple(template_pattern(target) for target in self.targets)


@dataclass(frozen=True)
class KeyMap:
    """The names of one published format. The first rule that fits a key counts; a key without a rule keeps its name.

    `strict`: a published key without a rule is none of this network's (it stays out of the translation).
    """

    name: str
    rules: tuple[Rule, ...]
    strict: bool = False

    def ours(self, published: str) -> tuple[str, ...]:
        """Return our key of a published one: several where the tensor is split, none where it is foreign."""
        for rule in self.rules:
            if found := rule.pattern.fullmatch(published):
                return tuple(fill_template(target, found.groupdict()) for target in rule.targets)
        return () if self.strict else (published,)

    def published(self, ours: str) -> tuple[str, int, int]:
        """Return the published key that holds ours, which part of it ours is, and of how many."""
        for rule in self.rules:
            for part, pattern in enumerate(rule.target_patterns):
                if found := pattern.fullmatch(ours):
                    return fill_template(rule.published, found.groupdict()), part, len(rule.targets)
        return ours, 0, 1

    def translate(self, keys: Mapping[str, T]) -> Iterator[tuple[str, T, int, int]]:
        """Yield (our key, value of the published key, part, of how many parts) for every published key."""
        for published, value in keys.items():
            names = self.ours(published)
            for part, name in enumerate(names):
                yield name, value, part, len(names)


IDENTITY = KeyMap("own", ())


def _expression(name: str, kind: str | None) -> str:
    if kind == "...":
        return ".+"
    if kind:
        return kind[1:]
    return r"\d+" if name == "n" else r"[^.]+"
