"""Why something was found, and what would have to differ.

``tracing`` says whence a value comes, ``tellings`` how it was counted (in the ``ways`` that recur, by ``reckoning``),
``bounds`` what would do.
"""
