"""Reports about a catalogue: where each value of a row comes from (`explain`), and what is still to do (`todo`)."""
