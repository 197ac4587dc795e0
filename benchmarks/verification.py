"""How much verification catches, and how much it drops wrongly: `python benchmarks/verification.py [--show 3]`.

True sentences of real reports are changed in one place (a digit, a unit, a year, two figures swapped, a direction
turned, a mask filled…): such a claim must be dropped. The same sentences are rewritten without a change of meaning
(％ for %, 11,200 for 1.12万, 五 for 5, a clause left out, another verb): such a claim must pass. Evidence: the sentence
with the one before and the one after it. Writes numbers, never text, to benchmarks/results/verification.json; skips
what data is not there.
"""

from __future__ import annotations

import argparse
import gzip
import html
import json
import random
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from rag.figures import find_figures, same_quantity
from rag.verification import verify

HERE = Path(__file__).parent
SHARED = HERE.parent.parent / "shared"
DIGITS = "零一二三四五六七八九"

Change = Callable[[str, random.Random], str | None]


def read_texts() -> dict[str, list[str]]:
    """Texts by source; sources that are not there are left out."""
    sources: dict[str, list[str]] = {}
    reports = [path.read_text(encoding="utf-8") for path in sorted((SHARED / "reports").glob("*.txt"))]
    if reports:
        sources["department_reports"] = [html.unescape(re.sub(r"<[^>]+>", "\n", text)) for text in reports]
    government = SHARED / "data" / "gov_reports_dev.jsonl.gz"
    if government.exists():
        with gzip.open(government, "rt", encoding="utf-8") as lines:
            sources["government_reports"] = [json.loads(line)["text"] for line in lines]
    return sources


def sentences(text: str) -> list[str]:
    return [piece.strip() for piece in re.findall(r"[^。！？\n]+[。！？]?", text) if len(piece.strip()) >= 8]


# --- changes of meaning ---------------------------------------------------------------------------------------


