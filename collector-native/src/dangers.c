// SPDX-License-Identifier: Apache-2.0
/*
 * dangers.c - the one list of dangerous parts of arguments: each is always an item of its own, so that no number of other
 * values hides it. Arguments that the kernel takes as int are cut to 32 bits first.
 */
#include <linux/bpf.h>
#include <linux/if_alg.h>
#include <linux/if_tun.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/socket.h>

#include "calls.h"
#include "internal.h"

#define INT 0xffffffffULL

/* clang-format off */
#define VALUE(argument, value) { .mask = INT, .from = (value), .to = (value), .arg = (argument) }
#define RANGE(argument, first, last) { .mask = INT, .from = (first), .to = (last), .arg = (argument) }
#define SOCKET_TYPE(type) { .mask = 0xf /* SOCK_TYPE_MASK */, .from = (type), .to = (type), .arg = 1 }
#define OPTION_VALUE(level, name) ((uint64_t)(level) << 32 | (name))
#define OPTION(level, name) { .mask = ~0ULL, .from = OPTION_VALUE(level, name), .to = OPTION_VALUE(level, name), .arg = 1 }

/* But not 0xffffffff, which asks: its upper bit is set, and a flag's is not. */
#define PERSONALITY(flag) { .mask = 0x80000000 | (flag), .from = (flag), .to = (flag), .arg = 0 }

/* Which namespaces are new, whatever else the flags say. */
#define NAMESPACES(argument) \
	{ .mask = CLONE_NEWTIME | CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | \
		  CLONE_NEWPID | CLONE_NEWNET, \
	  .from = 1, .to = ~0ULL, .arg = (argument) }

#define WRITE_AND_EXEC (PROT_WRITE | PROT_EXEC)
#define WRITABLE_CODE { .mask = WRITE_AND_EXEC, .from = WRITE_AND_EXEC, .to = WRITE_AND_EXEC, .arg = 2 }

struct list {
	struct call call;
	struct winnow_danger rows[WINNOW_DANGERS_OF_A_CALL]; /* as long as mask is not 0 */
};

static const struct list lists[] = {
	{ EVERY_ABI(socket), {
		VALUE(0, AF_KEY), VALUE(0, AF_PACKET), VALUE(0, AF_RDS), VALUE(0, AF_CAN), VALUE(0, AF_TIPC),
		VALUE(0, AF_BLUETOOTH), VALUE(0, AF_RXRPC), VALUE(0, AF_ALG), RANGE(0, AF_VSOCK, AF_MCTP),
		SOCKET_TYPE(SOCK_RAW), SOCKET_TYPE(SOCK_PACKET) } },
	{ EVERY_ABI(ioctl), {
		VALUE(1, TIOCSTI), VALUE(1, TIOCLINUX), VALUE(1, TIOCSETD), VALUE(1, TIOCCONS), VALUE(1, TUNSETIFF) } },
	{ EVERY_ABI(clone), { NAMESPACES(0) } },
	{ EVERY_ABI(unshare), { NAMESPACES(0) } },
	{ EVERY_ABI(setns), { NAMESPACES(1) } },
	{ EVERY_ABI(ptrace), { RANGE(0, 0, 33), RANGE(0, 0x4200, 0x4210) } }, /* all requests */
	{ EVERY_ABI(bpf), { RANGE(0, 0, 63) } }, /* all commands */
	{ EVERY_ABI(keyctl), { RANGE(0, 0, 63) } }, /* all operations */
	{ EVERY_ABI(prctl), {
		VALUE(0, PR_SET_MM), VALUE(0, PR_SET_SECUREBITS), VALUE(0, PR_CAP_AMBIENT),
		VALUE(0, PR_SET_SPECULATION_CTRL), VALUE(0, PR_SET_SYSCALL_USER_DISPATCH), VALUE(0, PR_SET_PTRACER) } },
	{ EVERY_ABI(personality), {
		PERSONALITY(ADDR_NO_RANDOMIZE), PERSONALITY(MMAP_PAGE_ZERO), PERSONALITY(READ_IMPLIES_EXEC) } },
	{ EVERY_ABI(setsockopt), {
		OPTION(SOL_SOCKET, SO_ATTACH_FILTER), OPTION(SOL_SOCKET, SO_ATTACH_BPF),
		OPTION(IPPROTO_IP, IPT_SO_SET_REPLACE), OPTION(IPPROTO_IPV6, IPT_SO_SET_REPLACE), /* IP6T_SO_SET_REPLACE */
		OPTION(SOL_ALG, ALG_SET_KEY) } },
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
