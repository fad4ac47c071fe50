"""Articles and their sketches in one lasting file."""
