"""A dance as pictures and films."""
