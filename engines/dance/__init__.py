"""Dance: words become a moving figure."""
