"""Loaders: one file for each source format, and the curated tables (`loaders/data`)."""
