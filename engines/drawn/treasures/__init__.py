"""Gems and the night sky."""
