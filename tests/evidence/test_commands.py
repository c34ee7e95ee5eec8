"""``modus weigh``, ``score`` and ``signposts`` as a person uses them."""

from __future__ import annotations

import csv
import json
import math
import re
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import zarr

import modusvivendi.case
from commands import modus, started
from evidence.record_files import BAD_ROWS, act, files, move, track
from modusvivendi.theory import load_theories

SHIPPED = Path(modusvivendi.case.__file__).parent / "afghanistan"
SMALL = ("--draws", "256", "--theories", "inertia,grievance")
THREE = ("--theories", "inertia,status_and_cohesion,free")


def told(cache: Path, cwd: Path, *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command with a cache of its own."""
    done = modus(*words, cwd=cwd, cache=cache)
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def weighed(tmp_path_factory: pytest.TempPathFactory, sharing_tasks: Callable[[Path], Path]) -> tuple[Path, Path, str]:
    """Weighed with few draws, as if three theories were shipped, one of no family's weight: cache, folder and output."""
    cache, folder = sharing_tasks(tmp_path_factory.mktemp("cache")), tmp_path_factory.mktemp("weigh")
    few = load_theories(tuple(THREE[1].split(",")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("modusvivendi.evidence.inference.weigh.load_theories", lambda *_: few)
        code, out, error = told(cache, folder, "weigh", "afghanistan", "--draws", "64")
    assert code == 0, error
    return cache, folder, out


def test_weigh_says_skill_first_and_names_the_page(weighed: tuple[Path, Path, str]) -> None:
    _, folder, out = weighed
    lines = [line for line in out.strip().splitlines() if not line.startswith("This case is ")]  # how old it is comes first
    assert "acts of the authority" in lines[0] and "weights before the record the same for every family" in lines[0]
    assert next(n for n, line in enumerate(lines) if line.startswith("Acts: ")) == 2
    page = folder / lines[-1].removeprefix("Open:").strip()
    assert page.is_file()
    for name in ("evidence", "sensitivities", "placebos", "rows", "parameters", "predictive", "skill_acts", "calibration"):
        assert (page.parent / f"{name}.csv").is_file(), name
    assert (page.parent / "evidence.zarr").is_dir()


def test_the_page_stands_alone_and_every_picture_has_words_and_numbers(weighed: tuple[Path, Path, str]) -> None:
    _, folder, _ = weighed
    text = next(folder.rglob("weigh.html")).read_text(encoding="utf-8")
    assert "<script" not in text
    assert not re.findall(r"(?:src|href|url)\s*[=(]\s*[\"']?(?!#|data:)([^\"')\s>]+)", text)
    assert text.count("<figure") == text.count('role="img"') == text.count("The numbers</summary>") >= 7
    assert text.count("<svg ") == text.count('<svg aria-hidden="true"')
    assert '<tr class="dull">' in text
    for words in ("nothing beats", "In short", "All rows, in order of time", "How this was made", "Placebos"):
        assert words in text, words


# Weights and tables, worked out again from the log evidence that lies in the store, in plain Python


def shares(log_z: dict[str, list[float]], prior: dict[str, float]) -> dict[str, float]:
    """Prior times evidence, normalised in each coding, then averaged."""
    found = dict.fromkeys(prior, 0.0)
    count = len(next(iter(log_z.values())))
    for k in range(count):
        top = max(log_z[t][k] for t in prior if prior[t])
        odds = {t: p * math.exp(log_z[t][k] - top) if p else 0.0 for t, p in prior.items()}
        for t, x in odds.items():
            found[t] += x / math.fsum(odds.values()) / count
    return found


def stored(
    folder: Path,
) -> tuple[list[str], list[str], list[str], dict[str, dict[str, list[float]]], dict[str, dict[str, list[float]]]]:
    """Theories, variants and codings of a store, and log evidence and its error by variant and theory."""
    evidence = zarr.open_group(next(folder.rglob("evidence.zarr")), mode="r")["evidence"]
    names, variants, codings = ([str(x) for x in np.asarray(evidence[k])] for k in ("theory", "variant", "coding"))
    log_z, error = np.asarray(evidence["log_z"]), np.asarray(evidence["error"])
    both = (
        {v: {t: found[n, k].tolist() for n, t in enumerate(names)} for k, v in enumerate(variants)} for found in (log_z, error)
    )
    return names, variants, codings, *both  # type: ignore[return-value]


def read_rows_of(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of a table that the command wrote."""
    with next(folder.rglob(f"{name}.csv")).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PRIOR = {
    "inertia": 0.5,
    "status_and_cohesion": 0.5,
    "free": 0.0,
}  # the same for every family; what the record alone says has none


def test_weights_follow_from_the_stored_log_evidence(weighed: tuple[Path, Path, str]) -> None:
    names, _, codings, log_z, error = stored(weighed[1])
    wanted, count = shares(log_z["whole"], PRIOR), len(codings)
    rows = {row["theory"]: row for row in read_rows_of(weighed[1], "evidence")}
    assert set(rows) == set(names) == set(PRIOR) and count > 1
    for t, row in rows.items():
        assert float(row["prior"]) == PRIOR[t]
        assert float(row["weight"]) == pytest.approx(wanted[t], rel=1e-7, abs=1e-12)
        parts = {"over_time": log_z["time"][t], "sum": log_z["whole"][t]}
        parts["between_issues"] = [a - b for a, b in zip(log_z["acts"][t], log_z["time"][t], strict=True)]
        parts["deals"] = [a - b for a, b in zip(log_z["whole"][t], log_z["acts"][t], strict=True)]
        for name, each in parts.items():
            assert float(row[name]) == pytest.approx(math.fsum(each) / count, rel=1e-7, abs=1e-7), (t, name)
        doubt = math.sqrt(math.fsum(e * e for e in error["whole"][t])) / count
        assert float(row["sum_error"]) == pytest.approx(doubt, rel=1e-7)
        against = [a - b for a, b in zip(log_z["whole"][t], log_z["whole"]["inertia"], strict=True)]
        middle = math.fsum(against) / count
        spread = math.sqrt(math.fsum((x - middle) ** 2 for x in against) / count)
        assert float(row["sum_against"]) == pytest.approx(middle, abs=1e-6)
        assert float(row["spread_over_codings"]) == pytest.approx(spread, abs=1e-6)


def test_weights_under_every_variant_follow_too(weighed: tuple[Path, Path, str]) -> None:
    _, variants, _, log_z, _ = stored(weighed[1])
    titles = {"acts over time alone": "time", "acts between issues alone": "between", "deals alone": "deals"}
    titles |= {"acts alone (without deals)": "acts", "without acts over time": "without time"}
    titles |= {"without acts between issues": "without between"}
    titles |= {"choices half as sharp (lambda 2)": "lambda 2", "choices twice as sharp (lambda 8)": "lambda 8"}
    base, seen = shares(log_z["whole"], PRIOR), set()
    for row in read_rows_of(weighed[1], "sensitivities"):
        variant = titles.get(row["variant"], row["variant"])
        if row["kind"] == "coder":
            coder = "abc".index(row["variant"].removeprefix("coder ").removesuffix(" alone").lower())
            wanted = shares({t: [z[coder]] for t, z in log_z["whole"].items()}, PRIOR)
        elif variant in variants:
            wanted = shares(log_z[variant], PRIOR)
        else:
            continue
        seen.add(variant)
        assert {t: float(row[t]) for t in PRIOR} == pytest.approx(wanted, rel=1e-7, abs=1e-10), variant
        moved = math.fsum(abs(wanted[t] - base[t]) for t in PRIOR) / 2
        assert float(row["moved"]) == pytest.approx(moved, rel=1e-6, abs=1e-9)
    assert set(variants) <= seen and len(seen) == len(variants) + 3


def test_what_is_printed_is_what_was_written(weighed: tuple[Path, Path, str]) -> None:
    """The leader and its weight, as the first lines say them."""
    _, _, _, log_z, _ = stored(weighed[1])
    wanted = shares(log_z["whole"], PRIOR)
    leader = max(wanted, key=wanted.__getitem__)
    assert re.search(rf"`?{leader}`?[^.]*{100 * wanted[leader]:.0f}", " ".join(weighed[2].split()))


def test_run_uses_what_weigh_has_left_where_asked_and_says_so(weighed: tuple[Path, Path, str], tmp_path: Path) -> None:
    cache, few = weighed[0], ("--futures", "8", "--months", "12", "--strategies", "piecemeal,drift", *THREE, "--json")
    data = json.loads(told(cache, tmp_path, "run", "afghanistan", *few, "--weights", "record")[1])
    assert data["weights_from"].startswith("from the record, thinly sampled"), "64 draws are few"
    assert data["weights"]["free"] == 0 and data["weights"]["inertia"] != data["weights"]["status_and_cohesion"]
    assert "Weights of theories: from the record" in (tmp_path / data["page"]).read_text(encoding="utf-8")
    default = json.loads(told(cache, tmp_path, "run", "afghanistan", *few)[1])
    assert default["weights_from"] == "uniform" and set(default["weights"].values()) == {1 / 3}
    assert default["study"] != data["study"]
    code, out, error = told(tmp_path / "empty", tmp_path, "run", "afghanistan", *few, "--weights", "record")
    assert code == 2 and out == "" and "no record has been weighed yet" in error and "modus weigh afghanistan" in error


def test_run_does_not_use_a_posterior_of_other_priors_or_code(weighed: tuple[Path, Path, str], tmp_path: Path) -> None:
    import yaml

    from modusvivendi.evidence.inference.posterior import Posterior
    from modusvivendi.theory.theory import SHIPPED as THEORIES

    cache = tmp_path / "cache"
    few = ("--futures", "8", "--months", "12", "--strategies", "piecemeal,drift", *THREE, "--json", "--weights", "record")
    shutil.copytree(weighed[0], cache)
    changed = yaml.safe_load((THEORIES / "leverage.yaml").read_text(encoding="utf-8"))
    changed |= {"name": "own", "title": "A theory of one's own"}
    (tmp_path / "own.yaml").write_text(yaml.safe_dump(changed), encoding="utf-8")
    code, _, error = told(cache, tmp_path, "run", "afghanistan", *few[:6], *few[8:], "--theories", "inertia,own.yaml")
    assert code == 2 and "own" in error and len(error.strip().splitlines()) == 1
    path = next((cache / "modusvivendi" / "evidence").glob("posterior-*.npz"))
    from dataclasses import replace

    from modusvivendi.case import load_case

    posterior = Posterior.load(load_case("afghanistan"), path)
    replace(posterior, effective=100.0).save(path)
    data = json.loads(told(cache, tmp_path, "run", "afghanistan", *few)[1])
    assert data["weights_from"].startswith("from the record, with draws it has weighed, weighed on 20")
    replace(posterior, code="older").save(path)
    code, _, error = told(cache, tmp_path, "run", "afghanistan", *few)
    assert code == 2 and "another version of the model" in error
    assert not list((tmp_path / "modus-out").glob("*/.*")), "no half-written file is left"


@pytest.mark.slow
def test_a_run_that_is_interrupted_goes_on(tmp_path: Path) -> None:
    """Ctrl-C after a few tasks: one line and code 130; the same command then does the rest, with the same result as a
    run that was never stopped."""
    cache, tasks = tmp_path / "cache", tmp_path / "cache" / "modusvivendi" / "evidence" / "tasks"
    words = ("weigh", "afghanistan", "--draws", "64", "--theories", "inertia", "--threads")
    process = started(*words, "1", cwd=tmp_path, cache=cache)
    limit = time.monotonic() + 300
    while len(list(tasks.glob("*.npz"))) < 3 and process.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, error = process.communicate(timeout=120)
    done = {p: p.stat().st_mtime_ns for p in tasks.glob("*.npz") if ".tmp" not in p.name}
    assert process.returncode == 130, error
    assert error.splitlines()[-1] == "modus: interrupted; the same command goes on with what is done"
    assert 3 <= len(done) < 12 and not list(tmp_path.glob("modus-out/*"))
    code, out, error = told(cache, tmp_path, *words, "1")
    assert code == 0, error
    assert all(p.stat().st_mtime_ns == stamp for p, stamp in done.items())
    assert len(list(tasks.glob("*.npz"))) == 12
    whole = told(tmp_path / "other", tmp_path, *words, "2")[1]
    assert whole == out


def score_words(paths: tuple[Path, Path, Path], since: str = "2024-05-31") -> list[str]:
    acts, tracks, moves = (str(p) for p in paths)
    return [
        "score",
        "afghanistan",
        "--acts",
        acts,
        "--tracks",
        tracks,
        "--moves",
        moves,
        "--since",
        since,
        "--theories",
        "inertia",
    ]


def test_score_prints_scores_of_files_nobody_has_seen(tmp_path: Path) -> None:
    paths = files(tmp_path, [act(), act(id="made-up-2", date="2024-09-20", net_effect="toward")], [track()], [move()])
    code, out, error = told(tmp_path / "cache", tmp_path, *score_words(paths))
    assert code == 0, error
    assert "\nActs: better than a constant rate" in out or "\nActs: nothing beats" in out
    assert "\nDeals: nothing beats constant shares by more than chance" in out  # one deal tells nothing
    page = tmp_path / out.strip().splitlines()[-1].removeprefix("Open:").strip()
    assert "nothing beats" in page.read_text(encoding="utf-8")
    assert "2 acts and 1 decided tracks of 2024-06 to 2024-09 are scored" in out
    data = json.loads(told(tmp_path / "cache", tmp_path, *score_words(paths), "--json")[1])
    found = {f["id"]: f for f in data["findings"]}
    assert found["score.rows"]["facts"]["acts"]["value"] == 2
    assert {t["name"] for f in data["findings"] for t in f["tables"]} == {"skill_acts", "skill_deals", "calibration"}


@pytest.mark.parametrize(("change", "message"), BAD_ROWS[:3] + BAD_ROWS[4:5] + BAD_ROWS[7:8] + BAD_ROWS[11:12])
def test_score_refuses_bad_files_in_one_line(tmp_path: Path, change: dict, message: str) -> None:  # type: ignore[type-arg]
    paths = files(tmp_path, **({"acts": [act()], "tracks": [track()], "moves": [move()]} | change))
    before = sorted(tmp_path.iterdir())
    code, _, error = told(tmp_path / "cache", tmp_path, *score_words(paths))
    assert code == 2 and message in error
    assert len(error.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before, "nothing is written"


def test_score_refuses_a_missing_file_and_a_bad_date(tmp_path: Path) -> None:
    paths = files(tmp_path, [act()], [track()], [move()])
    code, _, error = told(tmp_path / "cache", tmp_path, *score_words((tmp_path / "none.csv", *paths[1:])))
    assert code == 2 and "none.csv" in error and len(error.strip().splitlines()) == 1
    code, _, error = told(tmp_path / "cache", tmp_path, *score_words(paths, "31 May 2024"))
    assert code == 2 and "YYYY-MM-DD" in error


def break_record(folder: Path, name: str, old: str, new: str) -> Path:
    """A copy of the shipped case with one change in a file of its record ('' replaces everything)."""
    own = folder / "own"
    shutil.copytree(SHIPPED, own)
    path = own / "record" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(new if not old else text.replace(old, new, 1), encoding="utf-8")
    return own


HEADER = (SHIPPED / "record" / "acts.csv").read_text(encoding="utf-8").splitlines()[0]
FIRST, SECOND = (SHIPPED / "record" / "acts.csv").read_text(encoding="utf-8").splitlines()[1:3]


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("acts.csv", f"{FIRST.split(',')[0]},", f"{SECOND.split(',')[0]},", "acts.csv, row 3, column id: duplicate"),
        (
            "acts.csv",
            ",girls_secondary_education,",
            ",girl_secondary_education,",
            "column issue: unknown 'girl_secondary_education'; did you mean 'girls_secondary_education'?",
        ),
        ("acts.csv", "", "", "acts.csv: empty"),
        ("acts.csv", "", f"{HEADER}\n", "acts.csv: no rows"),
        ("moves.csv", "", "id,date\n", "moves.csv, row 1: missing column"),
    ],
)
def test_weigh_refuses_a_bad_record_in_one_line(tmp_path: Path, name: str, old: str, new: str, message: str) -> None:
    own = break_record(tmp_path, name, old, new)
    before = sorted(tmp_path.iterdir())
    code, _, error = told(tmp_path / "cache", tmp_path, "weigh", str(own), *SMALL)
    assert code == 2 and message in error, error
    assert len(error.strip().splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before, "nothing is written"


def test_weigh_refuses_a_magnitude_of_nine_and_dates_out_of_order(tmp_path: Path) -> None:
    import csv

    for name, column, value, message in (
        ("acts.csv", "magnitude", "9", "acts.csv, row 5, column magnitude: 9 is not in 1..5"),
        ("acts.csv", "date", "2024-08-01", "acts.csv, row 5, column date: 2024-08-01 is after the cut-off"),
        ("tracks.csv", "end", "2021-01", "tracks.csv, row 5, column end: 2021-01 is before the start"),
    ):
        own = tmp_path / f"{name}-{column}"
        shutil.copytree(SHIPPED, own)
        path = own / "record" / name
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        rows[4][rows[0].index(column)] = value
        if column == "date":
            rows[4][rows[0].index("precision")] = "day"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
        code, _, error = told(tmp_path / "cache", tmp_path, "weigh", str(own), *SMALL)
        assert code == 2 and message in error, error
        assert len(error.strip().splitlines()) == 1
    assert not (tmp_path / "modus-out").exists() and not (tmp_path / "cache").exists()


def test_weigh_refuses_words_it_does_not_know(tmp_path: Path) -> None:
    for words, message in (
        (("weigh", "afghanistan", "--theories", "inertai"), "did you mean 'inertia'"),
        (("weigh", "afghanistan", "--sampler", "nautilis"), "did you mean 'nautilus'"),
    ):
        code, _, error = told(tmp_path / "cache", tmp_path, *words)
        assert code == 2 and message in error and len(error.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_signposts_name_what_to_watch_and_what_would_teach_most(weighed: tuple[Path, Path, str], tmp_path: Path) -> None:
    words = ("signposts", "afghanistan", "--strategy", "piecemeal", "--futures", "64", "--weights", "record", "--scholar", *THREE)
    code, out, error = told(weighed[0], tmp_path, *words)
    assert code == 0, error
    assert "the most telling thing to watch" in out and "Most would be taught by" in out and "single probes" in out
    assert "weights of theories: from the record" in next(s for s in out.splitlines() if not s.startswith("This case is "))
    assert (tmp_path / out.strip().splitlines()[-1].removeprefix("Open:").strip()).is_file()
    data = json.loads(told(weighed[0], tmp_path, *words, "--json")[1])
    tables = {t["name"]: t["rows"] for f in data["findings"] for t in f["tables"]}
    assert {"months", "at least", "if reached", "information"} <= set(tables["signposts"][0])
    assert {"value", "low", "high"} <= set(tables["signposts"][0]["information"])
    assert {d["kind"] for d in tables["all_designs"]} == {"strategy", "probe"}
