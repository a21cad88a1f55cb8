"""Tokens and the acts asked for under a key, on either database."""

import threading

import pytest

from dangyuan_flow.store import Answered, Store, Token, TokenFile

NOW = 1_800_000_000


def a_token(number: int = 1, user: str = "zhang") -> Token:
    return Token(
        digest=f"{number:064x}",
        id=f"{number:08x}",
        user=user,
        name="人事系统",
        scopes=("read", "write"),
        body=None,
        duty=None,
        made_at=NOW + number,
        expires_at=NOW + 100,
    )


def asked(request: str = "r", *, at: int = NOW, key: str = "k", owner: str = "t") -> Answered:
    return Answered(token=owner, key=key, request=request, at=at)


@pytest.fixture
def tokens(store: Store) -> TokenFile:
    return TokenFile(store.database)


def claimed(tokens: TokenFile, one: Answered) -> Answered | None:
    return tokens.claim(one, forget_before=one.at - 1000, abandoned_before=one.at - 60)


def test_a_token_is_found_by_its_digest_and_listed_by_its_user(tokens: TokenFile) -> None:
    first, second, other = a_token(1), a_token(2), a_token(3, user="li")
    for token in (first, second, other):
        tokens.add(token)
    assert tokens.get(first.digest) == first
    assert tokens.get("0" * 64) is None
    assert tokens.of("zhang") == (second, first)
    assert tokens.of() == (other, second, first)


def test_a_token_is_taken_back_once(tokens: TokenFile) -> None:
    tokens.add(a_token())
    tokens.used(a_token().digest, NOW + 5)
    tokens.revoke(a_token().id, NOW + 7)
    tokens.revoke(a_token().id, NOW + 9)
    found = tokens.get(a_token().digest)
    assert found is not None
    assert (found.used_at, found.revoked_at) == (NOW + 5, NOW + 7)


def test_a_key_is_claimed_once_and_its_answer_kept(tokens: TokenFile) -> None:
    assert claimed(tokens, asked()) is None
    assert claimed(tokens, asked()) == asked()
    tokens.answer("t", "k", 200, "{}")
    known = claimed(tokens, asked("other"))
    assert known is not None
    assert (known.request, known.status, known.response) == ("r", 200, "{}")
    assert claimed(tokens, asked(owner="u")) is None


def test_of_many_who_claim_at_once_one_begins(tokens: TokenFile) -> None:
    found: list[Answered | None] = []
    together = threading.Barrier(8)

    def claim() -> None:
        together.wait()
        found.append(claimed(tokens, asked()))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found.count(None) == 1
    assert found.count(asked()) == 7


def test_a_claim_given_back_may_be_claimed_again_and_an_answer_may_not(tokens: TokenFile) -> None:
    claimed(tokens, asked())
    tokens.release("t", "k")
    assert tokens.answered("t", "k") is None
    assert claimed(tokens, asked()) is None
    tokens.answer("t", "k", 200, "{}")
    tokens.release("t", "k")
    assert tokens.answered("t", "k") is not None


def test_an_act_that_was_never_answered_begins_anew_after_a_while_and_only_for_the_same_request(
    tokens: TokenFile,
) -> None:
    claimed(tokens, asked())
    assert claimed(tokens, asked(at=NOW + 60)) is not None
    assert claimed(tokens, asked("other", at=NOW + 61)) is not None
    assert claimed(tokens, asked(at=NOW + 61)) is None
    assert claimed(tokens, asked(at=NOW + 62)) is not None, "somebody has just begun it anew"


def test_what_is_old_is_forgotten(tokens: TokenFile) -> None:
    claimed(tokens, asked())
    tokens.answer("t", "k", 200, "{}")
    assert claimed(tokens, asked("other", at=NOW + 1000)) is not None
    assert claimed(tokens, asked("other", at=NOW + 1001)) is None
