/* SPDX-License-Identifier: Apache-2.0 */
/*
 * caller: works for ever, in rounds that are all alike; each starts a thread.
 * caller NUMBER…: makes these calls, with arguments that no call takes, and prints for each its number and its errno, 0 if it succeeds.
 */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void *end(void *none)
{
	return none;
}

static int work(void)
{
	for (;;) {
		pthread_t thread;

		if (pthread_create(&thread, NULL, end, NULL) != 0 || pthread_join(thread, NULL) != 0)
			return 1;
		dprintf(STDOUT_FILENO, "a thread ran\n");
		usleep(10000);
	}
}

int main(int argc, char **argv)
{
	if (argc == 1)
		return work();
	for (int i = 1; i < argc; i++) {
		long number = strtol(argv[i], NULL, 10);
		long result = syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);

		dprintf(STDOUT_FILENO, "%ld %d\n", number, result == -1 ? errno : 0);
	}
	return 0;
}
