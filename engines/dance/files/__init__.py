"""Motions from files and into files. NumPy and SciPy alone."""
