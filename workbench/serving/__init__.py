"""The executor as a process of its own: it owns the store, the ledger, the targets, the model's key and the budget.

    workbench serve                                      # in the project's directory; ends with Ctrl-C
    WORKBENCH_SOCKET=data/run/agents.sock python         # Workbench() asks the server there

Two unix sockets: `agents.sock` for what agents may ask, `people.sock` for people's decisions as well. Who is at the
other end the kernel says; what may be asked stands in `verbs.toml`, and everything else is refused and noted.

    wire, codec         lines of JSON, and records in them, by the types of the verbs
    catalogue, confine  what may be asked, and which files its arguments may name
    peers, sockets      who asks; the two sockets of a home, and the one server that has them
    lanes, door         who comes next; many connections, none of which can hold up another
    served, asking      the project as the server has it; one request, done
    committing          many agents' claims and proposals in one transaction and one write of the ledger
    client, remote      the other end: what notebooks and panels get in place of a project
"""
