"""What other tools make of the same lists; runs in an environment of its own (pyproject.toml here).

Each peer gets one row a customer with the columns our own normalising makes (brand, brand in Latin
letters, trade, place, own domain …), so that what is compared is the linking and not the spelling;
`drop_duplicates` and `raw` get the cells as typed. `python peers.py splink LIST.csv [MODEL.json]`
prints a label for each row.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from measures import labels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Pairs = tuple[np.ndarray, np.ndarray]
_BLOCKS = ("code", "email", "domain", "phone", "latin", "stem_zh")


def drop_duplicates(rows: pd.DataFrame) -> np.ndarray:
    """Label rows whose cells are all the same, as the button in a spreadsheet does."""
    return rows.groupby(["name", "name_zh", "country_typed", "website"], dropna=False).ngroup()


def raw(rows: pd.DataFrame) -> np.ndarray:
    """Join rows of the same name or e-mail, as typed."""
    return _joined(rows, ("name", "name_zh", "email"))


def domain(rows: pd.DataFrame) -> np.ndarray:
    """Join rows of the same own domain or e-mail."""
    return _joined(rows, ("domain", "email"))


def rules(rows: pd.DataFrame) -> np.ndarray:
    """Join rows of one brand, trade and country, one e-mail or one code."""
    named = rows.assign(
        key=rows["latin"] + "|" + rows["trade"].fillna("") + "|" + rows["country"].fillna("")
    )
    return _joined(named, ("key", "email", "code"))


def rapidfuzz(rows: pd.DataFrame) -> np.ndarray:
    """Join rows of a block (country, first three letters) whose names are 92 % alike."""
    from rapidfuzz import fuzz, process

    names = rows["name"].fillna(rows["name_zh"]).fillna("").str.lower()
    left, right = [], []
    blocks = rows.groupby([rows["country"].fillna(""), rows["latin"].fillna("").str[:3]])
    for positions in blocks.indices.values():
        texts = names.iloc[positions].tolist()
        for start in range(0, len(texts), 500):
            scores = process.cdist(
                texts[start : start + 500],
                texts,
                scorer=fuzz.token_sort_ratio,
                score_cutoff=92,
                dtype=np.uint8,
                workers=4,
            )
            one, other = np.nonzero(scores)
            kept = one + start < other
            left.append(positions[one[kept] + start])
            right.append(positions[other[kept]])
    return labels(len(rows), np.concatenate(left), np.concatenate(right))


def recordlinkage(rows: pd.DataFrame) -> np.ndarray:
    """Classify pairs by the ECM of recordlinkage, untrained, on the same blocks."""
    import recordlinkage as rl

    rows = rows.reset_index(drop=True)
    indexer = rl.Index()
    for column in (*_BLOCKS, ["prefix", "country"]):
        indexer.block(column)
    pairs = indexer.index(rows)
    compare = rl.Compare(n_jobs=4)
    compare.string("latin", "latin", method="jarowinkler", threshold=0.92, label="latin")
    for column in ("code", "email", "domain", "phone", "person", "country", "place", "trade"):
        compare.exact(column, column, label=column)
    levels = compare.compute(pairs, rows).fillna(0).astype(int)
    links = rl.ECMClassifier(binarize=0.5).fit_predict(levels)
    left, right = links.get_level_values(0).to_numpy(), links.get_level_values(1).to_numpy()
    return labels(len(rows), left, right)


def splink(rows: pd.DataFrame, model: Path) -> np.ndarray:
    """Cluster by splink with the weights that `splink_weights` fixed."""
    from splink import DuckDBAPI, Linker

    settings = json.loads(model.read_text(encoding="utf-8"))
    threshold = settings.pop("threshold")
    settings["probability_two_random_records_match"] = 0.5 / len(rows)
    linker = Linker(DuckDBAPI().register(_for_splink(rows)), settings, log_level=40)
    found = linker.inference.predict(threshold_match_probability=0.01)
    made = linker.clustering.cluster_pairwise_predictions_at_threshold(
        found, threshold_match_probability=threshold
    )
    frame = made.as_pandas_dataframe()
    numbers = frame.set_index("unique_id")["cluster_id"].reindex(range(len(rows)))
    return pd.factorize(numbers)[0]


def splink_weights(rows: pd.DataFrame, truth: np.ndarray, model: Path) -> None:
    """Fix the weights on a labelled list, with the threshold that is best there."""
    from measures import of_labels
    from splink import DuckDBAPI, Linker

    register = DuckDBAPI()
    labelled = _for_splink(rows).assign(truth=truth)
    linker = Linker(register.register(labelled), _settings(len(rows)), log_level=40)
    linker.training.estimate_u_using_random_sampling(max_pairs=5e6, seed=1)
    linker.training.estimate_m_from_label_column("truth")
    settings = linker.misc.save_model_to_json()
    best = (0.0, 0.5)
    for threshold in (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995):
        model.write_text(json.dumps({**settings, "threshold": threshold}), encoding="utf-8")
        best = max(best, (of_labels(truth, splink(rows, model)).f1, threshold))
    model.write_text(json.dumps({**settings, "threshold": best[1]}), encoding="utf-8")


def _settings(rows: int) -> object:
    import splink.comparison_library as cl
    from splink import SettingsCreator, block_on

    common = [
        cl.JaroWinklerAtThresholds("latin", [0.95, 0.88]).configure(
            term_frequency_adjustments=True
        ),
        cl.ExactMatch("stem_zh"),
        *(
            cl.ExactMatch(column).configure(term_frequency_adjustments=True)
            for column in ("domain", "email", "phone", "person")
        ),
        *(cl.ExactMatch(column) for column in ("code", "country", "place", "trade")),
    ]
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=common,
        blocking_rules_to_generate_predictions=[
            *(block_on(column) for column in _BLOCKS),
            block_on("prefix", "country"),
        ],
        probability_two_random_records_match=0.5 / rows,
        retain_matching_columns=False,
    )


def _for_splink(rows: pd.DataFrame) -> pd.DataFrame:
    frame = rows.astype(object).where(rows.notna(), None)
    return frame.reset_index(drop=True).rename_axis("unique_id").reset_index()


def _joined(rows: pd.DataFrame, columns: Iterable[str]) -> np.ndarray:
    left, right = [], []
    for column in columns:
        values = rows[column].reset_index(drop=True).dropna()
        values = values[values != ""]
        first = values.groupby(values).transform(lambda same: same.index[0])
        left.append(values.index.to_numpy())
        right.append(first.to_numpy())
    return labels(len(rows), np.concatenate(left), np.concatenate(right))


PEERS: dict[str, Callable[..., np.ndarray]] = {
    each.__name__: each
    for each in (drop_duplicates, raw, domain, rules, rapidfuzz, recordlinkage, splink)
}


def main() -> None:
    """Print seconds, peak megabytes and the score of one peer on one list."""
    import resource
    import time

    from measures import of_labels

    name, path, *more = sys.argv[1:]
    rows = pd.read_csv(path, dtype=str, keep_default_na=False).replace("", None)
    truth = rows.pop("truth").astype(int).to_numpy()
    if name == "splink_weights":
        splink_weights(rows, truth, Path(more[0]))
        return
    start = time.perf_counter()
    found = np.asarray(PEERS[name](rows, *map(Path, more)))
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    score = of_labels(truth, found)
    print(json.dumps({"seconds": round(seconds, 1), "peak_mb": peak, **score._asdict()}))


if __name__ == "__main__":
    main()
