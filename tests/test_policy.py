"""The policy: what is not allowed is refused, with every rule that failed; what cannot be meant is refused at load."""

# ruff: noqa: E501  one broken policy is one line

from pathlib import Path

import pytest
from governance_world import NOW, POLICY, World, make_world

from workbench.acts import Blast, TargetIdentity, Usage
from workbench.errors import PolicyError
from workbench.policy import Policy, lint, load, read
from workbench.proposal import Denied, note_denied
from workbench.rules import Case, fits
from workbench.whatif import what_if

ROOT = Path(__file__).parent.parent
OUT = TargetIdentity(name="out", kind="files", location="out", physical="project:out", environment="demo")


def policy(text: str = POLICY) -> Policy:
    """The policy of a text."""
    return read(text.encode(), Path("/nowhere/policy.yaml"))


def case(**changes: object) -> Case:
    """A case that the policy allows, with changes."""
    fine = {
        "author": "migrator",
        "target": OUT,
        "names": ("file.create",),
        "paths": ("maps/a",),
        "blast": Blast(files=1),
    }
    return Case.model_validate(fine | changes)


# Each: what is wrong, the text that stands there now, the text that replaces it, the line, a part of the reason.
BROKEN: list[tuple[str, str, str, int, str]] = [
    ("an alias", "people:\n  ana: {roles: [reviewer]}", "people:\n  ana: &x {roles: [reviewer]}", 19, "anchor"),
    ("a merge key", "  ana: {roles", "  <<: {roles", 19, "merge key"),
    ("a tag", "version: 1", "version: !!int 1", 1, "tag"),
    ("a duplicate key", "  ben: {roles", "  ana: {roles", 20, "given twice"),
    ("two documents", "people:", "---\npeople:", 18, "second document"),
    ("an unclosed bracket", "read: [facts/**]", "read: [facts/**", 7, ""),
    ("a tab", "people:\n  ana", "people:\n\tana", 19, "token"),
    ("a list where a map must be", "people:\n  ana: {roles: [reviewer]}", "people:\n  - ana", 20, ""),
    ("an unknown section", "refuse:", "refuses:", 29, "not a known key"),
    ("a misspelt key of an agent", "read: [facts/**]", "reed: [facts/**]", 6, "not a known key"),
    ("a misspelt limit", "per_action: {actions: 1,", "per_action: {action: 1,", 9, "not a known key"),
    ("a misspelt condition", "{when: {action: file.delete}", "{when: {actions: file.delete}", 24, "not a known key"),
    ("a section that is missing", "kill_switch: STOP\n", "", 1, "'kill_switch' is missing"),
    ("another version", "version: 1", "version: 2", 1, "1"),
    ("a version as text", "version: 1", "version: '1'", 1, "1"),
    ("a limit as text", "actions: 1, files: 5", "actions: '1', files: 5", 9, "integer"),
    ("a limit as truth", "actions: 1, files: 5", "actions: true, files: 5", 9, "integer"),
    ("a negative limit", "files: 5, bytes", "files: -5, bytes", 9, "greater than or equal to 0"),
    ("a limit that is infinite", "files: 5, bytes", "files: .inf, bytes", 9, "no number"),
    ("a size without a unit", "bytes: 64KiB", "bytes: 64 quintals", 9, "no size"),
    ("a time without a unit", "expires: 24h}", "expires: 24}", 27, "no time"),
    ("a time of nothing", "expires: 24h}", "expires: 0h}", 27, "no time"),
    ("an unknown action", "file.delete]\n", "file.destroy]\n", 8, "file.create"),
    ("an unknown risk", "risk: high}\n  - {when: {}", "risk: huge}\n  - {when: {}", 24, "low"),
    ("an unknown kind of target", "kind: files", "kind: folders", 3, "files"),
    ("a target without an environment", ", environment: demo", "", 3, "missing"),
    ("a name with capitals", "  ana: {roles", "  Ana: {roles", 19, "pattern"),
    ("a person without a role", "ana: {roles: [reviewer]}", "ana: {roles: []}", 19, "at least 1"),
    ("a quorum of nobody", "count: 1, roles", "count: 0, roles", 27, "greater than or equal to 1"),
    ("a path that is absolute", "read: [facts/**]", "read: [/facts/**]", 6, "pattern"),
    ("a path with a backslash", "read: [facts/**]", "read: ['facts\\**']", 6, "pattern"),
    ("a refusal without a reason", "why: nobody writes here", "why: ''", 30, "at least 3"),
    ("a target that is not listed", "propose: {out: [maps/**]}", "propose: {elsewhere: [maps/**]}", 7, "not among the targets"),
    ("a target above the project", "root: out", "root: ../out", 3, "above the project"),
    ("the whole disk as target", "root: out", "root: /", 3, "the system's own files"),
    ("the project as target", "root: out", "root: .", 3, "holds the policy"),
    ("the keys as target", "root: out", "root: keys", 3, "holds the keys"),
    ("the ledger as target", "root: out", "root: data/store", 3, "holds the ledger"),
    ("the blobs as target", "root: out", "root: data/store/blobs", 3, "not the agents'"),
    ("a target in another", "agents:", "  in: {kind: files, root: out/in, environment: demo}\nagents:", 4, "one file, two rules"),
    ("a token in the open", "agents:", "  api: {kind: http, base: http://a, idempotent: true, variable: TOKEN, environment: demo}\nagents:", 4, "open"),
    ("an agent that is a person", "  cleo: {", "  migrator: {", 5, "agent and a person"),
    ("a reader of private keys", "read: [facts/**]", "read: [keys/*]", 6, "private keys"),
    ("a reader of everything", "read: [facts/**]", "read: ['**']", 6, "private keys"),
    ("a scope without actions", "    actions: [file.create, file.replace, file.delete]\n    per_action", "    per_action", 5, "belong together"),
    ("actions that no target takes", "[file.create, file.replace, file.delete]", "[file.create, sql.insert]", 8, "no target"),
    ("an action above its run", "per_run: {actions: 100, files: 500", "per_run: {actions: 100, files: 4", 10, "a whole run"),
    ("files without bytes", "files: 5, bytes: 64KiB}", "files: 5}", 9, "bytes is 0"),
    ("nothing may wait", "    pending: 50\n  undo", "    pending: 0\n  undo", 11, "parked"),
    ("a quorum that is too large", "count: 2, roles: [reviewer]", "count: 9, roles: [reviewer]", 28, "only 2 can approve"),
    ("a role that nobody has", "include: [owner]", "include: [dba]", 28, "nobody has the role"),
    ("more roles than people", "count: 2, roles: [reviewer], include: [owner]",
     "count: 2, roles: [reviewer], include: [owner, auditor, reviewer]", 28, "ask for more people"),
    ("one person for high risk", "{when: {risk: low}, need", "{when: {}, need", 27, "one person alone"),
    ("an approval for a year", "expires: 24h", "expires: 365d", 27, "more than 30 days"),
    ("a proposal for ten years", "proposals_expire: 30d", "proposals_expire: 3650d", 31, "more than 365 days"),
    ("an approval rule never reached", "  - {when: {risk: high}, need", "  - {when: {risk: low, agent: undo}, need", 28, "never applies"),
    ("a risk rule never reached", "  - {when: {action: file.delete}, risk: high}\n  - {when: {}, risk: low}",
     "  - {when: {}, risk: low}\n  - {when: {action: file.delete}, risk: high}", 25, "never applies"),
    ("an agent in a rule that is none", "{when: {action: file.delete}", "{when: {agent: migrater}", 24, "none of"),
    ("an environment that is none", "{when: {action: file.delete}", "{when: {environment: prod}", 24, "none of"),
    ("a threshold of nothing", "{when: {action: file.delete}", "{when: {over: {}}", 24, "no threshold"),
    ("an empty list in a rule", "{when: {action: file.delete}", "{when: {action: []}", 24, "never applies"),
    ("a refusal of everything", '{when: {path: "maps/forbidden/**"}', "{when: {}", 30, "kill switch"),
    ("keys as kill switch", "kill_switch: STOP", "kill_switch: keys/allowed_signers", 32, "file of the keys"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "old", "new", "line", "reason"), BROKEN, ids=[row[0] for row in BROKEN])
