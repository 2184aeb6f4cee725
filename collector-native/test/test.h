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

#define CHECK(condition, ...)                                                                                          \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			test_failures++;                                                                               \
			fprintf(stderr, "  %s:%d: not %s: ", __FILE__, __LINE__, #condition);                          \
			fprintf(stderr, __VA_ARGS__);                                                                  \
			fprintf(stderr, "\n");                                                                         \
		}                                                                                                      \
	} while (0)

#define REQUIRE(condition, ...)                                                                                        \
	do {                                                                                                           \
		CHECK(condition, __VA_ARGS__);                                                                         \
		if (!(condition))                                                                                      \
			exit(1);                                                                                       \
	} while (0)

#define TEST(function)                                                                                                 \
	do {                                                                                                           \
		int before_ = test_failures;                                                                           \
		test_count++;                                                                                          \
		function();                                                                                            \
		printf("%s %s\n", test_failures == before_ ? "ok  " : "FAIL", #function);                              \
		fflush(stdout);                                                                                        \
	} while (0)

#define TESTS_END()                                                                                                    \
	do {                                                                                                           \
		printf("%d passed, %d failed\n", test_failures ? test_count - 1 : test_count, test_failures);          \
		return test_failures != 0;                                                                             \
	} while (0)

#endif
