"""How derived facts follow from the recorded ones; nobody ever types them in.

``derivation`` has every line and their order, written as in ``deriving``. Where a line stands:

- *By stage*: ``belonging`` (whose branch, what was done elsewhere), ``stretches`` (cultivation), ``candidacy``,
  ``rounds`` (admission and conversion), ``resolution``, ``probation``, ``archive``.
- *By subject*: ``biography``, ``conduct``, ``kinship``, ``opinions``.
- *Over the stages*: ``acts`` (the last one), ``undated`` (acts without their day), ``periodic``.
- *For rules across dossiers*: ``cohort``.
"""
