"""Try-on: this person in that garment."""
