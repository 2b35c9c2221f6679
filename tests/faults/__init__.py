"""What goes wrong around a server: afterwards a normal visitor is served as if nothing had been."""
