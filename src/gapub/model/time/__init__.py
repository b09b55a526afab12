"""Time limits (公开时限): value, reader, words, parser, duty, order of strength, working days, fingerprint."""
