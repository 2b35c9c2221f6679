"""The recipes, a module a room."""
