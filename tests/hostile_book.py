"""What a notebook does that obeys an attacker: some eighty ways out. Each is a cell of its own; what it does is looked
at from outside, and what it says is never believed.

HOME is the project, OUT a directory beside it, RUN the kernel's own directory; AGENT is the socket of an ssh-agent,
PORT a server of this machine, OTHER the process of another kernel.
"""

FIRST = """
import ctypes, errno, mmap, os, shutil, signal, socket, subprocess, sys
from pathlib import Path
libc = ctypes.CDLL(None, use_errno=True)
def raw(number, *args):
    ctypes.set_errno(0)
    found = libc.syscall(number, *args)
    if found < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return found
RUN = Path(os.environ["WORKBENCH_RUN"]) if "WORKBENCH_RUN" in os.environ else Path(OUT)
"""

WAYS = {
    "plain write": "Path(HOME, 'policy.yaml').write_text('mine')",
    "append": "open(Path(HOME, 'data/store/ledger.jsonl'), 'a').write('{}')",
    "os.system": "assert os.system(f'echo x > {HOME}/data/out/written.json') == 0",
    "subprocess": "subprocess.run(['cp', '/etc/passwd', f'{HOME}/notebooks/stolen'], check=True)",
    "shell magic": "get_ipython().system(f'rm -rf {HOME}/specs {HOME}/data/out')",
    "rename over": "p = RUN / 'x'; p.write_text('x'); os.rename(p, Path(HOME, 'policy.yaml'))",
    "renameat2 exchange": "p = RUN / 'x'; p.write_text('x'); "
    "raw(316, -100, bytes(p), -100, f'{HOME}/policy.yaml'.encode(), 2)",
    "hard link out": "os.link(f'{HOME}/policy.yaml', RUN / 'policy'); open(RUN / 'policy', 'a').write('x')",
    "link in": "os.symlink(f'{HOME}/policy.yaml', RUN / 'link'); open(RUN / 'link', 'w').write('x')",
    "unlink": "os.unlink(f'{HOME}/data/out/written.json')",
    "mkdir": "os.mkdir(f'{HOME}/data/out/dir')",
    "truncate": "os.truncate(f'{HOME}/data/store/ledger.jsonl', 0)",
    "openat2": "raw(437, -100, f'{HOME}/policy.yaml'.encode(), ctypes.byref((ctypes.c_uint64 * 3)(1, 0, 0)), 24)",
    "mknod": "os.mknod(f'{HOME}/data/out/fifo')",
    "device": "os.mknod(RUN / 'disk', 0o60600, os.makedev(8, 0))",
    "chmod": "os.chmod(f'{HOME}/keys/ana', 0o777)",
    "chown": "os.chown(f'{HOME}/keys/ana', 1, 1)",
    "touch": "os.utime(f'{HOME}/policy.yaml', (1, 1))",
    "xattr": "os.setxattr(f'{HOME}/policy.yaml', 'user.mine', b'x')",
    "setuid shell": "shutil.copyfile('/bin/sh', RUN / 'sh'); os.chmod(RUN / 'sh', 0o4755)",
    "setuid by open": "os.close(os.open(RUN / 'sh2', os.O_CREAT | os.O_WRONLY, 0o6755))",
    "mount": "raw(165, b'none', b'/mnt', b'tmpfs', 0, 0)",
    "new namespaces": "raw(272, 0x10020000); os.system(f'mount -t tmpfs x {HOME}')",
    "clone namespaces": "raw(56, 0x10000011, 0, 0, 0, 0) or os._exit(0)",
    "setns": "raw(308, os.open('/proc/1/ns/mnt', os.O_RDONLY), 0)",
    "chroot": "os.chroot('/')",
    "pivot": "raw(155, b'/', b'/')",
    "ptrace": "raw(101, 16, OTHER, 0, 0)",
    "write memory": "v = (ctypes.c_uint64 * 2)(0, 0); raw(311, OTHER, ctypes.byref(v), 1, ctypes.byref(v), 1, 0)",
    "proc mem": "open(f'/proc/{OTHER}/mem', 'r+b')",
    "parent memory": "open(f'/proc/{os.getppid()}/mem', 'r+b').read(1)",
    "proc root": "Path(f'/proc/{OTHER}/root{HOME}/policy.yaml').write_text('x')",
    "proc cwd": "Path('/proc/1/root').joinpath(HOME.lstrip('/'), 'policy.yaml').write_text('x')",
    "kill": "os.kill(OTHER, signal.SIGTERM)",
    "pidfd": "signal.pidfd_send_signal(os.pidfd_open(OTHER), signal.SIGKILL)",
    "nice": "raw(141, 2, 0, 19)",
    "limits of others": "raw(302, OTHER, 1, ctypes.byref((ctypes.c_uint64 * 2)(0, 0)), 0)",
    "memfd": "fd = os.memfd_create('x'); os.write(fd, b'#!/bin/sh\\necho x > ' + HOME.encode() + b'/policy.yaml'); "
    "subprocess.run([f'/proc/self/fd/{fd}'], pass_fds=[fd], check=True)",
    "io_uring": "raw(425, 8, ctypes.byref((ctypes.c_uint8 * 120)()))",
    "userfaultfd": "raw(323, 0)",
    "keyctl": "raw(250, 0, -3, 1)",
    "bpf": "raw(321, 0, ctypes.byref((ctypes.c_uint8 * 72)()), 72)",
    "perf": "raw(298, ctypes.byref((ctypes.c_uint8 * 112)()), OTHER, -1, -1, 0)",
    "shared memory": "raw(29, 4711, 4096, 0o1666)",
    "message queue": "raw(240, b'mine', 0o102, 0o666, 0)",
    "dev shm": "Path('/dev/shm/workbench-mine').write_text('x')",
    "tmp": "Path('/tmp/workbench-mine').write_text('x')",
    "tcp": "socket.create_connection(('127.0.0.1', PORT), 2).send(b'stolen')",
    "fast open": "s = socket.socket(); s.sendto(b'stolen', 0x20000000, ('127.0.0.1', PORT))",
    "udp": "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'stolen', ('127.0.0.1', PORT))",
    "own socket turned": """
for fd in range(3, 64):
    try:
        s = socket.socket(fileno=os.dup(fd))
    except OSError:
        continue
    raw(42, s.fileno(), (ctypes.c_uint8 * 16)(), 16)
    s.connect(('127.0.0.1', PORT)); s.send(b'stolen')
""",
    "listen": "socket.socket().bind(('127.0.0.1', 0))",
    "abstract socket": "socket.socket(socket.AF_UNIX).connect(chr(0) + ABSTRACT)",
    "datagram pair": "socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)[0].sendto(b'x', AGENT)",
    "netlink": "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0)",
    "packets": "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)",
    "ssh-agent": "s = socket.socket(socket.AF_UNIX); s.connect(AGENT); s.send(bytes([0, 0, 0, 1, 11])); s.recv(10)",
    "people's socket": "s = socket.socket(socket.AF_UNIX); s.connect(f'{HOME}/data/run/people.sock'); s.send(b'{}')",
    "terminal": "import fcntl; fcntl.ioctl(0, 0x5412, b'x')",
    "other terminals": "open('/dev/pts/0', 'w').write('x'); open('/dev/tty', 'w').write('x')",
    "kernel's own spec": "Path(sys.prefix, 'share/jupyter/kernels/python3/kernel.json').write_text('{}')",
    "site packages": "import site; Path(site.getsitepackages()[0], 'mine.pth').write_text('import os')",
    "the package": "import workbench; Path(workbench.__file__).with_name('mine.py').write_text('x')",
    "bytecode": "import workbench.errors as e; Path(e.__cached__).write_bytes(b'x')",
    "startup": "p = Path('~root/.ipython/profile_default/startup').expanduser(); p.mkdir(parents=True); "
    "(p / 'x.py').write_text('x')",
    "shell profile": "open(os.path.expanduser('~root/.bashrc'), 'a').write('x')",
    "its notebook": "Path(HOME, 'notebooks/own.ipynb').write_text('{}')",
    "git hook": "Path(HOME, '.git/hooks/pre-commit').write_text('#!/bin/sh')",
    "sitecustomize": "Path(HOME, 'sitecustomize.py').write_text('x')",
    "DuckDB COPY": "import duckdb; duckdb.sql(f\"COPY (SELECT 1) TO '{HOME}/data/out/copied.csv'\")",
    "DuckDB EXPORT": "duckdb.sql(f\"EXPORT DATABASE '{HOME}/data/out/exported'\")",
    "DuckDB ATTACH": "duckdb.sql(f\"ATTACH '{HOME}/data/store/a.duckdb' AS a; CREATE TABLE a.mine AS SELECT 1\")",
    "DuckDB INSTALL": "duckdb.sql('INSTALL httpfs')",
    "sqlite": "import sqlite3; sqlite3.connect(f'{HOME}/data/out/lite.db').execute('CREATE TABLE t (x)')",
    "read keys": "STOLEN = Path(HOME, 'keys/ana').read_text()",
    "read ledger": "STOLEN = Path(HOME, 'data/store/ledger.jsonl').read_text()",
    "read environment": "STOLEN = Path(f'/proc/{OTHER}/environ').read_bytes(); assert STOLEN",
    "other runs": "STOLEN = [name for name in os.listdir(RUN.parent) if name != RUN.name] or None",
    "read home": "STOLEN = os.listdir(os.path.expanduser('~root'))",
    "core pattern": "Path('/proc/sys/kernel/core_pattern').write_text('|/bin/x')",
    "sysrq": "Path('/proc/sysrq-trigger').write_text('h')",
    "cgroup": "Path('/sys/fs/cgroup/memory/mine').mkdir()",
    "handle": "raw(304, -100, ctypes.byref((ctypes.c_uint8 * 136)()), 0)",
    "own filter off": "raw(317, 1, 0, 0)",
    "lease": "import fcntl; fcntl.fcntl(os.open(f'{HOME}/policy.yaml', os.O_RDONLY), 1024, 1)",
    "old interface": "raw(0x40000000 + 83, f'{HOME}/data/out/x32'.encode(), 0o777)",
    "planted names": "(RUN / 'data').symlink_to(HOME); (RUN / '.kernel/tmp').rmdir(); "
    "(RUN / '.kernel/tmp').symlink_to(HOME)",
}
"""Each way by name; a cell of its own."""

GREEDY = {
    "processes": "while True:\n    os.fork()",
    "hidden disk": """
kept = []
while True:
    f = open(RUN / 'x', 'wb'); f.write(bytes(1 << 20)); f.flush(); os.unlink(RUN / 'x'); kept.append(f)
""",
    "depth": """
os.chdir(RUN)
for _ in range(100):
    os.mkdir('d' * 200); os.chdir('d' * 200)
import time; time.sleep(30)
""",
}
"""What uses up the machine; each ends its kernel, or fails."""

ALL = """
def went(code):
    own = dict(globals(), STOLEN=None)
    try:
        exec(code, own)
    except BaseException:
        pass
    return repr(own["STOLEN"])
print(repr({way: went(code) for way, code in WAYS.items()}))
"""
"""Goes every way, one after the other, whatever comes of it, and says what each has learned."""
