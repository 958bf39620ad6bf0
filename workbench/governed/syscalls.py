"""The numbers of the system calls that a kernel is refused, by processor."""

import os
from typing import NamedTuple

X86_64 = """
ioctl 16 open 2 socket 41 connect 42 sendto 44 sendmsg 46 bind 49 listen 50 socketpair 53 clone 56 kill 62
shmget 29 shmat 30 shmctl 31 semget 64 semop 65 semctl 66 msgget 68 msgsnd 69 msgrcv 70 msgctl 71 fcntl 72
mkdir 83 creat 85 chmod 90 fchmod 91 chown 92 fchown 93 lchown 94 ptrace 101 syslog 103 utime 132 mknod 133
personality 135 setpriority 141 sched_setparam 142 sched_setscheduler 144 vhangup 153 modify_ldt 154 pivot_root 155
adjtimex 159 chroot 161 acct 163 settimeofday 164 mount 165 umount2 166 swapon 167 swapoff 168 reboot 169
sethostname 170 setdomainname 171 iopl 172 ioperm 173 init_module 175 delete_module 176 quotactl 179 setxattr 188
lsetxattr 189 fsetxattr 190 removexattr 197 lremovexattr 198 fremovexattr 199 tkill 200 sched_setaffinity 203
semtimedop 220 clock_settime 227 tgkill 234 utimes 235 mbind 237 mq_open 240 mq_unlink 241 kexec_load 246 add_key 248
request_key 249 keyctl 250 ioprio_set 251 migrate_pages 256 openat 257 mkdirat 258 mknodat 259 fchownat 260
futimesat 261 fchmodat 268 unshare 272 move_pages 279 utimensat 280 rt_tgsigqueueinfo 297 perf_event_open 298
fanotify_init 300 fanotify_mark 301 prlimit64 302 name_to_handle_at 303 open_by_handle_at 304 clock_adjtime 305
sendmmsg 307 setns 308 process_vm_readv 310 process_vm_writev 311 kcmp 312 finit_module 313 sched_setattr 314
kexec_file_load 320 bpf 321 userfaultfd 323 rt_sigqueueinfo 129
"""

AARCH64 = """
ioctl 29 socket 198 connect 203 sendto 206 sendmsg 211 bind 200 listen 201 socketpair 199 clone 220 kill 129
shmget 194 shmat 196 shmctl 195 semget 190 semop 193 semctl 191 msgget 186 msgsnd 189 msgrcv 188 msgctl 187 fcntl 25
fchmod 52 fchown 55 ptrace 117 syslog 116 personality 92 setpriority 140 sched_setparam 118 sched_setscheduler 119
vhangup 58 pivot_root 41 adjtimex 171 chroot 51 acct 89 settimeofday 170 mount 40 umount2 39 swapon 224 swapoff 225
reboot 142 sethostname 161 setdomainname 162 init_module 105 delete_module 106 quotactl 60 setxattr 5 lsetxattr 6
fsetxattr 7 removexattr 14 lremovexattr 15 fremovexattr 16 tkill 130 sched_setaffinity 122 semtimedop 192
clock_settime 112 tgkill 131 mbind 235 mq_open 180 mq_unlink 181 kexec_load 104 add_key 217 request_key 218 keyctl 219
ioprio_set 30 migrate_pages 238 openat 56 mkdirat 34 mknodat 33 fchownat 54 fchmodat 53 unshare 97 move_pages 239
utimensat 88 rt_tgsigqueueinfo 240 perf_event_open 241 fanotify_init 262 fanotify_mark 263 prlimit64 261
name_to_handle_at 264 open_by_handle_at 265 clock_adjtime 266 sendmmsg 269 setns 268 process_vm_readv 270
process_vm_writev 271 kcmp 272 finit_module 273 sched_setattr 274 kexec_file_load 294 bpf 280 userfaultfd 282
rt_sigqueueinfo 138
"""

NEWER = """
io_uring_setup 425 io_uring_enter 426 io_uring_register 427 open_tree 428 move_mount 429 fsopen 430 fsconfig 431
fsmount 432 fspick 433 clone3 435 openat2 437 pidfd_getfd 438 process_madvise 440 mount_setattr 442 quotactl_fd 443
memfd_secret 447 process_mrelease 448 fchmodat2 452 pidfd_send_signal 424
"""
"""Calls that came when all processors had begun to count alike."""

LAST = 462
"""The last call that was looked at; Linux gets new ones, and what they do nobody here knows."""


class Processor(NamedTuple):
    """What a filter must know of a processor: its audit number, and the number of each call."""

    audit: int
    calls: dict[str, int]


def _numbers(text: str) -> dict[str, int]:
    words = (text + NEWER).split()
    return {name: int(number) for name, number in zip(words[::2], words[1::2], strict=True)}


KNOWN = {
    "x86_64": Processor(0xC000003E, _numbers(X86_64)),
    "aarch64": Processor(0xC00000B7, _numbers(AARCH64)),
}


def processor() -> Processor | None:
    """This machine's; None for one whose numbers are not written down here."""
    return KNOWN.get(os.uname().machine)
