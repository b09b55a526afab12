"""The forms of JSON that gapub publishes, each stated once, and the judge of JSON that comes from elsewhere."""
