"""Renderers: a catalogue in, the bytes of one format out."""
