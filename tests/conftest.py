"""What all tests share."""

from hypothesis import settings

# The first example of a property imports libraries and fills tables; a deadline would fail it.
settings.register_profile("dedup", deadline=None)
settings.load_profile("dedup")
