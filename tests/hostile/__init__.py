"""Hostile uploads and requests against the real server: `python -m tests.hostile --count 5000 --seed 1`."""
