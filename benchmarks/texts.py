"""Texts laid side by side, measured: ten thousand of eight hundred characters, the copies found, the false alarms.

The texts are invented by a small grammar: everybody quotes the oath, most quote stock sentences, and the rest is put
together from fragments, so that strangers share many short runs, as people who write about the same things do.
"""

import multiprocessing
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from benchmarks.measure import Figure, benchmark, peak_megabytes, seconds
from dangyuan_flow.application.likeness import USUAL_PERCENT, alike
from dangyuan_flow.domain.likeness import own, plain, share, shared_by_many
from dangyuan_flow.domain.writings import Written

TEXTS, CHARACTERS, COPIES, SAMPLE = 10_000, 800, 500, 300


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_OATH = (
    "我志愿加入中国共产党，拥护党的纲领，遵守党的章程，履行党员义务，执行党的决定，严守党的纪律，保守党的秘密，"
    "对党忠诚，积极工作，为共产主义奋斗终身，随时准备为党和人民牺牲一切，永不叛党。"
)
_STOCK = (
    "通过学习党的历史，我认识到没有共产党就没有新中国。",
    "如果组织批准我的申请，我一定戒骄戒躁，继续努力。",
    "如果暂时没有批准，我也不会灰心，会更加严格地要求自己。",
    "我深知自己离一名合格党员的标准还有差距。",
    "请党组织在实践中考验我，帮助我进步。",
    "我将认真学习党的创新理论，做到学思用贯通、知信行统一。",
    "在日常工作中我注意向身边的党员学习，以他们为榜样。",
)
_WHEN = _words(
    "那年春天 刚参加工作时 去年汛期 前年冬天 赶工的日子里 疫情过后 读高中时 大学三年级 轮岗的头一个月 父亲住院那阵"
)
_WHERE = _words("总装车间 县里的中学 社区服务站 山上的苗圃 冷库 数据机房 乡卫生院 公交场站 果蔬市场 施工便道")
_WHO = _words("师傅 班长 老支书 同宿舍的同学 一位退休教师 夜班的保安 村里的会计 带队的工程师 食堂的阿姨 新来的徒弟")
_DID = _words(
    "把坏掉的夹具拆开重装 连夜核对了三百张单据 挨家挨户解释方案 冒雨抢通了排水沟 教我看懂第一张图纸 替我顶了两个夜班 "
    "带着大家把货搬上二楼 为一个数据重测了九次 劝住了要动手的两家人 悄悄补交了别人的学费 把迷路的老人送回了家"
)
_FELT = _words(
    "让我明白做事要先对得起良心 使我第一次觉得这身工装很重 我至今不敢忘记 从此我学会了先听别人把话说完 我才懂得担当 "
    "后来我也照着这样去做 我为自己当时的退缩感到惭愧 我想成为那样的人 那一刻没有人计较得失"
)
_MORE = _words("机器 孩子 道路 账目 庄稼 病人 乘客 线路 图书 水泵 种子 台账 码头 桥墩 学费 药品 口碑 菜价 围墙 井盖")
_HOW = _words("一遍又一遍地 不声不响地 咬着牙 按着规程 顾不上吃饭 红着眼睛 笑着 比自家的还上心地 头一个 最后一个")


def invented(chance: random.Random, length: int = CHARACTERS) -> str:
    """A text that nobody wrote, of about ``length`` characters."""
    parts = [_OATH if chance.random() < 0.7 else ""]
    while sum(map(len, parts)) < length:
        if chance.random() < 0.12:
            parts.append(chance.choice(_STOCK))
            continue
        pick = chance.choice
        clauses = [
            f"{pick(_WHEN)}，{pick(_WHO)}在{pick(_WHERE)}{pick(_DID)}",
            f"{pick(_WHO)}{pick(_HOW)}护住了{pick(_MORE)}和{pick(_MORE)}",
            f"为了{pick(_MORE)}，{pick(_WHO)}{pick(_HOW)}跑了{chance.randint(2, 60)}趟{pick(_WHERE)}",
            f"我和{pick(_WHO)}因为{pick(_MORE)}争过，{pick(_FELT)}",
        ]
        chance.shuffle(clauses)
        parts.append("；".join(clauses[: chance.randint(1, 3)]) + f"，{pick(_FELT)}。")
    return "".join(parts)


def copied(chance: random.Random, text: str) -> str:
    """``text`` handed in by somebody else: some clauses replaced, up to three in ten."""
    clauses = text.split("，")
    for place in range(len(clauses)):
        if chance.random() < chance.choice((0.0, 0.05, 0.15, 0.3)):
            clauses[place] = chance.choice(_WHO) + chance.choice(_DID)
    return "，".join(clauses)


def population(count: int, copies: int, seed: int) -> list[Written]:
    """``count`` texts of as many people, the last ``copies`` of them copied from others."""
    chance = random.Random(seed)
    texts = [invented(chance) for _ in range(count - copies)]
    texts += [copied(chance, texts[number]) for number in range(copies)]
    return [
        Written(dossier=f"{number:05d}", name="", kind="入党申请书", text=text) for number, text in enumerate(texts)
    ]


def _alone(count: int, copies: int, seed: int) -> tuple[float, float, set[str]]:
    """In a process of its own: the seconds, the peak of its memory in MB, and the dossiers named."""
    written = population(count, copies, seed)
    found: set[str] = set()
    taken = seconds(lambda: found.update(told.one.dossier for told in alike(written)))
    return taken, peak_megabytes(), found


@benchmark("texts")
def texts() -> Iterator[Figure]:
    """All texts side by side, against comparing every pair; copies found and strangers accused."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), max_tasks_per_child=1) as alone:
        taken, peak, named = alone.submit(_alone, TEXTS, COPIES, 83).result()
        _, _, accused = alone.submit(_alone, TEXTS, 0, 84).result()
    plains = [plain(text.text) for text in population(TEXTS, COPIES, 83)]
    many = shared_by_many(plains)
    sets = [own(text, many) for text in plains[:SAMPLE]]
    pairs = SAMPLE * (SAMPLE - 1) / 2
    every = seconds(lambda: [share(one, other) for place, one in enumerate(sets) for other in sets[:place]])
    scaled = every / pairs * TEXTS * (TEXTS - 1) / 2
    first = TEXTS - COPIES
    shares = [share(own(plains[n], many), own(plains[first + n], many)) for n in range(COPIES)]
    true = [f"{first + n:05d}" for n, percent in enumerate(shares) if percent >= USUAL_PERCENT]
    hit = len(named & {*true}) / len(true) * 100
    what = f"{TEXTS:,} texts of {CHARACTERS} characters side by side"
    yield Figure(what=what, value=taken, unit="s", goal=60, at_most=True)
    yield Figure(what="peak memory, texts included", value=peak, unit="MB", goal=600, at_most=True)
    what = "comparing every pair exactly, scaled up"
    yield Figure(what=what, value=scaled, unit="s", detail=f"from {SAMPLE} texts")
    yield Figure(what="every pair against ours", value=scaled / taken, unit="×", goal=10)
    what = f"copies with {USUAL_PERCENT} % or more in common that were found"
    yield Figure(what=what, value=hit, unit="%", goal=99, detail=f"{len(true)} copies")
    what = "false alarms among clean invented texts"
    yield Figure(what=what, value=len(accused) / TEXTS * 100, unit="%", goal=0, at_most=True)
