"""Claims of the field as executable experiments: each with its arms, a criterion and a status of its own.

A claim that the model refutes is a finding and stays. See `salesline claims --list` and docs/claims.md.
"""

from __future__ import annotations

from salesline.claims.claim import Arm, Claim, Finding, Status
from salesline.claims.registry import all_claims, claims_named

__all__ = ["Arm", "Claim", "Finding", "Status", "all_claims", "claims_named"]
