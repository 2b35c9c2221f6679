"""Programs that measure; pytest collects none of them, and no test depends on a time."""
