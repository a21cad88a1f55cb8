"""Texts side by side: the pairs that hashing finds are those that comparing every pair would find."""

import random
from itertools import combinations

from benchmarks.texts import copied, invented
from dangyuan_flow.application.likeness import alike
from dangyuan_flow.domain.likeness import own, plain, share, shared_by_many
from dangyuan_flow.domain.writings import Written


def written(*texts: str, dossier: str | None = None) -> list[Written]:
    """Texts of as many people (or all of one ``dossier``)."""
    return [
        Written(dossier=dossier or str(number), name="", kind="入党申请书", text=text)
        for number, text in enumerate(texts, start=1)
    ]


def test_hashing_finds_what_comparing_every_pair_finds() -> None:
    chance = random.Random(7)
    originals = [invented(chance, 500) for _ in range(60)]
    texts = written(*originals, *(copied(chance, text) for text in originals[:30]))
    plains = [plain(text.text) for text in texts]
    many = shared_by_many(plains)
    sets = {text.dossier: own(text_plain, many) for text, text_plain in zip(texts, plains, strict=True)}
    expected = {
        dossier
        for one, other in combinations(sets, 2)
        if share(sets[one], sets[other]) >= 60 and min(len(sets[one]), len(sets[other])) >= 60
        for dossier in (one, other)
    }
    found = alike(texts)
    assert {told.one.dossier for told in found} == expected
    assert len(expected) > 40
    for told in found:
        assert told.share == share(sets[told.one.dossier], sets[told.other.dossier])
        assert told.share == max(share(sets[told.one.dossier], sets[d]) for d in sets if d != told.one.dossier)


def test_strangers_are_never_said_to_be_alike() -> None:
    chance = random.Random(11)
    assert alike(written(*(invented(chance) for _ in range(200)))) == ()


def test_the_texts_of_one_dossier_are_not_compared() -> None:
    text = invented(random.Random(3))
    assert alike(written(text, text, dossier="1")) == ()


def test_one_text_in_many_dossiers_names_one_and_counts_the_others() -> None:
    chance = random.Random(5)
    text = invented(chance)
    found = alike(written(*[text] * 12, *(invented(chance) for _ in range(30))))
    assert [(told.one.dossier, told.other.dossier, told.share, told.others) for told in found] == [
        *[("1", "2", 100, 10)],
        *((str(number), "1", 100, 10) for number in range(2, 13)),
    ]


def test_a_short_text_says_too_little_of_its_own() -> None:
    assert alike(written("同意接收为预备党员，望继续努力。", "同意接收为预备党员，望继续努力。")) == ()


def test_the_same_texts_give_the_same_answer() -> None:
    chance = random.Random(13)
    originals = [invented(chance) for _ in range(20)]
    texts = written(*originals, *(copied(chance, text) for text in originals))
    assert alike(texts) == alike(texts)


def test_nothing_to_compare_is_no_trouble() -> None:
    assert alike([]) == ()
    assert alike(written("")) == ()
