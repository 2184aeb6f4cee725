// SPDX-License-Identifier: Apache-2.0
/*
 * everycall.c - a container's program that behaves until /go is there, and then makes every system call that it can make with
 * harmless arguments, one each GAP milliseconds. Before each it prints "NUMBER NANOSECONDS" (CLOCK_REALTIME). Ends then, or when
 * /stop is there.
 *
 *   everycall GAP
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LAST 460
#define LOOK_MILLIS 20

static void wait_millis(long millis)
{
	struct timespec time = { .tv_sec = millis / 1000, .tv_nsec = millis % 1000 * 1000000 };

	nanosleep(&time, NULL);
}

/*
 * They do not return, make another process, are not for a shared machine (sync), or are outside no program's profile (restart_syscall); 335 and
 * 336 (uretprobe, uprobe) end in SIGILL.
 */
static int left_out(long nr)
{
	static const long numbers[] = { SYS_rt_sigreturn, SYS_pause,   SYS_fork, SYS_vfork,	      SYS_exit,
					SYS_exit_group,	  SYS_vhangup, SYS_sync, SYS_restart_syscall, 335,
					336 };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (numbers[i] == nr)
			return 1;
	return 0;
}

static void say_when(long nr)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	printf("%ld %lld\n", nr, now.tv_sec * 1000000000LL + now.tv_nsec);
	fflush(stdout);
}

int main(int count, char **arguments)
{
	long gap = count == 2 ? atol(arguments[1]) : 0;

	if (gap <= 0) {
		fprintf(stderr, "usage: everycall GAP\n");
		return 2;
	}
	say_when(-1); /* so that it is learned */
	while (access("/go", F_OK)) {
		if (!access("/stop", F_OK))
			return 0;
		wait_millis(LOOK_MILLIS);
	}
	for (long nr = 0; nr <= LAST; nr++) {
		if (left_out(nr))
			continue;
		say_when(nr);
		/* -1 is no descriptor, no address, no process and no flag set that the kernel takes */
		syscall(nr, -1L, -1L, -1L, -1L, -1L, -1L);
		wait_millis(gap);
	}
	return 0;
}
