"""Heroes of a pixel world that never were."""
