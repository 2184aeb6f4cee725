/* SPDX-License-Identifier: Apache-2.0 */
/*
 * refused GAP FIRST COUNT - once /go is there, makes COUNT calls of getsid, one each GAP milliseconds, with another argument each, the first FIRST + 1:
 *                           its filter answers with an errno of the same number. Then prints how many it did not answer, and waits to be killed.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Hundreds of these wait at the same time. */
#define LOOK_NANOS 250000000
#define MILLI  1000000L
#define SECOND 1000000000L

static void wait_until(struct timespec *time, long nanos)
{
	time->tv_nsec += nanos;
	time->tv_sec += time->tv_nsec / SECOND;
	time->tv_nsec %= SECOND;
	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, time, NULL);
}

int main(int argc, char **argv)
{
	long gap = argc == 4 ? atol(argv[1]) : 0;
	int first = argc == 4 ? atoi(argv[2]) : 0;
	int count = argc == 4 ? atoi(argv[3]) : 0;
	struct timespec time;
	int missed = 0;

	if (gap <= 0 || count <= 0)
		return 2;
	puts("ready");
	fflush(stdout);
	do {
		/* a look that comes late is not made up for: that would keep a busy machine busy */
		clock_gettime(CLOCK_MONOTONIC, &time);
		wait_until(&time, LOOK_NANOS);
	} while (access("/go", F_OK));
	for (int i = first + 1; i <= first + count; i++) {
		wait_until(&time, gap * MILLI);
		missed += getsid(i) != -1 || errno != i;
	}
	printf("%d\n", missed);
	fflush(stdout);
	for (;;)
		pause();
}
