"""The pure core: the law as values, one dossier's facts, and what was done to it."""
