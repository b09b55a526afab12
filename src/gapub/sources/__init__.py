"""The edge where files are read: which there are, bundled or local, what kind each is, and administrative divisions."""
