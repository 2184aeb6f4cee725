// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/* null.bpf.c - the least that a hook on every system call can cost: what everything else is compared with. */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

char LICENSE[] SEC("license") = "GPL";

SEC("tp_btf/sys_enter")
int null_enter(void *context)
{
	(void)context;
	return 0;
}
