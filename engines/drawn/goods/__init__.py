"""Shoes, bags and cars that never were."""
