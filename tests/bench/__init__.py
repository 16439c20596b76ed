"""Speed, as ratios to raw SQLite or a named peer measured in the same run."""
