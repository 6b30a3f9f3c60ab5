"""Other people's readers of what migov exports, in a Python of their own."""
