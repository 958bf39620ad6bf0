"""A seccomp filter of our own: the system calls that a kernel is refused once it has started. Linux, by ctypes.

    load(rules(hidden=True))

A refused call fails with EPERM, as if the file system had refused it; calls that are newer than this list, and those
for which every library has a fallback, fail as if Linux did not know them. The filter holds for all threads of the
process and for everything that it starts, and cannot be taken off.

Why each group is refused stands beside it. Not refused is what only reaches what the process may reach anyway.
"""

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Sequence

from workbench.governed.syscalls import LAST, processor

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, constant: one instruction of the classic packet filter."""

Condition = tuple[int, str, int]
"""An argument by its place from 0; "any" bit of a value is set in it, it "is" or is "not" the value, or it is "set"."""

NEVER = """
socket connect bind listen sendmmsg
ptrace process_vm_readv process_vm_writev kcmp pidfd_getfd process_madvise process_mrelease
mount umount2 pivot_root chroot unshare setns open_tree move_mount fsopen fsconfig fsmount fspick mount_setattr
bpf perf_event_open userfaultfd keyctl add_key request_key fanotify_init fanotify_mark
name_to_handle_at open_by_handle_at quotactl quotactl_fd memfd_secret
mknod mknodat setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
shmget shmat shmctl semget semop semctl semtimedop msgget msgsnd msgrcv msgctl mq_open mq_unlink
init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct syslog iopl ioperm
modify_ldt personality vhangup sethostname setdomainname settimeofday clock_settime clock_adjtime adjtimex
migrate_pages move_pages mbind ioprio_set
"""
"""Other machines and processes; namespaces and mounts; parts of Linux that many ways out were found in; what changes a
file without opening it; memory that outlives the process; the machine itself."""

ABSENT = "clone3 io_uring_setup io_uring_enter io_uring_register openat2"
"""Their arguments lie in memory, where no filter can see them; libraries then use the older calls."""

OUTSIDE = "chmod fchmod fchmodat fchmodat2 chown lchown fchown fchownat utime utimes futimesat utimensat"
"""What Landlock lets pass on any file of the same owner: refused where no file system of its own hides those files."""

_NEW_SPACES = 0x7E02_0000  # of every CLONE_NEW flag
_FASTOPEN = 0x2000_0000  # a connection without connect()
_SET_ID = 0o6000
_CREATES = 0o100 | 0o20000000  # O_CREAT, O_TMPFILE

WHEN: dict[str, list[list[Condition]]] = {
    "clone": [[(0, "any", _NEW_SPACES)]],
    "socketpair": [[(0, "not", 1)], [(1, "any", 0xE)]],  # streams alone: others could be sent on to any address
    "sendto": [[(4, "set", 0)], [(3, "any", _FASTOPEN)]],
    "sendmsg": [[(2, "any", _FASTOPEN)]],
    "ioctl": [[(1, "is", number)] for number in (0x5412, 0x541C, 0x5423)],  # TIOCSTI, TIOCLINUX, TIOCSETD
    "fcntl": [[(1, "is", 1024)], [(1, "is", 1026)]],  # leases and notices on files of others
    "prlimit64": [[(0, "not", 0), (2, "set", 0)]],
    "setpriority": [[(0, "not", 0)], [(1, "not", 0)]],
    # A program in the run directory that others would run with its owner's rights.
    "chmod": [[(1, "any", _SET_ID)]],
    "fchmod": [[(1, "any", _SET_ID)]],
    "fchmodat": [[(2, "any", _SET_ID)]],
    "fchmodat2": [[(2, "any", _SET_ID)]],
    "creat": [[(1, "any", _SET_ID)]],
    "mkdir": [[(1, "any", _SET_ID)]],
    "mkdirat": [[(2, "any", _SET_ID)]],
    "open": [[(1, "any", _CREATES), (2, "any", _SET_ID)]],
    "openat": [[(2, "any", _CREATES), (3, "any", _SET_ID)]],
}
"""Calls that are refused when all conditions of one list hold."""

OTHERS = "sched_setaffinity sched_setparam sched_setscheduler sched_setattr"
"""How much of the processor another process gets. Threads have numbers of their own, and ZeroMQ ends the process when
it may not set its threads' priority: so these do nothing and say that they did."""

