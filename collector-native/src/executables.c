// SPDX-License-Identifier: Apache-2.0
/*
 * executables.c - the capabilities of executed files. The kernel refuses to execute a file if the bounding set lacks
 * one of the file's capabilities, for root too, and makes no check that a hook could see (security/commoncap.c:
 * bprm_caps_from_vfs_caps). Root's credentials do not show that its file had any. So a thread of its own looks at the
 * file: a container may store it on a file system that never answers. If a look takes too long, another thread
 * continues. A container blocks one thread, and all containers STUCK_MAX; each file that is not looked at is counted.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"
#include "syscalls.h"

#define WAITING 256 /* executables; more are lost, and counted as items without a place */
#define PATIENCE NANOS_PER_SECOND
#define STUCK_MAX 4 /* threads whose file does not answer */

struct executable {
	struct winnow_item_key key;        /* of the item that it may lead to */
	volatile struct winnow_slot *slot; /* valid as long as the tracer is not closed */
	struct executable_file file;
};

/* Outlives the tracer while the thread waits for a container's file system. */
struct executables {
	pthread_mutex_t lock;
	pthread_cond_t some;
	int users, items_fd;
	uint32_t first, count;
	bool closed;
	struct executable waiting[WAITING];
	uint32_t looker; /* number of the thread that looks at files; earlier ones are stuck */
	uint64_t since;  /* when it began with its file; 0: it has none */
	struct winnow_item_key looked_at;
	uint32_t stuck_count;
	struct winnow_item_key stuck[STUCK_MAX];
};

static void executables__leave(struct executables *executables)
{
	bool last;

	pthread_mutex_lock(&executables->lock);
	last = !--executables->users;
	pthread_mutex_unlock(&executables->lock);
	if (!last)
		return;
	close(executables->items_fd);
	free(executables);
}

static void executable__look(int items_fd, struct executable *executable)
{
	struct winnow_item_value value = { .count = 1, .tgid = executable->file.tgid };

	executable->key.item.detail = executable__capabilities(&executable->file);
	if (!executable->key.item.detail)
		return;
	value.first = value.last = value.emitted = clock__boot();
	bpf_map_update_elem(items_fd, &executable->key, &value, BPF_NOEXIST);
}

/* Index of the stuck thread that looks at a file of this container; stuck_count: there is none. */
static uint32_t stuck__find(const struct executables *executables, const struct winnow_item_key *key)
{
	uint32_t i = 0;

	while (i < executables->stuck_count &&
	       (executables->stuck[i].slot != key->slot || executables->stuck[i].generation != key->generation))
		i++;
	return i;
}

static void stuck__remove(struct executables *executables, const struct winnow_item_key *key)
{
	uint32_t i = stuck__find(executables, key);

	if (i < executables->stuck_count)
		executables->stuck[i] = executables->stuck[--executables->stuck_count];
}

static void executable__lose(volatile struct winnow_slot *slot)
{
	__atomic_fetch_add(&slot->lost[WINNOW_LOSS_ITEMS_FULL], 1, __ATOMIC_RELAXED);
}

/* Waits for the next file; false: closed. The lock is held. */
static bool executables__take(struct executables *executables, struct executable *executable)
{
	for (;;) {
		while (!executables->count && !executables->closed)
			pthread_cond_wait(&executables->some, &executables->lock);
		if (executables->closed)
			return false;
		*executable = executables->waiting[executables->first++ % WAITING];
		executables->count--;
		if (stuck__find(executables, &executable->key) == executables->stuck_count)
			break;
		executable__lose(executable->slot);
	}
	executables->since = clock__boot();
	executables->looked_at = executable->key;
	return true;
}

static void *executables__run(void *context)
{
	struct executables *executables = context;
	struct executable executable;
	uint32_t me;

	pthread_mutex_lock(&executables->lock);
	me = executables->looker;
	while (executables__take(executables, &executable)) {
		struct winnow_item_key key = executable.key;

		pthread_mutex_unlock(&executables->lock);
		executable__look(executables->items_fd, &executable);
		pthread_mutex_lock(&executables->lock);
		if (me != executables->looker) {
			stuck__remove(executables, &key);
			break;
		}
		executables->since = 0;
	}
	pthread_mutex_unlock(&executables->lock);
	executables__leave(executables);
	return NULL;
}

static bool looker__start(struct executables *executables)
{
	pthread_attr_t detached;
	pthread_t thread;
	int failed;

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	failed = pthread_create(&thread, &detached, executables__run, executables);
	pthread_attr_destroy(&detached);
	return !failed;
}

/* Starts another thread if the present one does not return. The lock is held. */
static void executables__relieve(struct executables *executables)
{
	if (!executables->since || clock__boot() - executables->since < PATIENCE ||
	    executables->stuck_count == STUCK_MAX)
		return;
	executables->looker++;
	executables->users++;
	if (!looker__start(executables)) {
		executables->looker--;
		executables->users--;
		return;
	}
	executables->stuck[executables->stuck_count++] = executables->looked_at;
	executables->since = 0;
}

struct executables *executables__open(int items_fd)
{
	struct executables *executables = calloc(1, sizeof(*executables));

	if (!executables)
		return NULL;
	pthread_mutex_init(&executables->lock, NULL);
	pthread_cond_init(&executables->some, NULL);
	executables->users = 2;
	executables->items_fd = fcntl(items_fd, F_DUPFD_CLOEXEC, 3);
	if (looker__start(executables))
		return executables;
	executables->users = 1;
	executables__leave(executables);
	return NULL;
}

void executables__close(struct executables *executables)
{
	if (!executables)
		return;
	pthread_mutex_lock(&executables->lock);
	executables->closed = true;
	pthread_cond_signal(&executables->some);
	pthread_mutex_unlock(&executables->lock);
	executables__leave(executables);
}

void executables__executed(struct executables *executables, const struct winnow_observation *observation,
			   volatile struct winnow_slot *slot)
{
	struct executable *executable;

	if (!executables || observation->item.kind != WINNOW_ITEM_EXECUTABLE)
		return;
	pthread_mutex_lock(&executables->lock);
	executables__relieve(executables);
	if (executables->count < WAITING) {
		executable = &executables->waiting[(executables->first + executables->count++) % WAITING];
		memset(executable, 0, sizeof(*executable));
		executable->key.slot = observation->header.slot;
		executable->key.generation = observation->header.generation;
		executable->key.item = (struct winnow_item){ .kind = WINNOW_ITEM_HELD,
							     .stage = observation->item.stage,
							     .arg = WINNOW_HELD_FILE,
							     .nr = NR_x86_64_execve };
		executable->slot = slot;
		executable->file.tgid = observation->actor.tgid;
		executable->file.user_namespace = slot->user_namespace;
		memcpy(executable->file.cgroup, (const char *)slot->path, sizeof(executable->file.cgroup) - 1);
		if (observation->path_form == WINNOW_PATH_PLAIN)
			memcpy(executable->file.path, observation->path, sizeof(executable->file.path) - 1);
		pthread_cond_signal(&executables->some);
	} else {
		executable__lose(slot);
	}
	pthread_mutex_unlock(&executables->lock);
}
