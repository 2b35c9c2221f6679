"""Trainings: started, followed, cancelled, let go on, put to use. Importing this imports no torch."""

from engines.training.job import Status, TrainingJob
from engines.training.manager import Bounds, TrainingManager
from engines.training.recipe import Recipe

__all__ = ["Bounds", "Recipe", "Status", "TrainingJob", "TrainingManager"]