def _replace(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def _choose(pattern: str, text: str, rng: random.Random) -> re.Match[str] | None:
    found = list(re.finditer(pattern, text))
    return rng.choice(found) if found else None


def change_digit(text: str, rng: random.Random) -> str | None:
    match = _choose(r"\d", text, rng)
    return _replace(text, match.start(), match.end(), str((int(match[0]) + rng.randint(1, 8)) % 10)) if match else None


def change_chinese_digit(text: str, rng: random.Random) -> str | None:
    figures = [figure for figure in find_figures(text) if figure.text[0] in DIGITS[2:]]
    if not figures:
        return None
    start = rng.choice(figures).span.start
    other = rng.choice([digit for digit in DIGITS[2:] if digit != text[start]])
    return _replace(text, start, start + 1, other)


def change_unit(text: str, rng: random.Random) -> str | None:
    others = {
        "万元": "亿元",
        "亿元": "万元",
        "人": "户",
        "名": "万名",
        "%": "个百分点",
        "％": "个百分点",
        "个百分点": "%",
        "件": "人",
        "个": "万个",
    }
    others |= {
        "家": "人",
        "公里": "米",
        "亩": "公顷",
        "次": "年",
        "项": "亿元",
        "万人": "人",
        "倍": "%",
        "万亩": "亩",
        "万户": "户",
        "天": "年",
        "年": "天",
    }
    choices = [
        (figure.span.end - len(unit), figure.span.end, other)
        for figure in find_figures(text)
        if not figure.masked and figure.text[0].isdigit()
        for unit, other in others.items()
        if figure.text.endswith(unit)
    ]
    if not choices:
        return None
    start, end, other = rng.choice(choices)
    changed = _replace(text, start, end, other)
    return None if re.search(r"[万亿]万", changed) else changed


def change_year(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?:19|20)\d\d(?=年)", text, rng)
    return (
        _replace(text, match.start(), match.end(), str(int(match[0]) + rng.choice([-2, -1, 1, 2]))) if match else None
    )


def swap_figures(text: str, rng: random.Random) -> str | None:
    figures = [figure for figure in find_figures(text) if not figure.masked]
    pairs = [
        (a, b)
        for i, a in enumerate(figures)
        for b in figures[i + 1 :]
        if a.text != b.text and not same_quantity(a, b) and a.indicator != b.indicator
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return text[: a.span.start] + b.text + text[a.span.end : b.span.start] + a.text + text[b.span.end :]


def turn_direction(text: str, rng: random.Random) -> str | None:
    turned = {
        "增长": "下降",
        "增加": "减少",
        "提高": "降低",
        "下降": "增长",
        "减少": "增加",
        "降低": "提高",
        "上升": "下降",
        "回落": "上升",
        "高于": "低于",
    }
    match = _choose("|".join(turned), text, rng)
    return _replace(text, match.start(), match.end(), turned[match[0]]) if match else None


def negate(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![未不没])(?:完成|实现|达到|建成|得到|获得|取得|形成|纳入|通过|发现|参加)", text, rng)
    return _replace(text, match.start(), match.start(), rng.choice(["未", "没有", "尚未"])) if match else None


def affirm(text: str, rng: random.Random) -> str | None:
    match = _choose(r"尚未|没有|未(?!来|成年)(?=[完实达建得获取形纳通发])|不(?=[够强高深严到])", text, rng)
    return _replace(text, match.start(), match.end(), "") if match else None


def fill_mask(text: str, rng: random.Random) -> str | None:
    figures = [figure for figure in find_figures(text) if figure.masked and "*" in figure.text]
    if not figures:
        return None
    figure = rng.choice(figures)
    filled = re.sub(r"\*+", str(rng.randint(2, 98)), figure.text)
    return _replace(text, figure.span.start, figure.span.end, filled)


def change_half(text: str, rng: random.Random) -> str | None:
    turned = {"上半年": "下半年", "下半年": "上半年", "一季度": "三季度", "去年": "前年"}
    match = _choose("|".join(turned), text, rng)
    return _replace(text, match.start(), match.end(), turned[match[0]]) if match else None


def rename(text: str, rng: random.Random) -> str | None:
    """Another insurance, office, place: the words before what they name."""
    names = "失业|养老|工伤|医疗|生育|财政|教育|民政|公安|社保|人事|就业|创业|国有|民营|农业|文化|旅游|金融|制造|新能源"
    match = _choose(rf"(?:{names})(?=保险|局|厅|补贴|补助|中心|基金|公司|人员|市场|产业|行业)", text, rng)
    other = rng.choice(["海运", "渔业", "测绘", "地质", "质检"])
    return _replace(text, match.start(), match.end(), other) if match and match[0] != other else None


def change_name(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<=[“《])[\u4e00-\u9fff]{3,}(?=[”》])", text, rng)
    return _replace(text, match.start() + 1, match.start() + 2, "海") if match and match[0][1] != "海" else None


# --- rewrites of the same meaning -----------------------------------------------------------------------------


def _chinese(number: int) -> str:
    """1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif ones and hundreds:
        text += "零"
    return text + (DIGITS[ones] if ones else "")


def write_chinese(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![\d.,一-十百千万亿第-])[1-9]\d{0,2}(?=[个项次家名件人场批])(?!\d)", text, rng)
    return "报告显示，" + _replace(text, match.start(), match.end(), _chinese(int(match[0]))) if match else None


def write_arabic(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![一-十百千万亿第零两几数])[三四五六七八九](?=[个项次家名件场])", text, rng)
    return "报告显示，" + _replace(text, match.start(), match.end(), str(DIGITS.index(match[0]))) if match else None


def write_percent(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![\d.．\-~—])([0-9]+(?:\.[0-9]+)?)[%％](?![\-~—])", text, rng)
    if not match:
        return None
    new = rng.choice([match[1] + "％", match[1] + "%", f"百分之{match[1]}", match[1] + " %"])
    return "报告显示，" + _replace(text, match.start(), match.end(), new)


def write_out(text: str, rng: random.Random) -> str | None:
    """1.12万 → 11200 or 11,200."""
    match = _choose(r"(?<![\d.,，])(\d+(?:\.\d+)?)([万亿])(?=[人元名户件亩吨个家])", text, rng)
    if not match:
        return None
    value = Decimal(match[1]) * (10**4 if match[2] == "万" else 10**8)
    if value != int(value):
        return None
    return _replace(text, match.start(), match.end(), rng.choice([str(int(value)), f"{int(value):,}"])) + (
        "" if rng.random() < 0.5 else "。"
    )


def write_ten_thousands(text: str, rng: random.Random) -> str | None:
    match = _choose(r"(?<![\d.,，年])([1-9]\d{4,7})(?=[人元名户件亩吨个家])", text, rng)
    return (
        _replace(text, match.start(), match.end(), f"{(Decimal(match[1]) / 10000).normalize():f}万") if match else None
    )


def drop_leading_clause(text: str, _: random.Random) -> str | None:
    cut = text.find("，")
    return "报告指出，" + text[cut + 1 :] if 0 < cut < len(text) - 8 else None


def drop_last_clause(text: str, _: random.Random) -> str | None:
    cut = text.rfind("，")
    return "据报告，" + text[:cut] + "。" if cut > 8 else None


def drop_middle_clause(text: str, rng: random.Random) -> str | None:
    parts = re.split("[，；]", text)
    if len(parts) < 3:
        return None
    del parts[rng.randrange(1, len(parts) - 1)]
    return "，".join(parts)


def replace_words(text: str, rng: random.Random) -> str | None:
    same = {
        "达到": "达",
        "召开": "举行",
        "开展": "进行",
        "举办": "组织",
        "建成": "建设完成",
        "目前": "截至目前",
        "进一步": "",
        "累计": "",
        "共": "总共",
        "同比增长": "比上年同期增长",
    }
    same |= {"不断": "持续", "大力": "着力", "超过": "超", "覆盖率达": "覆盖率为", "以及": "和", "扎实推进": "推进"}
    match = _choose(r"(?<![中国])(?:" + "|".join(same) + r")(?![^《》“”]*[》”])", text, rng)
    return _replace(text, match.start(), match.end(), same[match[0]]) if match and len(text) > 20 else None


def introduce(text: str, rng: random.Random) -> str | None:
    return rng.choice(["根据报告，", "报告显示，", "该报告指出："]) + text


MUTATIONS: dict[str, Change] = {
    "digit": change_digit, "chinese_digit": change_chinese_digit, "unit": change_unit, "year": change_year,
    "swap": swap_figures, "direction": turn_direction, "negate": negate, "affirm": affirm, "mask_filled": fill_mask,
    "half_year": change_half, "name": change_name, "renamed": rename,
}  # fmt: skip
REWRITES: dict[str, Change] = {
    "chinese_numeral": write_chinese, "arabic_numeral": write_arabic, "percent": write_percent,
    "written_out": write_out, "ten_thousands": write_ten_thousands, "no_leading_clause": drop_leading_clause,
    "no_last_clause": drop_last_clause, "no_middle_clause": drop_middle_clause, "other_words": replace_words,
    "introduced": introduce,
}  # fmt: skip


def cases(texts: list[str], rng: random.Random, limit: int) -> Iterator[tuple[str, list[str], str]]:
    """(sentence, evidence, a sentence from elsewhere in the same report)."""
    found = []
    for text in texts:
        all_sentences = sentences(text)
        for index, sentence in enumerate(all_sentences):
            window = all_sentences[max(index - 1, 0) : index + 2]
            others = all_sentences[: max(index - 3, 0)] + all_sentences[index + 4 :]
            if others:
                found.append((sentence, window, rng.choice(others)))
    rng.shuffle(found)
    yield from found[:limit]


def measure(texts: list[str], *, seed: int, limit: int, show: int) -> dict[str, object]:
    rng = random.Random(seed)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    shown: dict[str, int] = defaultdict(int)

    def count(kind: str, claim: str, evidence: list[str], *, passes: bool) -> None:
        finding = verify(claim, evidence)
        good = (finding.verdict is not None) == passes
        counts[kind][0] += good
        counts[kind][1] += 1
        if not good and shown[kind] < show:
            shown[kind] += 1
            print(f"[{kind}] {finding.reason or finding.verdict}\n    claim    {claim}")
            print(f"    evidence {' / '.join(evidence)}")

    started = time.perf_counter()
    for sentence, evidence, other in cases(texts, rng, limit):
        count("verbatim", sentence, evidence, passes=True)
        count("verbatim_alone", sentence, [sentence], passes=True)
        if other not in evidence:
            count("caught.elsewhere", other, evidence, passes=False)
        for name, change in MUTATIONS.items():
            changed = change(sentence, rng)
            if changed and changed != sentence and not any(changed.strip("。") in span for span in evidence):
                count(f"caught.{name}", changed, evidence, passes=False)
        for name, change in REWRITES.items():
            changed = change(sentence, rng)
            if changed and changed != sentence:
                count(f"kept.{name}", changed, evidence, passes=True)
    verified = sum(total for _, total in counts.values())
    return summary(counts) | {
        "verifications": verified,
        "milliseconds_each": round((time.perf_counter() - started) * 1000 / max(verified, 1), 2),
    }


def summary(counts: dict[str, list[int]]) -> dict[str, object]:
    shares = {kind: {"share": round(good / total, 4), "n": total} for kind, (good, total) in sorted(counts.items())}
    pooled = {}
    for group in ("caught", "kept"):
        members = [pair for kind, pair in counts.items() if kind.startswith(group + ".") and kind != "caught.elsewhere"]
        total = sum(pair[1] for pair in members)
        pooled[group] = {"share": round(sum(pair[0] for pair in members) / total, 4) if total else None, "n": total}
    return {"pooled": pooled, "kinds": shares}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=1500, help="sentences per source")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="failures of each kind to print")
    options = parser.parse_args()
    sources = read_texts()
    if not sources:
        print(f"skipped: no reports under {SHARED}")
        return
    results = {
        name: measure(texts, seed=options.seed, limit=options.sample, show=options.show)
        for name, texts in sources.items()
    }
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "verification.json").write_text(
        json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    print(json.dumps(results, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
