"""The admission of Party members, step by step: guarded by the rules, reviewed, journalled, printed and audited."""

from importlib.metadata import version

__version__ = version("dangyuan-flow")
