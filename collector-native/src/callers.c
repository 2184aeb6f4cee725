// SPDX-License-Identifier: Apache-2.0
/* callers.c - addresses of the kernel functions that ask for a capability for other reasons than a need. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/*
 * security/commoncap.c, kernel/capability.c, kernel/ptrace.c: the memory accounting of every mmap, brk and fork, and
 * the checks that leave no audit record.
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

/*
 * The kernel's symbols as text; NULL: not readable. The kernel needs most of the time to write it, so it is read once.
 */
static char *symbols__read(void)
{
	FILE *file = fopen("/proc/kallsyms", "re");
	char *text = NULL;
	size_t space = 0;

	if (!file)
		return NULL;
	if (getdelim(&text, &space, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	fclose(file);
	return text;
}

/* Each line is an address, a letter, a name, and perhaps a tab and a module. */
static void symbols__visit(const char *text, void (*visit)(struct winnow_config *, uint64_t, const char *, size_t),
			   struct winnow_config *config)
{
	while (*text) {
		const char *line = text;
		char *rest;
		uint64_t address = strtoull(line, &rest, 16);

		text += strcspn(text, "\n");
		if (address && rest + 3 < text)
			visit(config, address, rest + 3, strcspn(rest + 3, "\t\n"));
		text += *text == '\n';
	}
}

static bool symbol__is(const char *name, size_t length, const char *symbol)
{
	return length == strlen(symbol) && !memcmp(name, symbol, length);
}

static void caller__starts(struct winnow_config *config, uint64_t address, const char *name, size_t length)
{
	for (size_t i = 0; i < KNOWN; i++)
		if (symbol__is(name, length, known[i].symbol))
			config->callers[i].start = address;
	if (symbol__is(name, length, "cap_capable"))
		config->asked.start = address;
}

/* A function ends at the next symbol. */
static void caller__end(struct winnow_caller *caller, uint64_t address)
{
	if (caller->start && address > caller->start && (!caller->end || address < caller->end))
		caller->end = address;
}

static void caller__ends(struct winnow_config *config, uint64_t address, const char *name, size_t length)
{
	(void)name, (void)length;
	for (size_t i = 0; i < KNOWN; i++)
		caller__end(&config->callers[i], address);
	caller__end(&config->asked, address);
}

int callers__find(struct winnow_config *config)
{
	char *symbols = symbols__read();
	int found = 0;

	memset(config->callers, 0, sizeof(config->callers));
	memset(&config->asked, 0, sizeof(config->asked));
	if (!symbols)
		return 0;
	symbols__visit(symbols, caller__starts, config);
	symbols__visit(symbols, caller__ends, config);
	free(symbols);
	for (size_t i = 0; i < KNOWN; i++) {
		config->callers[i].detail = known[i].detail;
		found += config->callers[i].end != 0;
	}
	return found;
}
