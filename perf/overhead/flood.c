// SPDX-License-Identifier: Apache-2.0
/*
 * flood.c - an unprivileged container's program that behaves until /go is there, and then has calls refused by a filter of its own, each in
 * as many ways as there are error numbers, as fast as it can, for SECONDS. Ends then, or when /stop is there.
 *
 *   flood SECONDS
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LOOK_NANOS 20000000
#define ERRORS 4095

/* Getpgid, getsid, getpriority and sched_getscheduler fail with the errno that their first argument is. */
static int refuse(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getsid, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpriority, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_getscheduler, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff),
		BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
		BPF_STMT(BPF_RET | BPF_A, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int main(int count, char **arguments)
{
	static const long calls[] = { SYS_getpgid, SYS_getsid, SYS_getpriority, SYS_sched_getscheduler };
	struct timespec look = { .tv_nsec = LOOK_NANOS };
	time_t end = count == 2 ? atol(arguments[1]) : 0;
	long made = 0;

	if (end <= 0) {
		fprintf(stderr, "usage: flood SECONDS\n");
		return 2;
	}
	while (access("/go", F_OK)) {
		if (!access("/stop", F_OK))
			return 0;
		nanosleep(&look, NULL);
	}
	if (refuse()) {
		perror("flood: no filter");
		return 1;
	}
	end += time(NULL);
	while (time(NULL) < end && access("/stop", F_OK))
		for (long i = 1; i < ERRORS; i++)
			for (size_t call = 0; call < sizeof(calls) / sizeof(calls[0]); call++, made++)
				syscall(calls[call], i);
	printf("%ld\n", made);
	return 0;
}
