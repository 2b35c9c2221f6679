"""What one visitor likes: thumbs up and down put the dogs that were found in another order.

Learning to rank in its simplest form. A dog's score is a weighted sum of five traits that a person can check: how alike
the pictures are, same breed, same size, same colour, how alike the bodies are. Each thumb is one pair: this dog before,
or after, the average one that was found. The weights follow by pairwise logistic regression (Burges et al., "Learning
to Rank using Gradient Descent", 2005), held near those that it starts with, so that one thumb moves them a little and
ten thumbs much. To that comes how alike a dog is to those with a thumb up rather than down (Rocchio, "Relevance
Feedback in Information Retrieval", 1971), which knows what the five traits have no name for.

A `Taste` never changes and is all there is to keep: the caller holds it, nothing is stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engines.dogs.gallery.looks import Found, Look
from engines.dogs.measures import alike
from engines.dogs.results import Match

Numbers = NDArray[np.float64]

TRAITS: Final = ("similarity", "same_breed", "same_size", "same_colour", "alike_body")
BEFOREHAND: Final[Numbers] = np.array([1.0, 0.0, 0.0, 0.0, 0.1])  # weights of a visitor who said nothing
ALIKE_BODY: Final = 0.83  # of photos of any two dogs, one pair in ten reaches it
SHARPNESS: Final = 10.0  # a tenth more score makes a dog e times as likely to be preferred
HOLD: Final = 20.0  # how strongly the weights stay where they start
ROUNDS: Final = 10  # of Newton's method; the sixth changes nothing that counts
LIKENESS: Final = 0.3  # weight of being like those with a thumb up


@dataclass(frozen=True, eq=False)
class Vote:
    """A thumb: (5,) how far the dog's traits were from the average that was found, and the dog's (D,) row."""

    record: int
    liked: bool
    traits: Numbers
    vector: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Taste:
    """The thumbs of one visitor.

    Example:
        taste = Taste()
        pool = gallery.search(look.vectors, k=60)
        shown = taste.ranked(look, pool)[:12]
        taste = taste.voted(look, pool, shown[3].record.id, liked=True)
    """

    votes: tuple[Vote, ...] = ()

    def voted(self, look: Look, pool: Sequence[Found], record: int, liked: bool | None) -> "Taste":
        """The taste with a thumb on a dog of the pool, in the place of an earlier one; None takes that back.

        Raises:
            ValueError: the pool has no such record.
        """
        numbers = [found.record.id for found in pool]
        if record not in numbers:
            raise ValueError(f"`record` must be of a dog of the pool, but {record} is not.")
        others = tuple(vote for vote in self.votes if vote.record != record)
        if liked is None:
            return replace(self, votes=others)
        traits, place = _traits(look, pool), numbers.index(record)
        vote = Vote(record, liked, traits[place] - traits.mean(0), pool[place].vector)
        return replace(self, votes=(*others, vote))

    def weights(self) -> dict[str, float]:
        """What each trait counts for this visitor."""
        w = BEFOREHAND.copy()
        if self.votes:
            pairs = SHARPNESS * np.array([vote.traits if vote.liked else -vote.traits for vote in self.votes])  # (V, 5)
            for _ in range(ROUNDS):
                wrong = 1 / (1 + np.exp(pairs @ w))  # (V,) how surely each pair would be in the wrong order
                slope = HOLD * (w - BEFOREHAND) - pairs.T @ wrong
                bend = HOLD * np.eye(len(w)) + (pairs.T * (wrong * (1 - wrong))) @ pairs
                w -= np.linalg.solve(bend, slope)
        return dict(zip(TRAITS, w.tolist(), strict=True))

    def ranked(self, look: Look, pool: Sequence[Found]) -> list[Match]:
        """The pool in this visitor's order, with what each dog shares with the asked one."""
        if not pool:
            return []
        traits = _traits(look, pool)
        score = traits @ np.array([*self.weights().values()]) + LIKENESS * self._likeness(pool)
        order = np.argsort(-score, kind="stable")
        return [Match(pool[i].record, pool[i].path, pool[i].similarity, shared(look, pool[i])) for i in order]

    def _likeness(self, pool: Sequence[Found]) -> Numbers:
        """(N,) how much more alike each dog is to those with a thumb up than to those with a thumb down."""
        rows = np.array([found.vector for found in pool], np.float64)
        total = np.zeros(len(pool))
        for liked, sign in ((True, 1), (False, -1)):
            chosen = [vote.vector for vote in self.votes if vote.liked is liked]
            if chosen:
                total += sign * (rows @ np.mean(chosen, axis=0))
        return total


def shared(look: Look, found: Found) -> tuple[str, ...]:
    """The names of the traits that a dog shares with the asked one; of an unknown trait nothing is said."""
    record = found.record
    body = _alike_body(look, found)
    holds = {
        "same_breed": look.breed == record.breed != "",
        "same_size": look.size == record.size != "",
        "same_colour": look.colour == record.colour != "",
        "alike_body": body is not None and body >= ALIKE_BODY,
    }
    return tuple(trait for trait, true in holds.items() if true)


def _alike_body(look: Look, found: Found) -> float | None:
    if look.proportions is None or found.record.proportions is None:
        return None
    return alike(look.proportions, found.record.proportions)


def _traits(look: Look, pool: Sequence[Found]) -> Numbers:
    """(N, 5) the traits of each dog, 0 to 1; a body that was not measured counts as the average of those that were."""
    bodies = [_alike_body(look, found) for found in pool]
    measured = [body for body in bodies if body is not None]
    average = float(np.mean(measured)) if measured else 0.0
    rows = []
    for found, body in zip(pool, bodies, strict=True):
        names = shared(look, found)
        same = [float(trait in names) for trait in TRAITS[1:4]]
        rows.append([found.similarity, *same, average if body is None else body])
    return np.array(rows)
