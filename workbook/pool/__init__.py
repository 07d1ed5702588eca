"""From a workbook to its public pool: who gets what, why, with which weights, and the replay."""

from workbook.pool.reading import Proof, at_moment, open_pool, proof

__all__ = ["Proof", "at_moment", "open_pool", "proof"]
