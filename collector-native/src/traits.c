// SPDX-License-Identifier: Apache-2.0
/* traits.c - the one list of syscalls that are treated specially, by their number in each ABI. */
#include "calls.h"
#include "internal.h"

#define ARG(n) (1u << (n))

struct row {
	struct call call;
	uint32_t traits;
};

static const struct row rows[] = {
	/* arguments with few values, all of them registers: policy must not depend on memory that can change */
	{ CALLS(NR_x86_64_mmap, NR_i386_mmap2, NR_x32_mmap), WINNOW_TRAIT_PROT_EXEC | WINNOW_TRAIT_MEMORY },
	{ EVERY_ABI(mprotect), WINNOW_TRAIT_PROT_EXEC | WINNOW_TRAIT_MEMORY },
	{ EVERY_ABI(ioctl), ARG(1) },
	{ EVERY_ABI(socket), ARG(0) | ARG(1) },
	{ I386(socketcall), ARG(0) | WINNOW_TRAIT_SOCKETCALL },
	{ I386(ipc), ARG(0) },
	{ EVERY_ABI(socketpair), ARG(0) },
	{ EVERY_ABI(setsockopt), WINNOW_TRAIT_PAIR },
	{ EVERY_ABI(clone), ARG(0) | WINNOW_TRAIT_HOLDS },
	{ EVERY_ABI(ptrace), ARG(0) },
	{ EVERY_ABI(personality), ARG(0) },
	{ EVERY_ABI(prctl), ARG(0) | WINNOW_TRAIT_FILTER | WINNOW_TRAIT_HOLDS },
	{ EVERY_ABI(keyctl), ARG(0) | WINNOW_TRAIT_ROOTFS },
	{ EVERY_ABI(unshare), ARG(0) | WINNOW_TRAIT_ROOTFS | WINNOW_TRAIT_HOLDS },
	{ EVERY_ABI(setns), ARG(1) | WINNOW_TRAIT_ROOTFS },
	{ EVERY_ABI(bpf), ARG(0) },

	/* signs of serving */
	{ EVERY_ABI(listen), WINNOW_TRAIT_LISTEN },
	{ X86_64_X32(accept), WINNOW_TRAIT_ACCEPT },
	{ EVERY_ABI(accept4), WINNOW_TRAIT_ACCEPT },
	{ EVERY_ABI(poll), WINNOW_TRAIT_WAIT },
	{ EVERY_ABI(ppoll), WINNOW_TRAIT_WAIT },
	{ EVERY_ABI(select), WINNOW_TRAIT_WAIT | WINNOW_TRAIT_FIFO },
	{ I386(_newselect), WINNOW_TRAIT_WAIT },
	{ EVERY_ABI(pselect6), WINNOW_TRAIT_WAIT | WINNOW_TRAIT_FIFO },
	{ EVERY_ABI(epoll_wait), WINNOW_TRAIT_WAIT },
	{ EVERY_ABI(epoll_pwait), WINNOW_TRAIT_WAIT },
	{ EVERY_ABI(epoll_pwait2), WINNOW_TRAIT_WAIT },

	/* a runtime's steps on the root file system and namespaces */
	{ X86_64(pivot_root), WINNOW_TRAIT_ROOTFS | WINNOW_TRAIT_ROOT },
	{ X86_64(chroot), WINNOW_TRAIT_ROOTFS | WINNOW_TRAIT_ROOT },
	{ X86_64(mount), WINNOW_TRAIT_ROOTFS },
	{ X86_64(umount2), WINNOW_TRAIT_ROOTFS },
	{ X86_64(sethostname), WINNOW_TRAIT_ROOTFS },
	{ X86_64(setdomainname), WINNOW_TRAIT_ROOTFS },
	{ X86_64(mknod), WINNOW_TRAIT_ROOTFS },
	{ X86_64(mknodat), WINNOW_TRAIT_ROOTFS },
	{ X86_64(open_tree), WINNOW_TRAIT_ROOTFS },
	{ X86_64(move_mount), WINNOW_TRAIT_ROOTFS },
	{ X86_64(fsmount), WINNOW_TRAIT_ROOTFS },
	{ X86_64(mount_setattr), WINNOW_TRAIT_ROOTFS },
	{ X86_64(capset), WINNOW_TRAIT_CAPSET },
	{ EVERY_ABI(seccomp), WINNOW_TRAIT_FILTER },

	/* no capability is asked for: the kernel compares sets */
	{ EVERY_ABI(capset), WINNOW_TRAIT_HOLDS },

	/* a caller that is not in the file's group is asked for CAP_FSETID (fs/attr.c: setattr_prepare) */
	{ EVERY_ABI(chmod), WINNOW_TRAIT_MODE_1 },
	{ EVERY_ABI(fchmod), WINNOW_TRAIT_MODE_1 },
	{ EVERY_ABI(fchmodat), WINNOW_TRAIT_MODE_2 },
	{ EVERY_ABI(fchmodat2), WINNOW_TRAIT_MODE_2 },

	/* memory accounting asks for CAP_SYS_ADMIN (cap_vm_enough_memory) and nothing else here does */
	{ EVERY_ABI(brk), WINNOW_TRAIT_MEMORY },
	{ EVERY_ABI(munmap), WINNOW_TRAIT_MEMORY },
	{ EVERY_ABI(mremap), WINNOW_TRAIT_MEMORY },
	{ EVERY_ABI(pkey_mprotect), WINNOW_TRAIT_MEMORY },

	/*
	 * Go's scheduler, garbage collector and threads work at any time: if this run did not call one of these behind
	 * the filter, the next may. clone3 is left out: it is answered with ENOSYS, and pthread_create uses clone.
	 */
	{ X86_64(mmap), WINNOW_TRAIT_ANYTIME },
	{ X86_64(mprotect), WINNOW_TRAIT_ANYTIME },
	{ X86_64(munmap), WINNOW_TRAIT_ANYTIME },
	{ X86_64(rt_sigaction), WINNOW_TRAIT_ANYTIME },
	{ X86_64(rt_sigprocmask), WINNOW_TRAIT_ANYTIME },
	{ X86_64(rt_sigreturn), WINNOW_TRAIT_ANYTIME },
	{ X86_64(sched_yield), WINNOW_TRAIT_ANYTIME },
	{ X86_64(madvise), WINNOW_TRAIT_ANYTIME },
	{ X86_64(nanosleep), WINNOW_TRAIT_ANYTIME },
	{ X86_64(getpid), WINNOW_TRAIT_ANYTIME },
	{ X86_64(clone), WINNOW_TRAIT_ANYTIME },
	{ X86_64(exit), WINNOW_TRAIT_ANYTIME },
	{ X86_64(sigaltstack), WINNOW_TRAIT_ANYTIME },
	{ X86_64(gettid), WINNOW_TRAIT_ANYTIME },
	{ X86_64(futex), WINNOW_TRAIT_ANYTIME },
	{ X86_64(restart_syscall), WINNOW_TRAIT_ANYTIME },
	{ X86_64(epoll_ctl), WINNOW_TRAIT_ANYTIME },
	{ X86_64(tgkill), WINNOW_TRAIT_ANYTIME },
	{ X86_64(set_robust_list), WINNOW_TRAIT_ANYTIME },
	{ X86_64(epoll_pwait), WINNOW_TRAIT_ANYTIME },
	{ X86_64(rseq), WINNOW_TRAIT_ANYTIME },

	/* act with the real ids of the task itself */
	{ EVERY_ABI(access), WINNOW_TRAIT_ACCESS },
	{ EVERY_ABI(faccessat), WINNOW_TRAIT_ACCESS },
	{ EVERY_ABI(faccessat2), WINNOW_TRAIT_ACCESS },
};

void traits__fill(struct winnow_config *config)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int abi = 0; abi < WINNOW_ABIS; abi++)
			if (rows[i].call.nr[abi] != NONE)
				config->traits[abi][rows[i].call.nr[abi]] |= rows[i].traits;
}
