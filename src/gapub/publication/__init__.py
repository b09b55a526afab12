"""Whether what a catalogue asks is really published: a website's own list of what it holds, held against the catalogue."""
