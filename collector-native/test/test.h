/* SPDX-License-Identifier: Apache-2.0 */
/* test.h - checks for the C tests: each test is a sentence, each failure prints its place and the reason. */
#ifndef WINNOW_TEST_H
#define WINNOW_TEST_H

#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "winnow/winnow.h"

static int test_failures;
static int test_count;
static int test_failed;

#define CHECK(condition, ...)                                                                                          \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			test_failures++;                                                                               \
			fprintf(stderr, "  %s:%d: not %s: ", __FILE__, __LINE__, #condition);                          \
			fprintf(stderr, __VA_ARGS__);                                                                  \
			fprintf(stderr, "\n");                                                                         \
		}                                                                                                      \
	} while (0)

/* Ends the program if the condition is false: what follows would test nothing. */
#define REQUIRE(condition, ...)                                                                                        \
	do {                                                                                                           \
		int before_required_ = test_failures;                                                                  \
		CHECK(condition, __VA_ARGS__);                                                                         \
		if (test_failures != before_required_)                                                                 \
			exit(1);                                                                                       \
	} while (0)

/* Prints why a part of a test has nothing to look at on this kernel; the rest of the test passed. */
#define NOT_IN_THIS_KERNEL(...) (printf("     not in this kernel: "), printf(__VA_ARGS__), printf("\n"))

/* Flags that the caller asks for, so that each test can run with each mechanism of the tracer. */
static inline int test_open_flags(void)
{
	return getenv("WINNOW_TEST_TASKS_BY_TID") ? WINNOW_OPEN_TASKS_BY_TID : 0;
}

/* The root of cgroup v2: alone, or beside v1's hierarchies. */
static inline const char *test_cgroup_root(void)
{
	return access("/sys/fs/cgroup/unified/cgroup.procs", F_OK) ? "/sys/fs/cgroup" : "/sys/fs/cgroup/unified";
}

/* Brings a process, 0 for the caller, into the cgroup. Async-signal-safe but for snprintf. */
static inline bool test_enter(const char *cgroup, int process)
{
	char path[300], number[16];
	int file, length = snprintf(number, sizeof(number), "%d", process);
	bool done;

	snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	file = open(path, O_WRONLY | O_CLOEXEC);
	done = file >= 0 && write(file, number, (size_t)length) == length;
	if (file >= 0)
		close(file);
	return done;
}

/* Seconds after which a run that hangs ends; an emulated machine asks for more. */
static inline unsigned test_seconds(void)
{
	const char *seconds = getenv("WINNOW_TEST_SECONDS");

	return seconds ? (unsigned)atoi(seconds) : 240;
}

/* How often a test of a race is repeated; an emulated machine, which needs half a minute each time, asks for less. */
static inline int test_rounds(void)
{
	const char *rounds = getenv("WINNOW_TEST_ROUNDS");

	return rounds ? atoi(rounds) : 10;
}

#define TEST(function)                                                                                                 \
	do {                                                                                                           \
		int before_ = test_failures;                                                                           \
		test_count++;                                                                                          \
		function();                                                                                            \
		test_failed += test_failures != before_;                                                               \
		printf("%s %s\n", test_failures == before_ ? "ok  " : "FAIL", #function);                              \
		fflush(stdout);                                                                                        \
	} while (0)

#define TESTS_END()                                                                                                    \
	do {                                                                                                           \
		printf("%d passed, %d failed\n", test_count - test_failed, test_failed);                               \
		return test_failures != 0;                                                                             \
	} while (0)

#endif
