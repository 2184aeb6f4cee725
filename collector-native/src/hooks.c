// SPDX-License-Identifier: Apache-2.0
/* hooks.c - when the programs are attached, and how many calls they miss. */
#include <errno.h>
#include <string.h>

#include "internal.h"

/* Time after which an unpinned link is surely detached: older kernels (5.10 for one) detach asynchronously. */
#define UNPINNED (5 * NANOS_PER_SECOND)

/* The programs that are attached only while a slot wants them. */
static bool exit__is(const struct winnow *winnow, const struct bpf_program *program)
{
	return program == winnow->bpf->progs.sys_exit || program == winnow->bpf->progs.sys_exit_fallback;
}

/* The programs that only handle what another one misses. */
static bool fallback__is(const struct winnow *winnow, const struct bpf_program *program)
{
	return program == winnow->bpf->progs.sys_enter_fallback || program == winnow->bpf->progs.sys_exit_fallback;
}

static int program__attach(const struct bpf_prog_skeleton *program)
{
	struct bpf_link *link = bpf_program__attach(*program->prog);
	int error = libbpf_get_error(link);

	if (error)
		return error__set(error, "cannot attach %s: %s", program->name, strerror(-error));
	*program->link = link;
	return 0;
}

/*
 * Attach the hooks that invalidate task caches first, and detach them last: the programs at the entry of a syscall,
 * which fill the caches, come first in winnow.bpf.c, so they are attached last, and the skeleton detaches them first. Of
 * these, sys_enter_fallback is the very first: the kernel runs programs in the order in which they were attached, and
 * sys_enter_fallback handles what sys_enter has missed.
 * The programs of an earlier process go when these take over their pinned names, in the same order. All of these are
 * attached by then: no call is missed, and both see the same state.
 */
int hooks__attach(struct winnow *winnow)
{
	const struct bpf_prog_skeleton *programs = winnow->bpf->skeleton->progs;
	int count = winnow->bpf->skeleton->prog_cnt, error = 0;

	for (int i = count - 1; i >= 0 && !error; i--)
		if (bpf_program__autoload(*programs[i].prog) && !exit__is(winnow, *programs[i].prog))
			error = program__attach(&programs[i]);
	for (int i = 0; i < count && !error; i++) {
		if (*programs[i].link)
			error = link__pin(winnow, *programs[i].link, programs[i].name);
		else if (!bpf_program__autoload(*programs[i].prog))
			link__unpin(winnow, programs[i].name); /* an earlier process had use for it */
	}
	return error;
}

static int exit__attach(struct winnow *winnow, const struct bpf_prog_skeleton *program)
{
	bool pinned = *program->link && !winnow->exits_unwanted;
	int error = *program->link ? 0 : program__attach(program);

	return error || pinned ? error : link__pin(winnow, *program->link, program->name);
}

int exits__update(struct winnow *winnow)
{
	const struct bpf_object_skeleton *skeleton = winnow->bpf->skeleton;
	bool wanted = false;

	for (uint32_t slot = 1; slot < winnow->slot_count && !wanted; slot++)
		wanted = WINNOW_SLOT_WANTS_EXITS(winnow__slot(winnow, slot));
	for (int i = 0; i < skeleton->prog_cnt; i++) {
		const struct bpf_prog_skeleton *program = &skeleton->progs[i];
		int error;

		if (!exit__is(winnow, *program->prog) || !bpf_program__autoload(*program->prog))
			continue;
		if (!wanted)
			/* or an earlier process's, which ended before it did so */
			link__unpin(winnow, program->name);
		else if ((error = exit__attach(winnow, program)))
			return error;
	}
	winnow->exits_unwanted = wanted ? 0 : clock__boot();
	return 0;
}

int exits__follow(struct winnow *winnow)
{
	uint64_t asked = __atomic_load_n(&winnow->bpf->bss->exits_asked, __ATOMIC_ACQUIRE);

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
	uint64_t now = clock__boot(), *takeover = &winnow->bpf->bss->takeover;

	if (*takeover && now - *takeover > UNPINNED)
		__atomic_store_n(takeover, 0, __ATOMIC_SEQ_CST);
	if (!winnow->exits_unwanted || now - winnow->exits_unwanted <= UNPINNED)
		return;
	bpf_link__destroy(winnow->bpf->links.sys_exit);
	bpf_link__destroy(winnow->bpf->links.sys_exit_fallback);
	winnow->bpf->links.sys_exit = winnow->bpf->links.sys_exit_fallback = NULL;
}

int64_t winnow_skipped(int64_t handle)
{
	struct winnow *winnow = winnow__of(handle);
	struct bpf_program *program;
	uint64_t missed = 0, caught;

	bpf_object__for_each_program(program, winnow->bpf->obj) {
		struct bpf_prog_info info = {};
		uint32_t length = sizeof(info);

		if (!bpf_program__autoload(program) || fallback__is(winnow, program))
			continue;
		if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length))
			return error__set(errno, "cannot ask the kernel about %s: %s", bpf_program__name(program),
					  strerror(errno));
		missed += info.recursion_misses;
	}
	/* after the misses, so that a call that is being handled now is not taken for lost */
	caught = __atomic_load_n(&winnow->bpf->bss->caught, __ATOMIC_ACQUIRE);
	if (missed > caught + winnow->skipped)
		winnow->skipped = missed - caught;
	return (int64_t)winnow->skipped;
}
