"""Gradient boosting on a table: XGBoost (Chen and Guestrin, KDD 2016), round by round.

Kept as XGBoost's own JSON, which holds numbers and nothing that could run, and `columns.json` with the names.
"""

from typing import Any, Final

import numpy as np
import xgboost
from numpy.typing import NDArray

from engines.runtime.device import allowed_cores
from engines.skin.table import Column, Table

HELD_BACK: Final = 0.2  # share of the rows that is not learnt from
DEPTH: Final = 5  # of a tree
LEAST_WEIGHT: Final = 3  # of the rows of a leaf


def split(table: Table, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rows to learn from, and those to be asked about."""
    order = np.random.default_rng(seed).permutation(len(table))
    learnt = len(table) - max(4, round(HELD_BACK * len(table)))
    return order[:learnt], order[learnt:]


def matrix(table: Table, rows: NDArray[np.int64]) -> xgboost.DMatrix:
    """Some rows as XGBoost wants them."""
    return xgboost.DMatrix(
        table.values[rows],
        table.target.values[rows],
        feature_names=[column.name for column in table.columns],
        feature_types=["c" if column.categories else "q" for column in table.columns],
        enable_categorical=True,
    )


def parameters(target: Column, learning_rate: float) -> dict[str, Any]:
    """Return XGBoost's parameters for that target.

    Rows and columns are not drawn by lot: a run that goes on could not draw those of an unbroken one.
    """
    classes = len(target.categories)
    task = {"objective": "multi:softprob", "num_class": classes, "eval_metric": "mlogloss"} if classes else {}
    return {
        "objective": "reg:squarederror",
        "eval_metric": "rmse",
        **task,
        "tree_method": "hist",
        "eta": learning_rate,
        "max_depth": DEPTH,
        "min_child_weight": LEAST_WEIGHT,
        "nthread": allowed_cores(),
    }


def figures_of(told: NDArray[np.float32], target: Column, rows: NDArray[np.int64]) -> dict[str, float]:
    """Return the accuracy of chances (N, classes), or R² of numbers (N,)."""
    true = target.values[rows]
    if target.categories:
        return {"accuracy": round(float((told.argmax(1) == true).mean()), 4)}
    return {"r2": round(float(1 - ((told - true) ** 2).mean() / max(true.var(), 1e-12)), 4)}


def blind(target: Column, known: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return what somebody foretells who looks at no column: the commonest class, or the mean."""
    values = target.values[known]
    if target.categories:
        shares = np.bincount(values.astype(int), minlength=len(target.categories)) / len(values)
        return np.tile(shares.astype(np.float32), (len(rows), 1))
    return np.full(len(rows), values.mean(), np.float32)
