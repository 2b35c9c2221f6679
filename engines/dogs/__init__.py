"""Dogs: a photo gives the points of the body, and the dogs that look most like it. Importing this imports no torch."""

from engines.dogs.breeds import BREEDS, Breed
from engines.dogs.engine import DogEngine, Guess, Seen
from engines.dogs.results import Box, DogRecord, Match

__all__ = ["BREEDS", "Box", "Breed", "DogEngine", "DogRecord", "Guess", "Match", "Seen"]
