"""Plain frozen values: what a guideline, a registry, a profile and a catalogue are."""
