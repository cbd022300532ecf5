"""Claims of source 3: sales and marketing at a software company, 2021."""

from __future__ import annotations

from salesline.claims.claim import Claim
from salesline.claims.seed3_changes import CHANGE_CLAIMS
from salesline.claims.seed3_gate import GATE

OTHERS: tuple[Claim, ...] = (
    Claim(
        "3.06",
        "MQL means different things to marketing, sales, offices",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "3.07",
        "Reps differ in stage they like/can take ('have a chat' … 'get a quote')",
        "mech",
        "M",
        note="no experiment yet",
    ),
    Claim(
        "3.08",
        "Cadence unknown: three calls? call-email-call? when to give up?",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("3.09", "Is the process followed?", "mech", "M", note="no experiment yet"),
    Claim("3.10", "How much work to add context to leads?", "mech", "S", note="no experiment yet"),
    Claim(
        "3.12",
        "Learn which types are gold; change qualification quickly; feedback from a large global sales team",
        "mech",
        "S",
        note="no experiment yet",
    ),
    Claim(
        "3.13",
        "Reporting: 'consistent, simple but imprecise' over 'complicated but accurate'",
        "rule",
        "C",
        note="optional; no experiment yet",
    ),
    Claim(
        "3.16",
        "Lead flow: who gets what, how quickly; manual first, automate later; 'no lead left unturned'",
        "rule",
        "M",
        note="no experiment yet",
    ),
    Claim("3.26", "Customers helped when needed, left alone otherwise", "out", "S", note="no experiment yet"),
    Claim("3.27", "Several offices, global", "sys", "S", note="no experiment yet"),
)

CLAIMS: tuple[Claim, ...] = tuple(sorted((*GATE, *CHANGE_CLAIMS, *OTHERS), key=lambda claim: claim.id))
