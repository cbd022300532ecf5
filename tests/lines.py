"""A plain line in Python: SDRs call inbound leads, AEs take deals through two stages, everything else is off."""

from __future__ import annotations

from typing import Any

from salesline.scenario.scenario import Scenario


def line(values: dict[str, Any] | None = None, **study: Any) -> Scenario:
    """The plain line with some dotted keys set: no clocks, set-up, reload, absence or differences between people."""
    data: dict[str, Any] = {
        "name": "plain",
        "market": {
            "buyers": {"deal_size": {"lognormal": "$20k", "sigma": 0.6}},
            "contact": {"fresh": "40 %", "beta": 0, "decay": 0.9},
            "win": {"intercept": 0.0},
            "sources": {"inbound": {"kind": "inbound", "to": "qualification", "rate": "60 per month"}},
        },
        "organisation": {
            "offices": {
                "here": {
                    "shift": {"start": "9:00", "end": "17:00"},
                    "days": ["mon", "tue", "wed", "thu", "fri"],
                }
            },
            "activities": {
                "dial": {"handling": {"exponential": "10 min"}},
                "meeting": {"handling": {"gamma": "60 min", "shape": 2}},
            },
            "roles": {"sdr": {"heads": 2}, "ae": {"heads": 3}},
            "desks": {
                "qualification": {
                    "staffed_by": "sdr",
                    "hands_to": "closing",
                    "assignment": "least open",
                    "cadence": {
                        "touches": [{"activity": "dial"}, *[{"activity": "dial", "after": "1 day"}] * 4],
                        "conversation": {"exponential": "20 min"},
                    },
                },
                "closing": {
                    "staffed_by": "ae",
                    "opportunity": True,
                    "assignment": "least open",
                    "stages": [
                        {
                            "name": "discovery",
                            "activity": "meeting",
                            "touches": {"geometric": 2},
                            "buyer_wait": "2 days",
                            "verdict": 0.5,
                        },
                        {
                            "name": "proposal",
                            "activity": "meeting",
                            "touches": 2,
                            "buyer_wait": {"exponential": "4 days"},
                            "verdict": 0.5,
                        },
                    ],
                },
            },
        },
        "study": {"start": "2026-01-05", "quarters": 1, "prior": "0 h", **study},
    }
    scenario = Scenario.model_validate(data)
    return scenario.with_values(values) if values else scenario
