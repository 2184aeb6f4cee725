// SPDX-License-Identifier: Apache-2.0
/* traits.c - the one list of syscalls that are treated specially, by their number in each ABI. */
#include "internal.h"

#define NONE 0xffff /* the ABI has no such call */
#define ARG(n) (1u << (n))

struct row {
	const char *name;
	uint16_t x86_64, i386, x32;
	uint32_t traits;
};

static const struct row rows[] = {
	/* arguments with few values, all of them registers: policy must not depend on memory that can change */
	{ "mmap", 9, 192 /* mmap2 */, 9, WINNOW_TRAIT_PROT_EXEC | WINNOW_TRAIT_MEMORY },
	{ "mprotect", 10, 125, 10, WINNOW_TRAIT_PROT_EXEC | WINNOW_TRAIT_MEMORY },
	{ "ioctl", 16, 54, 514, ARG(1) },
	{ "socket", 41, 359, 41, ARG(0) | ARG(1) },
	{ "socketcall", NONE, 102, NONE, ARG(0) },
	{ "ipc", NONE, 117, NONE, ARG(0) },
	{ "socketpair", 53, 360, 53, ARG(0) },
	{ "setsockopt", 54, 366, 541, WINNOW_TRAIT_PAIR },
	{ "clone", 56, 120, 56, ARG(0) | WINNOW_TRAIT_HOLDS },
	{ "ptrace", 101, 26, 521, ARG(0) },
	{ "personality", 135, 136, 135, ARG(0) },
	{ "prctl", 157, 172, 157, ARG(0) | WINNOW_TRAIT_FILTER | WINNOW_TRAIT_HOLDS },
	{ "keyctl", 250, 288, 250, ARG(0) | WINNOW_TRAIT_ROOTFS },
	{ "unshare", 272, 310, 272, ARG(0) | WINNOW_TRAIT_ROOTFS | WINNOW_TRAIT_HOLDS },
	{ "setns", 308, 346, 308, ARG(1) | WINNOW_TRAIT_ROOTFS },
	{ "bpf", 321, 357, 321, ARG(0) },

	/* signs of serving */
	{ "listen", 50, 363, 50, WINNOW_TRAIT_LISTEN },
	{ "accept", 43, NONE, 43, WINNOW_TRAIT_ACCEPT },
	{ "accept4", 288, 364, 288, WINNOW_TRAIT_ACCEPT },
	{ "poll", 7, 168, 7, WINNOW_TRAIT_WAIT },
	{ "ppoll", 271, 309, 271, WINNOW_TRAIT_WAIT },
	{ "select", 23, 82, 23, WINNOW_TRAIT_WAIT | WINNOW_TRAIT_FIFO },
	{ "_newselect", NONE, 142, NONE, WINNOW_TRAIT_WAIT },
	{ "pselect6", 270, 308, 270, WINNOW_TRAIT_WAIT | WINNOW_TRAIT_FIFO },
	{ "epoll_wait", 232, 256, 232, WINNOW_TRAIT_WAIT },
	{ "epoll_pwait", 281, 319, 281, WINNOW_TRAIT_WAIT },
	{ "epoll_pwait2", 441, 441, 441, WINNOW_TRAIT_WAIT },

	/* a runtime's steps on the root file system and namespaces */
	{ "pivot_root", 155, NONE, NONE, WINNOW_TRAIT_ROOTFS | WINNOW_TRAIT_ROOT },
	{ "chroot", 161, NONE, NONE, WINNOW_TRAIT_ROOTFS | WINNOW_TRAIT_ROOT },
	{ "mount", 165, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "umount2", 166, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "sethostname", 170, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "setdomainname", 171, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "mknod", 133, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "mknodat", 259, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "open_tree", 428, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "move_mount", 429, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "fsmount", 432, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "mount_setattr", 442, NONE, NONE, WINNOW_TRAIT_ROOTFS },
	{ "capset", 126, NONE, NONE, WINNOW_TRAIT_CAPSET },
	{ "seccomp", 317, 354, 317, WINNOW_TRAIT_FILTER },

	/* no capability is asked for: the kernel compares sets */
	{ "capset", 126, 185, 126, WINNOW_TRAIT_HOLDS },

	/* a caller that is not in the file's group is asked for CAP_FSETID (fs/attr.c: setattr_prepare) */
	{ "chmod", 90, 15, 90, WINNOW_TRAIT_MODE_1 },
	{ "fchmod", 91, 94, 91, WINNOW_TRAIT_MODE_1 },
	{ "fchmodat", 268, 306, 268, WINNOW_TRAIT_MODE_2 },
	{ "fchmodat2", 452, 452, 452, WINNOW_TRAIT_MODE_2 },

	/* memory accounting asks for CAP_SYS_ADMIN (cap_vm_enough_memory) and nothing else here does */
	{ "brk", 12, 45, 12, WINNOW_TRAIT_MEMORY },
	{ "munmap", 11, 91, 11, WINNOW_TRAIT_MEMORY },
	{ "mremap", 25, 163, 25, WINNOW_TRAIT_MEMORY },
	{ "pkey_mprotect", 329, 380, 329, WINNOW_TRAIT_MEMORY },

	/*
	 * Go's scheduler, garbage collector and threads work at any time: if this run did not call one of these behind
	 * the filter, the next may. clone3 is left out: it is answered with ENOSYS, and pthread_create uses clone.
	 */
	{ "mmap", 9, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "mprotect", 10, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "munmap", 11, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "rt_sigaction", 13, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "rt_sigprocmask", 14, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "rt_sigreturn", 15, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "sched_yield", 24, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "madvise", 28, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "nanosleep", 35, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "getpid", 39, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "clone", 56, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "exit", 60, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "sigaltstack", 131, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "gettid", 186, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "futex", 202, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "restart_syscall", 219, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "epoll_ctl", 233, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "tgkill", 234, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "set_robust_list", 273, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "epoll_pwait", 281, NONE, NONE, WINNOW_TRAIT_ANYTIME },
	{ "rseq", 334, NONE, NONE, WINNOW_TRAIT_ANYTIME },

	/* act with the real ids of the task itself */
	{ "access", 21, 33, 21, WINNOW_TRAIT_ACCESS },
	{ "faccessat", 269, 307, 269, WINNOW_TRAIT_ACCESS },
	{ "faccessat2", 439, 439, 439, WINNOW_TRAIT_ACCESS },
};

static void trait__set(struct winnow_config *config, int abi, uint16_t nr, uint32_t traits)
{
	if (nr != NONE)
		config->traits[abi][nr] |= traits;
}

void traits__fill(struct winnow_config *config)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		trait__set(config, WINNOW_ABI_X86_64, rows[i].x86_64, rows[i].traits);
		trait__set(config, WINNOW_ABI_I386, rows[i].i386, rows[i].traits);
		trait__set(config, WINNOW_ABI_X32, rows[i].x32, rows[i].traits);
	}
}
