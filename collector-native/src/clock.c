// SPDX-License-Identifier: Apache-2.0
/* clock.c - the clock of records. */
#include <time.h>

#include "internal.h"

uint64_t clock__boot(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * NANOS_PER_SECOND + (uint64_t)now.tv_nsec;
}

int64_t winnow_clock_offset(void)
{
	struct timespec now;
	int64_t before = (int64_t)clock__boot();

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * (int64_t)NANOS_PER_SECOND + now.tv_nsec - (before + (int64_t)clock__boot()) / 2;
}