def test_a_broken_policy_is_refused_with_its_line(what: str, old: str, new: str, line: int, reason: str) -> None:
    """Every kind of broken or dangerous policy is refused when it is loaded, with its line and the reason."""
    assert old in POLICY
    with pytest.raises(PolicyError) as refused:
        policy(POLICY.replace(old, new, 1))
    message = str(refused.value)
    assert message.startswith(f"policy.yaml:{line}: "), message
    assert reason in message
    assert "\n" not in message


def test_enough_kinds_are_tried() -> None:
    """At least forty kinds, each of them another change of a policy that loads."""
    assert len({new for _, _, new, _, _ in BROKEN}) >= 40
    assert policy().faults() == []


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"a: \x00", b"[" * 5000, b"- 1", b"x" * 300_000, b"? {}\n: 1"])
def test_what_is_no_policy_is_refused(data: bytes) -> None:
    """Bytes that are no policy at all are refused with one line, and nothing else happens."""
    with pytest.raises(PolicyError) as refused:
        read(data, Path("/nowhere/policy.yaml"))
    assert str(refused.value).startswith("policy.yaml:")


def test_the_bundled_policy_is_sound() -> None:
    """The policy of the demo loads, and lint finds nothing."""
    assert lint(ROOT / "policy.yaml") == []
    assert load(ROOT / "policy.yaml").agents["migrator"].propose["out"]


