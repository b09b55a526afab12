"""What a published catalogue is worth: held cell by cell against the guidelines, and scored by a scheme."""
