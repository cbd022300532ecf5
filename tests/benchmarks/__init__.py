"""Speed and agreement on two neutral workloads, and the cost of growth: `python -m tests.benchmarks`.

W1 'line': a Poisson stream of leads, SDRs in common, an AE stage with a limited number of places, and a patience
clock at each. W2 'touches': leads dealt in turn to reps, each lead touched about six times with gaps, set-up times,
a cap of open leads per rep, one backlog, and a cold clock. Both start empty and stop after 2,080 working hours;
what is unfinished then is not counted. Their parameters are in `sizes.py`.
"""
