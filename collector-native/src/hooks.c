// SPDX-License-Identifier: Apache-2.0
/* hooks.c - which programs are loaded, when they are attached, and how many calls they miss. */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* Time after which an unpinned link is surely detached: older kernels (5.10 for one) detach asynchronously. */
#define UNPINNED (5 * NANOS_PER_SECOND)

/* Whether a program only handles what another one misses. */
static bool program__is_fallback(const char *name)
{
	return strstr(name, "_fallback");
}

bool program__is_wanted(const char *name, uint32_t flags)
{
	const char *capability = flags & WINNOW_OPEN_NO_CAPABILITIES ? NULL : probe__capability_program();
	const char *io_uring = probe__io_uring_program();

	if (!strncmp(name, "cap_capable", strlen("cap_capable")))
		return capability && !strcmp(name, capability);
	if (program__is_fallback(name))
		return probe__preemptible();
	if (!strcmp(name, "io_uring_registered"))
		return probe__tracepoint("io_uring_register");
	if (!strncmp(name, "io_uring", strlen("io_uring")))
		return io_uring && !strcmp(name, io_uring);
	return true;
}

static int program__attach(struct bpf_program *program, struct bpf_link **link)
{
	int error;

	*link = bpf_program__attach(program);
	error = libbpf_get_error(*link);
	if (error) {
		*link = NULL;
		return error__set(error, "cannot attach %s: %s", bpf_program__name(program), strerror(-error));
	}
	return 0;
}

/* The programs that are attached only while a slot wants them. */
static bool exit__is(const struct bpf_program *program)
{
	return !strncmp(bpf_program__name(program), "sys_exit", strlen("sys_exit"));
}

static bool enter__is(const struct bpf_program *program)
{
	return !strncmp(bpf_program__name(program), "sys_enter", strlen("sys_enter"));
}

static int programs__attach(struct winnow *winnow, bool at_enter)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, winnow->object) {
		int error;

		if (!bpf_program__autoload(program) || exit__is(program) || enter__is(program) != at_enter)
			continue;
		error = program__attach(program, &winnow->links[winnow->link_count].link);
		if (error)
			return error;
		winnow->links[winnow->link_count++].name = bpf_program__name(program);
	}
	return 0;
}

/*
 * Attach the hooks that invalidate task caches first, and detach them last. The programs of an earlier process go when
 * these take over their pinned names, in the same order. All of these are attached by then: no call is missed, and both
 * see the same state.
 */
int hooks__attach(struct winnow *winnow)
{
	struct bpf_program *program;
	int error = programs__attach(winnow, false);

	if (!error)
		error = programs__attach(winnow, true);
	for (int i = winnow->link_count - 1; i >= 0 && !error; i--)
		error = link__pin(winnow, winnow->links[i].link, winnow->links[i].name);
	bpf_object__for_each_program(program, winnow->object)
		if (!error && !bpf_program__autoload(program))
			link__unpin(winnow, bpf_program__name(program)); /* an earlier process had use for it */
	return error;
}

bool slot__wants_exits(volatile const struct winnow_slot *slot)
{
	return slot->mode & WINNOW_MODES_EXIT || slot->notes & WINNOW_NOTE_OWN_FILTER;
}

int exits__update(struct winnow *winnow)
{
	struct bpf_program *program;
	bool wanted = false;
	int error, i = 0;

	for (uint32_t slot = 1; slot < winnow->slot_count && !wanted; slot++)
		wanted = slot__wants_exits(winnow__slot(winnow, slot));
	bpf_object__for_each_program(program, winnow->object) {
		if (!exit__is(program) || !bpf_program__autoload(program))
			continue;
		struct bpf_link **link = &winnow->exit_links[i++];
		const char *name = bpf_program__name(program);
		bool pinned = *link && !winnow->exits_unwanted;

		if (!wanted)
			link__unpin(winnow, name); /* or an earlier process's, which ended before it came to that */
		else if ((!*link && (error = program__attach(program, link))) || (!pinned && (error = link__pin(winnow, *link, name))))
			return error;
	}
	winnow->exits_unwanted = wanted ? 0 : clock__boot();
	return 0;
}

int exits__follow(struct winnow *winnow)
{
	uint64_t asked = *winnow->exits_asked;

	if (asked == winnow->exits_followed)
		return 0;
	winnow->exits_followed = asked;
	return exits__update(winnow);
}

/*
 * Detach late: an older kernel has not detached a link at once, and refuses to attach the same program meanwhile
 * (EEXIST).
 */
void exits__settle(struct winnow *winnow)
{
	uint64_t now = clock__boot();

	if (*winnow->takeover && now - *winnow->takeover > UNPINNED)
		__atomic_store_n(winnow->takeover, 0, __ATOMIC_SEQ_CST);
	for (int i = 0; i < 2 && winnow->exits_unwanted && now - winnow->exits_unwanted > UNPINNED; i++) {
		bpf_link__destroy(winnow->exit_links[i]);
		winnow->exit_links[i] = NULL;
	}
}

int64_t winnow_skipped(int64_t handle)
{
	struct winnow *winnow = winnow__of(handle);
	struct bpf_program *program;
	uint64_t missed = 0, caught = 0;
	uint32_t zero = 0;

	bpf_object__for_each_program(program, winnow->object) {
		const char *name = bpf_program__name(program);
		struct bpf_prog_info info = {};
		uint32_t length = sizeof(info);

		if (!bpf_program__autoload(program) || program__is_fallback(name))
			continue;
		if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length))
			return error__set(errno, "cannot ask the kernel about %s: %s", name, strerror(errno));
		missed += info.recursion_misses;
	}
	/* after the misses, so that a call that is being handled now is not taken for lost */
	if (bpf_map_lookup_elem(bpf_object__find_map_fd_by_name(winnow->object, ".bss.caught"), &zero, &caught))
		return error__set(errno, "cannot read what was caught: %s", strerror(errno));
	if (missed > caught + winnow->skipped)
		winnow->skipped = missed - caught;
	return (int64_t)winnow->skipped;
}
