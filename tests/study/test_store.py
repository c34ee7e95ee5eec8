"""A run on disk: opened with its labels, finished or interrupted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from modusvivendi.errors import InputError
from modusvivendi.study import Study, run_study
from modusvivendi.study.make import make_study
from modusvivendi.study.store import FUTURES, open_result, place_for


@pytest.fixture
def study() -> Study:
    return make_study(
        "afghanistan", theories=["status_and_cohesion", "inertia"], strategies=["piecemeal", "drift"], futures=48, months=12
    )


def test_a_finished_run_opens_with_its_numbers_and_labels(study: Study, tmp_path: Path) -> None:
    folder = tmp_path / "run"
    result = run_study(study, block=16, store=folder / FUTURES)
    for place in (folder, folder / FUTURES, str(folder)):
        stored = open_result(place)
        assert stored.digest == study.digest and stored.case == "afghanistan" and stored.complete and stored.share_done == 1
    chosen = stored.data["outcomes"].sel(theory="inertia", strategy="drift", outcome="technical")
    assert np.array_equal(chosen.values, result.outcome("technical")[1, 1])
    assert stored.data["paths"].sizes["month"] == 12 and stored.data["paths"].coords["month"].values[0] == 1
    assert stored.data["tracks"].dims == ("theory", "strategy", "track", "future")
    assert stored.seed == 1 and stored.block == 16 and "numba" in stored.versions


@pytest.mark.parametrize("memory", [0, 10**9], ids=["large", "moderate"])
def test_a_stored_result_has_the_numbers_of_one_in_memory(
    study: Study, tmp_path: Path, memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A moderate one is kept in memory meanwhile, a large one is read from the store when it is used."""
    monkeypatch.setattr("modusvivendi.study.result.IN_MEMORY", memory)
    stored, kept = run_study(study, block=32, store=tmp_path / FUTURES), run_study(study, block=32)
    assert isinstance(stored.outcomes, np.ndarray) == bool(memory)
    for name in ("outcomes", "paths", "tracks"):
        assert np.array_equal(getattr(stored, name)[...], getattr(kept, name))
    (tmp_path / FUTURES).rename(tmp_path / "elsewhere.zarr")
    stored.moved(tmp_path / "elsewhere.zarr")
    assert np.array_equal(stored.outcome("technical"), kept.outcome("technical"))


def test_an_interrupted_run_says_so_and_holds_no_made_up_number(study: Study, tmp_path: Path) -> None:
    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done >= total / 2:
            raise Stop

    folder = tmp_path / "run"
    with pytest.raises(Stop):
        run_study(study, threads=1, block=16, store=folder / FUTURES, progress=stop)
    stored = open_result(folder)
    assert not stored.complete and 0 < stored.share_done < 1
    done = stored.data["done"]
    outcomes = stored.data["outcomes"].sel(outcome="technical")
    assert outcomes.where(done).notnull().sum() == 2 * int(done.sum())
    assert outcomes.isnull().sum() == 2 * int((~done).sum()), "what is not done is NaN, not 0"
    whole = run_study(study, block=16, store=folder / FUTURES, resume=True)
    again = open_result(folder)
    assert again.complete and np.array_equal(again.data["outcomes"].values, np.asarray(whole.outcomes))


def test_what_is_no_run_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run lies here"):
        open_result(tmp_path / "nothing")
    (tmp_path / FUTURES).mkdir()
    (tmp_path / "futures.manifest.json").write_text("{}")
    with pytest.raises(InputError, match="the run cannot be read"):
        open_result(tmp_path)


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / FUTURES).mkdir()
    (folder / FUTURES / "precious").write_text("")
    with pytest.raises(InputError, match="not a result of this program"):
        place_for(folder, resume=False)
    assert (folder / FUTURES / "precious").exists()
