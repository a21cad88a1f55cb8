"""The admission of Party members, step by step: guarded by the rules, reviewed, journalled, printed and audited."""


def __getattr__(name: str) -> str:
    """``__version__``, looked up when somebody asks: reading a package's metadata takes longer than starting does."""
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415  as said above

        return version("dangyuan-flow")
    raise AttributeError(name)
