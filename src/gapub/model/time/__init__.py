"""Time limits (公开时限): value, reader, words, duty, order of strength, working days, fingerprint."""
