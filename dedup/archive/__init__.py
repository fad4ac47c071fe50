"""Articles and their sketches in one lasting file."""

from dedup.archive.archive import Archive
from dedup.archive.database import is_archive
from dedup.archive.records import (
    Added,
    Answer,
    ArchiveInfo,
    Candidate,
    Compacted,
    Measured,
    SentenceFingerprints,
)
from dedup.archive.sentences import sentence_fingerprints, verbatim

__all__ = [
    "Added",
    "Answer",
    "Archive",
    "ArchiveInfo",
    "Candidate",
    "Compacted",
    "Measured",
    "SentenceFingerprints",
    "is_archive",
    "sentence_fingerprints",
    "verbatim",
]
