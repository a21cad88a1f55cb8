"""The pure core: the law as values, one dossier's facts, and what was done to it.

Where what stands, by the question one comes with:

- *The procedure*: ``workflow`` (stages, steps, gates), ``moves``, ``review`` (whose turn), ``people``, ``registry``,
  ``passwords``.
- *What was done*: ``journal`` (records, fold, digests), ``ballot``, ``tally``, ``vetting``, ``identity``, ``errors``.
- *Which facts there are*: ``recorded_facts``, ``derived_facts``; together ``facts``, declared as in ``fact``.
- *How a derived fact follows*: the room ``derived``; ``deadlines`` counts days, by ``calendars`` of years.
- *What registers tell of a dossier*: ``context``, and ``signing`` for it.
- *The law*: ``regulations`` (editions), ``expression`` (the rule language), ``readings`` (Python, SQL, wording),
  ``truth`` (the shortest SQL), ``rules``, ``sections`` (groups of codes), ``fingerprint`` (their digest).
- *Rules across dossiers*: ``selects`` (what may be asked), ``across``, ``group_members``, ``plan``; of texts
  ``writings`` and ``likeness``.
- *What was found*: ``sweep``, ``finding`` and its ``disposal``, ``sampling``.
- *Why it was found*: the room ``why``.
"""
