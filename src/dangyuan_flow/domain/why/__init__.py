"""Why something was found, and what would have to differ.

``tracing`` says whence a value comes, ``tellings`` and ``reckoning`` how it was counted, ``bounds`` what would do.
"""
