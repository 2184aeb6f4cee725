// SPDX-License-Identifier: Apache-2.0
/*
 * dangers.c - the one list of dangerous parts of arguments: what is always an item of its own, so that no number of
 * other values hides it. Values are those of the kernel's headers (linux/socket.h, asm/ioctls.h, linux/sched.h,
 * linux/ptrace.h, linux/bpf.h, linux/keyctl.h, linux/prctl.h, linux/personality.h, linux/netfilter_ipv4/ip_tables.h).
 * Arguments that the kernel takes as int are cut to 32 bits first.
 */
#include "calls.h"
#include "internal.h"

#define INT 0xffffffffULL

/* clang-format off: a table */
#define VALUE(argument, value)                                                                                         \
	{                                                                                                              \
		.mask = INT, .from = (value), .to = (value), .arg = (argument)                                         \
	}
#define RANGE(argument, first, last)                                                                                   \
	{                                                                                                              \
		.mask = INT, .from = (first), .to = (last), .arg = (argument)                                          \
	}
#define OPTION(level, name)                                                                                            \
	{                                                                                                              \
		.mask = ~0ULL, .from = (uint64_t)(level) << 32 | (name), .to = (uint64_t)(level) << 32 | (name),       \
		.arg = 1                                                                                               \
	}

/*
 * CLONE_NEWTIME, NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET: which namespaces are new, whatever else the
 * flags say.
 */
#define NAMESPACES(argument)                                                                                           \
	{                                                                                                              \
		.mask = 0x7e020080, .from = 1, .to = ~0ULL, .arg = (argument)                                          \
	}

/* PROT_WRITE and PROT_EXEC at once. */
#define WRITABLE_CODE                                                                                                  \
	{                                                                                                              \
		.mask = 0x6, .from = 0x6, .to = 0x6, .arg = 2                                                          \
	}

struct list {
	struct call call;
	struct winnow_danger rows[WINNOW_DANGERS_OF_A_CALL]; /* as long as mask is not 0 */
};

static const struct list lists[] = {
	{ EVERY_ABI(socket),
	  { VALUE(0, 15) /* AF_KEY */,
	    VALUE(0, 17) /* AF_PACKET */,
	    VALUE(0, 21) /* AF_RDS */,
	    VALUE(0, 29) /* AF_CAN */,
	    VALUE(0, 30) /* AF_TIPC */,
	    VALUE(0, 31) /* AF_BLUETOOTH */,
	    VALUE(0, 33) /* AF_RXRPC */,
	    VALUE(0, 38) /* AF_ALG */,
	    RANGE(0, 40, 45) /* AF_VSOCK to AF_MCTP */,
	    { .mask = 0xf, .from = 3, .to = 3, .arg = 1 } /* SOCK_RAW */,
	    { .mask = 0xf, .from = 10, .to = 10, .arg = 1 } /* SOCK_PACKET */ } },
	{ EVERY_ABI(ioctl),
	  { VALUE(1, 0x5412) /* TIOCSTI */, VALUE(1, 0x541c) /* TIOCLINUX */, VALUE(1, 0x5423) /* TIOCSETD */,
	    VALUE(1, 0x541d) /* TIOCCONS */, VALUE(1, 0x400454ca) /* TUNSETIFF */ } },
	{ EVERY_ABI(clone), { NAMESPACES(0) } },
	{ EVERY_ABI(unshare), { NAMESPACES(0) } },
	{ EVERY_ABI(setns), { NAMESPACES(1) } },
	{ EVERY_ABI(ptrace), { RANGE(0, 0, 33), RANGE(0, 0x4200, 0x4210) } },
	{ EVERY_ABI(bpf), { RANGE(0, 0, 63) } },
	{ EVERY_ABI(keyctl), { RANGE(0, 0, 63) } },
	{ EVERY_ABI(prctl),
	  { VALUE(0, 35) /* PR_SET_MM */, VALUE(0, 28) /* PR_SET_SECUREBITS */, VALUE(0, 47) /* PR_CAP_AMBIENT */,
	    VALUE(0, 53) /* PR_SET_SPECULATION_CTRL */, VALUE(0, 59) /* PR_SET_SYSCALL_USER_DISPATCH */,
	    VALUE(0, 0x59616d61) /* PR_SET_PTRACER */ } },
	/* but not 0xffffffff, which asks: none of its bits is above to */
	{ EVERY_ABI(personality),
	  { { .mask = 0x80000000 | 0x0040000 /* ADDR_NO_RANDOMIZE */, .from = 0x0040000, .to = 0x0040000, .arg = 0 },
	    { .mask = 0x80000000 | 0x0100000 /* MMAP_PAGE_ZERO */, .from = 0x0100000, .to = 0x0100000, .arg = 0 },
	    { .mask = 0x80000000 | 0x0400000 /* READ_IMPLIES_EXEC */,
	      .from = 0x0400000,
	      .to = 0x0400000,
	      .arg = 0 } } },
	{ EVERY_ABI(setsockopt),
	  { OPTION(1, 26) /* SO_ATTACH_FILTER */, OPTION(1, 50) /* SO_ATTACH_BPF */,
	    OPTION(0, 64) /* IPT_SO_SET_REPLACE */, OPTION(41, 64) /* the same of IPv6 */,
	    OPTION(279, 1) /* ALG_SET_KEY */ } },
	{ CALLS(NR_x86_64_mmap, NR_i386_mmap2, NR_x32_mmap), { WRITABLE_CODE } },
	{ EVERY_ABI(mprotect), { WRITABLE_CODE } },
};
/* clang-format on */

/* Sets which of the rows is the call's first, counted from 1. */
static void first__set(struct winnow_config *config, const struct call *call, uint32_t first)
{
	for (int abi = 0; abi < WINNOW_ABIS; abi++)
		if (call->nr[abi] != NONE)
			config->traits[abi][call->nr[abi]] |= first << WINNOW_TRAIT_DANGERS_SHIFT;
}

void dangers__fill(struct winnow_config *config)
{
	uint32_t count = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		const struct list *list = &lists[i];

		first__set(config, &list->call, count + 1);
		for (int row = 0; row < WINNOW_DANGERS_OF_A_CALL && list->rows[row].mask; row++)
			config->dangers[count++ % WINNOW_DANGERS] = list->rows[row];
		config->dangers[(count - 1) % WINNOW_DANGERS].last = 1;
	}
}
