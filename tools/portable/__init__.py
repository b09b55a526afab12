"""Folders that need nothing installed, for Windows and Linux: `make windows`, `make linux`, `make lock`."""
