"""Files on the disk: each whole or not at all, and never one that a person wrote or changed (MODEL.md, section 9).

A folder cannot be replaced at once everywhere, and it may hold files of the office. So the files of a run are prepared
in a folder beside it (`.county.gapub` beside `county`), on the same disk; when all are there and the disk has them, they
are moved to their places, the manifest of each catalogue last. Before the first is moved, a journal beside the folder
names what is about to be written: a run that finds one knows that another ended early, and gapub's files from others.
Nothing is left beside the folder but by a run that was killed, and the next one clears that away. Signals wait until all
is moved. Hundreds of files are flushed several at a time: a disk that is asked for one after the other takes ten times
as long.

A file is gapub's if a sound manifest, or the journal, has its hash. What is not is never replaced unless the caller says
so, and never removed. What former runs wrote and this one does not is removed: a folder that gets published holds what the
last run made, and nothing that is out of date.

A symbolic link in the place of a file is a person's, and is never followed; one in the place of a folder below is
refused; the folder itself may be a link. A file that is equal already is left alone, with its date.
"""

from __future__ import annotations

from gapub.output.file import exclusive, put, rewrite, tidy
from gapub.output.folder import Existing, Outcome, Publication
from gapub.output.inspection import Inspection, State, inspect, torn
from gapub.output.manifest import MANIFEST, OF_SEVERAL

__all__ = [
    "MANIFEST",
    "OF_SEVERAL",
    "Existing",
    "Inspection",
    "Outcome",
    "Publication",
    "State",
    "exclusive",
    "inspect",
    "put",
    "rewrite",
    "tidy",
    "torn",
]
