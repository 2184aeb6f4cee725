// SPDX-License-Identifier: Apache-2.0
/* mark NAME: makes one system call that nothing else in the test's containers makes, so that it shows whose a container's calls are taken for. */
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct {
	const char *name;
	long number;
} calls[] = {
	{"getpriority", SYS_getpriority},
	{"getitimer", SYS_getitimer},
	{"getcpu", SYS_getcpu},
	{"get_robust_list", SYS_get_robust_list},
	{"ioprio_get", SYS_ioprio_get},
	{"sched_getparam", SYS_sched_getparam},
	{"sched_getscheduler", SYS_sched_getscheduler},
	{"sched_get_priority_max", SYS_sched_get_priority_max},
	{"sched_get_priority_min", SYS_sched_get_priority_min},
	{"sched_rr_get_interval", SYS_sched_rr_get_interval},
};

int main(int argc, char **argv)
{
	for (unsigned i = 0; argc == 2 && i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(argv[1], calls[i].name) == 0) {
			syscall(calls[i].number, 0, 0, 0, 0); /* what it answers is of no interest */
			return 0;
		}
	}
	return 1;
}
