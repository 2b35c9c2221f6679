"""Reading technical drawings: the edges of a part, and where its dimension marks are."""
