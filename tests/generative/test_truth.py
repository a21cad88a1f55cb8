"""A condition and its shorter form are true for the same facts."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.expression import Expression, Holds, Negation
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.truth import falsehood, implied, truth
from tests.generative.given import DAYS, expressions, facts


@given(expression=expressions, person=facts(), as_of=st.sampled_from(DAYS))
def test_the_shorter_form_is_true_for_the_same_facts(expression: Expression, person: Facts, as_of: date) -> None:
    assert compiled(truth(expression))(person, as_of) == compiled(expression)(person, as_of)
    assert compiled(falsehood(expression))(person, as_of) == compiled(Negation(expression))(person, as_of)
    refused = Negation(Holds(expression))
    assert compiled(truth(refused))(person, as_of) == compiled(refused)(person, as_of)


@given(expression=expressions, person=facts(), as_of=st.sampled_from(DAYS))
def test_what_a_true_condition_implies_is_on_record(expression: Expression, person: Facts, as_of: date) -> None:
    if compiled(expression)(person, as_of):
        assert all(person[name] is not None for name in implied(expression))
