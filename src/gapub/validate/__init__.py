"""`gapub validate`: which files, what is wrong with them, what of it is allowed, and how it is mended."""
