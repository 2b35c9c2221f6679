"""Drawn dogs with exact AP-10K points: a posed skeleton, flesh around it, a coat on that, seen by a camera."""

from engines.drawn.dogs.breeds import BREEDS_DRAWN, any_traits, traits_like
from engines.drawn.dogs.dogs import DrawnDog, draw_dog
from engines.drawn.dogs.poses import POSES, DogPose, any_pose
from engines.drawn.dogs.traits import COAT_COLOURS, SIZES, Coat, DogTraits

__all__ = [
    "BREEDS_DRAWN",
    "COAT_COLOURS",
    "POSES",
    "SIZES",
    "Coat",
    "DogPose",
    "DogTraits",
    "DrawnDog",
    "any_pose",
    "any_traits",
    "draw_dog",
    "traits_like",
]
