"""The stages of a run, in order; each asks one agent, has the gate judge, and stores what came of it.

    reading.py    chunks -> claims of the inventory -> verdicts, facts
    correcting.py corrections -> facts that no longer count, and what holds in their place
    mapping.py    dossiers -> claims of the mapper -> verdicts, facts
    migration.py  mapped dossiers -> files, run in a child process -> proposals

A stage repeats nothing that ended well, and stores each task's results in one transaction: whatever stops a run, what
was answered is kept and what was not is named.
"""
