"""The scripts in bad surroundings: each gets one clear sentence and a non-zero exit code."""
