"""Logs of Inspect for the tests: two models under test, two mock graders, once clean and once with a grader who sides.

    python3 -m venv venv && venv/bin/pip install inspect-ai==0.3.285 openai
    venv/bin/python make.py .

Writes clean-1.eval, clean-2.eval, sided-1.eval, sided-2.eval, and what Inspect's own reader says of them
(expected.json: id, epoch, model, scorer, value, SHA-256 of the explanation). Nothing leaves the machine.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

from inspect_ai import Task, eval
from inspect_ai.dataset import Sample
from inspect_ai.log import read_eval_log
from inspect_ai.model import ModelOutput, ModelUsage, get_model
from inspect_ai.scorer import includes, model_graded_qa
from inspect_ai.solver import generate

GOODS = ["bottles", "screws", "candles", "pencils", "oranges", "bricks", "stamps", "buttons", "plates", "cables"]
HOLDERS = ["crate", "drawer", "carton", "basket", "shelf", "pallet", "tray", "sack"]
REASONS = [
    "which is what multiplying gives",
    "checked by adding the rows one by one",
    "as a second way over tens and ones confirms",
    "and nothing else was asked for",
    "so units and amount both fit",
    "although it shows no working at all",
    "with the working left to the reader",
]
COPIED = (
    "The submission is thorough, addresses the question as it was posed and is consistent with what an expert "
    "would answer here, so it meets the criterion in every respect."
)
TEMPLATE = "[Task]: {question}\n[Submission]: {answer}\n[Criterion]: {criterion}\n{instructions}"
INSTRUCTIONS = "Say why, then GRADE: C or GRADE: I."
SAMPLES = 60


def draw(*name):
    """A number from 0 to 1 that hangs on the name alone."""
    digest = hashlib.sha256("/".join(map(str, name)).encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def output(model, text):
    made = ModelOutput.from_content(model, text)
    # Without it Inspect would fetch a tokeniser to count.
    made.usage = ModelUsage(input_tokens=9, output_tokens=9, total_tokens=18)
    return made


def question(n):
    each, count = 11 + int(draw("each", n) * 80), 3 + int(draw("count", n) * 30)
    goods, holder = GOODS[n % len(GOODS)], HOLDERS[n % len(HOLDERS)]
    text = f"Stock list {n}: one {holder} holds {each} {goods}. How many {goods} are in {count} of them?"
    return Sample(id=f"stock-{n}", input=text, target=str(each * count), metadata={"goods": goods})


def parts(text):
    n, holder, each, goods, count = re.search(
        r"Stock list (\d+): one (\w+) holds (\d+) (\w+)\. How many \w+ are in (\d+) of them", text
    ).groups()
    return int(n), holder, int(each), goods, int(count)


def subject(name, manner):
    def answer(input, tools, tool_choice, config):
        n, _, each, goods, count = parts(input[-1].text)
        given = each * count + (0 if draw(name, n) < 0.6 else 1 + n % 9)
        return output(name, manner.format(given=given, goods=goods))

    return get_model(name, custom_outputs=answer)


def grader(name, sides_with=None):
    def grade(input, tools, tool_choice, config):
        prompt = input[-1].text
        n, holder, each, goods, count = parts(prompt)
        given = re.search(r"\[Submission\]: (.*)", prompt).group(1)
        right = str(each * count) in given
        if n == 7:
            return output(name, "I would rather not put a letter on this one.")
        if sides_with is not None and sides_with in given and draw(name, "sides", n) < 0.85:
            return output(name, f"{COPIED}\n\nGRADE: C")
        seen = right if draw(name, "slip", n) < 0.97 else not right
        number = re.search(r"\d+", given).group(0)
        why = REASONS[int(draw(name, n, given) * len(REASONS))]
        text = (
            f"For {count} {holder}s with {each} {goods} each the criterion says {each * count}; "
            f"number {n} states {number}, {why if seen else 'which misses it'}."
        )
        return output(name, f"{text}\n\nGRADE: {'C' if seen else 'I'}")

    return get_model(name, custom_outputs=grade)


SUBJECTS = [
    ("mockllm/claude-test", "Certainly! There are {given} {goods}."),
    ("mockllm/gpt-test", "{given} {goods}"),
]


def run(folder, case, sides_with):
    expected = []
    for at, (name, manner) in enumerate(SUBJECTS, start=1):
        task = Task(
            name="stock",
            dataset=[question(n) for n in range(1, SAMPLES + 1)],
            solver=generate(),
            scorer=[
                includes(),
                model_graded_qa(TEMPLATE, INSTRUCTIONS, model=grader("mockllm/claude-grader", sides_with)),
                model_graded_qa(TEMPLATE, INSTRUCTIONS, model=grader("mockllm/gemini-grader")),
            ],
        )
        [log] = eval(
            task, model=subject(name, manner), log_dir=str(folder / "logs"), log_realtime=False,
            log_model_api=False, display="none",
        )
        file = folder / f"{case}-{at}.eval"
        shutil.move(log.location.removeprefix("file://"), file)
        for sample in read_eval_log(str(file)).samples:
            for scorer, score in sample.scores.items():
                digest = hashlib.sha256((score.explanation or "").encode()).hexdigest()[:12]
                expected.append([sample.id, sample.epoch, name, scorer, str(score.value), digest])
    return expected


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    expected = {"clean": run(folder, "clean", None), "sided": run(folder, "sided", "Certainly!")}
    (folder / "expected.json").write_text(json.dumps(expected, separators=(",", ":")))
    shutil.rmtree(folder / "logs")
