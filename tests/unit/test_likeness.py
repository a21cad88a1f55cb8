"""How much two texts have in common, once what all of them quote is taken out."""

import random

from dangyuan_flow.domain.likeness import OWN_LEAST, QUOTED, own, passage, plain, share, shared_by_many, shingles
from dangyuan_flow.domain.writings import Written

MINE = (
    "我从小在山区长大，父亲是村里的会计，常对我说做人要老实。参加工作以后，我在总装车间当学徒，跟着师傅学会了看图纸、"
    "调夹具，夜里停电的时候抢修过生产线。去年汛期厂区进水，我和同事连续三天转移设备，没有一台受损。"
)
THEIRS = (
    "大学毕业那年我报名到县里做社区工作，第一个月就遇上旧楼改造，挨家挨户敲门解释方案，被人误会过，也被人留下吃饭。"
    "后来接手老年食堂的账目，把三年的单据一张张重新核对，少报的补上，多领的退回，老人们才真正信了我。"
)
OATH = (
    "我志愿加入中国共产党，拥护党的纲领，遵守党的章程，履行党员义务，执行党的决定，严守党的纪律，保守党的秘密，"
    "对党忠诚，积极工作，为共产主义奋斗终身，随时准备为党和人民牺牲一切，永不叛党。"
)


def _shingles(text: str) -> frozenset[str]:
    return own(plain(text))


def _written(text: str, name: str = "") -> Written:
    return Written(dossier="1", name=name, kind="入党申请书", text=text)


def test_a_text_is_wholly_like_itself_whatever_its_marks_and_lines() -> None:
    assert share(_shingles(MINE), _shingles(MINE.replace("，", "\n ").replace("。", "；"))) == 100


def test_strangers_have_nothing_in_common() -> None:
    assert share(_shingles(MINE), _shingles(THEIRS)) == 0


def test_the_oath_and_the_constitution_are_everybodys() -> None:
    assert _shingles(OATH) == frozenset()
    assert share(_shingles(OATH + MINE), _shingles(OATH + THEIRS)) <= 3
    assert set(shingles(plain(OATH))) <= QUOTED


def test_days_and_numbers_make_no_difference() -> None:
    one, other = "我于2025年3月1日递交申请，家住12号楼", "我于2024年11月30日递交申请，家住7号楼"
    assert plain(one) == plain(other)


def test_the_writers_own_name_is_left_out() -> None:
    assert plain("杨柳依同志工作踏实", "杨柳依") == plain("段小河同志工作踏实", "段小河")


def test_a_changed_word_costs_no_more_than_its_surroundings() -> None:
    assert 85 <= share(_shingles(MINE), _shingles(MINE.replace("父亲", "母亲").replace("总装", "机加"))) < 100


def test_a_short_phrase_that_many_share_is_a_formula() -> None:
    chance = random.Random(1)
    phrase = "通过学习党的历史使我认识到今天的生活来之不易应当倍加珍惜"
    texts = [phrase + "".join(chance.choices(THEIRS + MINE, k=200)) for _ in range(30)]
    many = shared_by_many([plain(text) for text in texts])
    assert set(shingles(phrase)) <= many
    assert not own(plain(phrase), many)


def test_a_long_run_that_many_share_is_no_formula_but_what_copying_looks_like() -> None:
    many = shared_by_many([plain(MINE + THEIRS)] * 30)
    assert many
    assert len(own(plain(MINE + THEIRS), many)) >= OWN_LEAST


def test_among_few_texts_nothing_is_called_a_formula() -> None:
    assert shared_by_many([plain(MINE)] * 19) == frozenset()


def test_the_passage_is_told_as_it_was_written() -> None:
    one, other = _written("开头不同。" + MINE), _written("另一种写法。" + MINE.replace("三天", "五天"))
    shared = _shingles(one.text) & _shingles(other.text)
    told = passage(one, other, shared)
    assert told.startswith("我从小在山区长大，父亲是村里的会计")
    assert told.endswith("字）")


def test_the_passage_never_quotes_what_is_everybodys() -> None:
    one, other = _written(OATH + "夜里停电的时候抢修过生产线"), _written(OATH + "去年夜里停电的时候抢修过水泵")
    shared = _shingles(one.text) & _shingles(other.text)
    assert passage(one, other, shared) == "夜里停电的时候抢修过"


def test_texts_without_anything_in_common_have_no_passage() -> None:
    assert passage(_written(MINE), _written(THEIRS), frozenset()) == ""
    assert share(frozenset(), frozenset()) == 0