def test_a_missing_policy_allows_nothing(tmp_path: Path) -> None:
    """Without the file nothing starts."""
    with pytest.raises(PolicyError, match="nothing is allowed"):
        load(tmp_path / "policy.yaml")


@pytest.mark.parametrize(
    ("thing", "allowed"),
    [
        ("facts/ORD100", True),
        ("facts/a/b/c", True),
        ("facts", False),
        ("specs/legacy.txt", False),
        ("facts/../policy.yaml", False),
        ("/facts/x", False),
        ("facts//x", False),
        ("facts/./x", False),
        ("facts/x\0", False),
        ("facts\\x", False),
        ("", False),
    ],
)
def test_reading_is_by_pattern_and_plain_path(thing: str, allowed: bool) -> None:
    """What matches a pattern may be read; a path that leads elsewhere never matches."""
    assert (policy().may_read("migrator", thing) == []) is allowed


def test_every_failed_rule_is_listed_with_its_line() -> None:
    """One act that breaks five rules is told all five, with what it has and what is needed."""
    denials = policy().may_propose(
        case(names=("sql.update",), paths=("maps/forbidden/x", "other"), blast=Blast(files=9, bytes=10**9))
    )
    rules = [denial.rule for denial in denials]
    assert rules == [
        "agents.migrator.propose.out",
        "agents.migrator.actions",
        "agents.migrator.per_action.files",
        "agents.migrator.per_action.bytes",
        "agents.migrator.per_run.bytes",
        "refuse[0]",
    ]
    assert [denial.line for denial in denials] == [7, 8, 9, 9, 10, 30]
    assert "have 9, need at most 5" in str(denials[2])


def test_a_run_adds_up() -> None:
    """What an agent has used up in its run counts."""
    assert policy().may_propose(case(), Usage(actions=99)) == []
    assert [denial.rule for denial in policy().may_propose(case(), Usage(actions=100))] == [
        "agents.migrator.per_run.actions"
    ]


def test_tokens_and_money_are_limited() -> None:
    """Calls, tokens and money of an agent without such limits are refused: what is not named is 0."""
    denials = policy().may_spend("migrator", Usage(calls=1, tokens=10, money=0.01))
    assert {denial.rule.rsplit(".", 1)[1] for denial in denials} == {"calls", "tokens", "money"}


def test_a_pattern_never_leaves_its_directory() -> None:
    """The trap that a well-known policy library fell into."""
    assert fits("mappings/*", "mappings/a.yaml")
    assert not fits("mappings/*", "mappings/../../etc/passwd")
    assert not fits("mappings/**", "mappings/../../etc/passwd")


def test_why_says_everything() -> None:
    """Whether, how risky, and by whom, with the lines of the rules."""
    assert policy().why(case()) == [
        "may be proposed",
        "risk low: risk[1] (line 25)",
        "approval by 1 of reviewer, for 1 day: approvals[0] (line 27)",
    ]
    told = policy().why(case(names=("file.delete",), paths=("maps/forbidden/x",)))
    assert told[0] == "refused: refuse[0] (line 30): have nobody writes here, need nobody can lift this"
    assert told[2].startswith("approval by 2 of reviewer, one owner among them, for 1 hour: approvals[1]")


def test_an_unknown_agent_may_do_nothing() -> None:
    """Default deny, for each question."""
    assert policy().may_read("stranger", "facts/x")
    assert policy().may_propose(case(author="stranger"))
    assert policy().may_spend("stranger", Usage())
    assert policy().may_approve("stranger", case(risk="low"))


def test_what_if_lists_what_flips(tmp_path: Path) -> None:
    """A changed policy is held against what was proposed and refused, and every flipped decision is listed."""
    world: World = make_world(tmp_path)
    world.propose({"maps/a": b"x" * 100, "maps/b": b"y"})
    with pytest.raises(Denied) as refused:
        world.propose({"elsewhere/a": b"x"})
    note_denied(world.ledger, refused.value, NOW)
    now = world.policy
    entries = world.ledger.entries()
    assert what_if(entries, now, now) == []
    wider = policy(POLICY.replace("propose: {out: [maps/**]}", "propose: {out: [maps/**, elsewhere/**]}"))
    tighter = policy(POLICY.replace("files: 5, bytes", "files: 1, bytes"))
    graver = policy(POLICY.replace("risk: low}\napprovals", "risk: high}\napprovals"))
    assert [(flip.asked, flip.now, flip.then) for flip in what_if(entries, now, wider)] == [
        ("propose", "refused", "allowed"),
        ("approve", "1 of reviewer, for 1 day", "1 of reviewer, for 1 day"),
    ][:1]
    assert [(flip.asked, flip.then) for flip in what_if(entries, now, tighter)] == [("propose", "refused")]
    assert [flip.asked for flip in what_if(entries, now, graver)][:2] == ["risk", "approve"]
