// SPDX-License-Identifier: Apache-2.0
/*
 * examine.c - what this machine offers the tracer, and, without an argument, whether its kernel's verifier accepts each
 * mechanism; one fact a line, fields separated by tabs.
 */
#include <stdio.h>
#include <string.h>

#include "winnow/winnow.h"

static void load(const char *mechanism, int flags)
{
	int64_t tracer = winnow_open_with(16, 1024, 65536, WINNOW_OPEN_VERBOSE | flags, NULL);

	printf("load\t%s\t%s\n", mechanism, tracer > 0 ? "ok" : winnow_error());
	if (tracer > 0)
		winnow_close(tracer, 0);
}

int main(int count, char **arguments)
{
	static char features[8192];

	if (winnow_probe(features, sizeof(features)) < 0)
		snprintf(features, sizeof(features), "{}");
	printf("features\t%s\n", features);
	if (count > 1 && !strcmp(arguments[1], "--features"))
		return 0;
	load("as probed", 0);
	load("tasks by thread id", WINNOW_OPEN_TASKS_BY_TID);
	load("no capabilities", WINNOW_OPEN_NO_CAPABILITIES);
	return 0;
}
