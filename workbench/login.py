"""Who vouches for a person beyond their key: JupyterHub, a Jupyter server, or nobody.

A notebook kernel is no trust boundary: whoever may run code in it can say anything here. So a login is evidence that is
kept with a decision, and never a reason to accept one; the signature is the authority.
"""

import os
import re
from collections.abc import Mapping

KEY = "key"
"""Nothing but the key says who it was."""

LONGEST = 100
"""Characters of a name that are kept."""


def login(claimed: str = "", env: Mapping[str, str] = os.environ) -> str:
    """ "hub:NAME" where JupyterHub says who it is; else "jupyter:NAME" for what the browser learned from its server;
    else "key".

    >>> login("ana", {})
    'jupyter:ana'
    >>> login("ana", {"JUPYTERHUB_USER": "ben"})
    'hub:ben'
    >>> login("", {})
    'key'
    """
    for source, name in (("hub", env.get("JUPYTERHUB_USER", "")), ("jupyter", claimed)):
        if plain := re.sub(r"[^\w.@+ -]", "?", name, flags=re.ASCII).strip()[:LONGEST]:
            return f"{source}:{plain}"
    return KEY


def mine(people: Mapping[str, object], env: Mapping[str, str] = os.environ) -> str:
    """The person of policy.yaml who is logged in here, by name; "" when nobody says so.

    >>> mine({"ana": 1}, {"JUPYTERHUB_USER": "ana"}), mine({"ana": 1}, {})
    ('ana', '')
    """
    name = env.get("JUPYTERHUB_USER", "")
    return name if name in people else ""
