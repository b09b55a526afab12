"""YAML text to values that know their line and column, and what can be wrong with it."""
