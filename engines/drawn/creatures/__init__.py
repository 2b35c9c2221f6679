"""Faces and pandas that never were."""
