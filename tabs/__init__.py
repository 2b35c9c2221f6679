"""What a visitor sees: one file a tab, and the look and the words that they share."""
