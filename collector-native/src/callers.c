// SPDX-License-Identifier: Apache-2.0
/* callers.c - where the kernel functions lie that ask for a capability for reasons of their own. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/*
 * security/commoncap.c, kernel/capability.c, kernel/ptrace.c: the memory accounting of every mmap, brk and fork, and the
 * ways that leave no audit record.
 */
static const struct {
	const char *symbol;
	uint64_t detail;
} known[] = {
	{ "security_vm_enough_memory_mm", WINNOW_CAPABILITY_ACCOUNTING },
	{ "__vm_enough_memory", WINNOW_CAPABILITY_ACCOUNTING },
	{ "ns_capable_noaudit", WINNOW_CAPABILITY_PROBE },
	{ "has_ns_capability_noaudit", WINNOW_CAPABILITY_PROBE },
	{ "has_capability_noaudit", WINNOW_CAPABILITY_PROBE },
	{ "ptracer_capable", WINNOW_CAPABILITY_PROBE },
};
#define KNOWN (sizeof(known) / sizeof(known[0]))
_Static_assert(KNOWN <= WINNOW_CALLERS, "more callers than the programs compare");

static int callers__scan(int (*visit)(void *, uint64_t, const char *), void *context)
{
	FILE *symbols = fopen("/proc/kallsyms", "re");
	char line[512], name[256];
	uint64_t address;
	char type;

	if (!symbols)
		return -1;
	while (fgets(line, sizeof(line), symbols)) {
		if (sscanf(line, "%" SCNx64 " %c %255s", &address, &type, name) == 3 && address)
			visit(context, address, name);
	}
	fclose(symbols);
	return 0;
}

static int caller__starts(void *context, uint64_t address, const char *name)
{
	struct winnow_config *config = context;

	for (size_t i = 0; i < KNOWN; i++)
		if (!strcmp(name, known[i].symbol))
			config->callers[i].start = address;
	if (!strcmp(name, "cap_capable"))
		config->asked.start = address;
	return 0;
}

/* A function ends where the next symbol begins. */
static void caller__end(struct winnow_caller *caller, uint64_t address)
{
	if (caller->start && address > caller->start && (!caller->end || address < caller->end))
		caller->end = address;
}

static int caller__ends(void *context, uint64_t address, const char *name)
{
	struct winnow_config *config = context;

	(void)name;
	for (size_t i = 0; i < KNOWN; i++)
		caller__end(&config->callers[i], address);
	caller__end(&config->asked, address);
	return 0;
}

int callers__find(struct winnow_config *config)
{
	int found = 0;

	memset(config->callers, 0, sizeof(config->callers));
	memset(&config->asked, 0, sizeof(config->asked));
	if (callers__scan(caller__starts, config) || callers__scan(caller__ends, config))
		return 0;
	for (size_t i = 0; i < KNOWN; i++) {
		config->callers[i].detail = known[i].detail;
		found += config->callers[i].end != 0;
	}
	return found;
}
