"""Whose key is whose."""

from pathlib import Path
from typing import Annotated

import typer

from workbench import terminal
from workbench.commands.opening import opened
from workbench.commands.options import HERE, AsJson, Home, Reason
from workbench.errors import ParameterError
from workbench.signing import fingerprint

Person = Annotated[str, typer.Argument(metavar="NAME", help="A person of policy.yaml.")]

keys = typer.Typer(rich_markup_mode=None, add_completion=False, help="List, make, enrol and revoke reviewers' keys.")


@keys.command("list")
def listed(home: Home = HERE, json: AsJson = False) -> None:
    """List every key, where its private half is, and whether it counts.

    $ workbench keys list
    """
    held = opened(home).keys()
    if json:
        return terminal.print_json(held)
    rows = [(one.name, one.fingerprint, one.place, one.fault or "counts") for one in held]
    terminal.table(("person", "key", "private half", "state"), rows)


@keys.command()
def make(name: Person, home: Home = HERE, json: AsJson = False) -> None:
    """Make a key file for a person, and enrol it; once.

    $ workbench keys make ben
    """
    bench = opened(home)
    public = bench.reviewer(name).key.public
    if json:
        return terminal.print_json({"name": name, "fingerprint": fingerprint(public), "public": public})
    terminal.say(f"{name}: {fingerprint(public)}, in {(bench.policy.home / bench.policy.keys).with_name(name)}")


@keys.command()
def enrol(
    name: Person,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A public key, as ssh-keygen writes it.")],
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Let a key that a person already has speak for them; their ssh-agent may hold the private half.

    $ workbench keys enrol ben ~/.ssh/id_ed25519.pub
    """
    text = _public(file)
    opened(home).enrol(name, text)
    if json:
        return terminal.print_json({"name": name, "fingerprint": fingerprint(text), "public": text})
    terminal.say(f"{name}: {fingerprint(text)} is enrolled")


def _public(file: Path) -> str:
    try:
        return file.read_bytes()[:20_000].decode("ascii").strip()
    except UnicodeDecodeError:
        raise ParameterError(f"'{file}' is no public key: it holds bytes that are no ASCII text") from None


@keys.command()
def revoke(
    name: Person,
    reason: Reason,
    key: Annotated[str, typer.Option(metavar="SHA256:..", help="Which one, when they have several.")] = "",
    home: Home = HERE,
    json: AsJson = False,
) -> None:
    """Let a key count no more, nor any approval by it that was not yet executed.

    $ workbench keys revoke ben --reason "the laptop was stolen"
    """
    found = opened(home).withdraw_key(name, key, reason)
    if json:
        return terminal.print_json({"name": name, "fingerprint": found.fingerprint, "public": found.public})
    terminal.say(f"{name}: {found.fingerprint} counts no more")
