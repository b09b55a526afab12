"""gapub compiles grass-roots disclosure guidelines (标准指引) into the standard catalogues (标准目录) of a locality."""

__version__ = "0.1.0"