SIGNALS = ("kill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")

Rules = dict[str, tuple[int, list[list[Condition]]]]
"""Call -> the error it fails with, and when; always without a condition."""

_LOAD, _EQUAL, _MORE, _BITS, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF_0000, 0x0005_0000
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_FILTER, _ALL_THREADS, _NO_NEW_PRIVS = 1, 1, 38


class _Program(ctypes.Structure):
    _fields_ = [("size", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def available() -> bool:
    """Whether a filter can be written for this machine and loaded."""
    return sys.platform.startswith("linux") and processor() is not None and os.path.exists("/proc/sys/kernel/seccomp")


def rules(hidden: bool, own: int = 0) -> Rules:
    """What is refused. hidden: the files of others are not in sight, so what only changes their mode or times may be
    done. own: a process that signals may be sent to and to no other; 0 where something else sees to that."""
    made: Rules = {name: (errno.EPERM, cases) for name, cases in WHEN.items()}
    made |= {name: (errno.EPERM, []) for name in NEVER.split()}
    made |= {name: (errno.ENOSYS, []) for name in ABSENT.split()}
    if not hidden:
        made |= {name: (errno.EPERM, []) for name in OUTSIDE.split()}
        made |= {name: (0, [[(0, "not", 0)]]) for name in OTHERS.split()}
    if own:
        made |= {name: (errno.EPERM, [[(0, "not", own)]]) for name in SIGNALS}
        made |= {name: (errno.EPERM, []) for name in ("tkill", "pidfd_send_signal")}
    return made


def program(refused: Rules) -> list[Instruction]:
    """The filter. Raises LookupError on a processor that is not known."""
    if (machine := processor()) is None:
        raise LookupError("no system call numbers are known for this processor")
    fails = _ERROR | errno.ENOSYS
    made: list[Instruction] = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, machine.audit), (_RETURN, 0, 0, fails)]
    # Numbers of other programming interfaces (x32) are large ones, too.
    made += [(_LOAD, 0, 0, 0), (_MORE, 0, 1, LAST), (_RETURN, 0, 0, fails)]
    for name, (error, cases) in refused.items():
        if (number := machine.calls.get(name)) is not None:
            body = [step for case in cases for step in _case(case, error)] or [(_RETURN, 0, 0, _ERROR | error)]
            made += [(_EQUAL, 0, len(body) + bool(cases), number), *body, *([(_RETURN, 0, 0, _ALLOW)] if cases else [])]
    return [*made, (_RETURN, 0, 0, _ALLOW)]


def _case(case: Sequence[Condition], error: int) -> list[Instruction]:
    """Refuse when all conditions hold, else go on after it."""
    made: list[Instruction] = [(_RETURN, 0, 0, _ERROR | error)]
    for argument, relation, value in reversed(case):
        made = _test(16 + 8 * argument, relation, value, len(made)) + made
    return made


def _test(offset: int, relation: str, value: int, rest: int) -> list[Instruction]:
    load: Instruction = (_LOAD, 0, 0, offset)
    if relation == "set":  # a pointer: either half may be the one that is not zero
        return [load, (_EQUAL, 0, 2, 0), (_LOAD, 0, 0, offset + 4), (_EQUAL, rest, 0, 0)]
    if relation == "any":
        return [load, (_BITS, 0, rest, value)]
    return [load, (_EQUAL, 0, rest, value) if relation == "is" else (_EQUAL, rest, 0, value)]


def load(refused: Rules) -> None:
    """From now on these calls are refused to every thread of this process. Raises OSError."""
    made = program(refused)
    code = b"".join(struct.pack("HBBI", *step) for step in made)
    held = ctypes.create_string_buffer(code, len(code))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    given = _Program(len(made), ctypes.cast(held, ctypes.c_void_p))
    result = libc.syscall(_SECCOMP[os.uname().machine], _SET_FILTER, _ALL_THREADS, ctypes.byref(given))
    if result:  # the number of a thread that cannot follow, or an error
        number = ctypes.get_errno() or errno.EBUSY
        raise OSError(number, f"seccomp: {os.strerror(number)}")
