/* SPDX-License-Identifier: Apache-2.0 */
/* test.h - checks for the C tests: each test is a sentence, each failure tells where and what. */
#ifndef WINNOW_TEST_H
#define WINNOW_TEST_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* Goes no further where the condition does not hold: what follows would test nothing. */
#define REQUIRE(condition, ...)                                                                                        \
	do {                                                                                                           \
		int before_required_ = test_failures;                                                                  \
		CHECK(condition, __VA_ARGS__);                                                                         \
		if (test_failures != before_required_)                                                                 \
			exit(1);                                                                                       \
	} while (0)

/* Says why a part of a test has nothing to look at on this kernel; the rest of the test holds. */
#define NOT_IN_THIS_KERNEL(...) (printf("     not in this kernel: "), printf(__VA_ARGS__), printf("\n"))

/* Flags that the caller asks for, so that each test can be run over each way that the tracer can go. */
static inline int test_open_flags(void)
{
	return getenv("WINNOW_TEST_TASKS_BY_TID") ? WINNOW_OPEN_TASKS_BY_TID : 0;
}

/* Seconds after which a run that hangs ends; an emulated machine asks for more. */
static inline unsigned test_seconds(void)
{
	const char *seconds = getenv("WINNOW_TEST_SECONDS");

	return seconds ? (unsigned)atoi(seconds) : 240;
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
		printf("%d passed, %d failed\n", test_count - test_failed, test_failed);                             \
		return test_failures != 0;                                                                             \
	} while (0)

#endif
