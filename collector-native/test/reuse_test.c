// SPDX-License-Identifier: Apache-2.0
/*
 * reuse_test.c - thousands of short-lived containers, one after the other: pids, cgroup ids and slots are used again,
 * no container inherits anything, and neither the kernel's maps nor this process grow. WINNOW_TEST_CONTAINERS sets
 * their number.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#define BUFFER (1 << 20)
#define SLOTS 256
#define FIRST 96 /* numbers FIRST … FIRST + NUMBERS - 1 take no harm of any argument */
#define NUMBERS 67

static int64_t tracer;
static uint8_t *buffer;
static char calls_path[4096];
static const char *cgroup_root;
static long wrong;

static long containers(void)
{
	const char *asked = getenv("WINNOW_TEST_CONTAINERS");

	return asked ? atol(asked) : 1000;
}

static void drain(void)
{
	int64_t bytes;

	winnow_tick(tracer);
	while ((bytes = winnow_drain(tracer, buffer, BUFFER)) > 0)
		CHECK(!winnow_drained(tracer, bytes), "%s", winnow_error());
}

/* The slot of a cgroup. Slots of the host's other cgroups are released. */
static int slot_of(int64_t id, struct winnow_slot_info *info)
{
	struct winnow_slot_info each;
	int slot = 0;

	for (int i = 1; i < winnow_slots(tracer); i++) {
		if (winnow_slot(tracer, i, &each))
			continue;
		if (each.cgroup_id == (uint64_t)id) {
			*info = each;
			slot = i;
		} else {
			winnow_slot_release(tracer, i, (int)each.generation);
		}
	}
	return slot;
}

static void run(const char *cgroup, char *call)
{
	char *const arguments[] = { calls_path, call, "x86_64:41", NULL }; /* socket(-1, …): items, too */
	int status;
	pid_t child = vfork();

	if (!child) {
		if (test_enter(cgroup, 0))
			execv(calls_path, arguments);
		_exit(98);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	wrong += status != 0;
}

/* One container with one call: its set has that call, and none of its predecessors'. */
static void container__run(long number)
{
	const struct winnow_snapshot *seen = (struct winnow_snapshot *)buffer;
	struct timespec moment = { .tv_nsec = 5000000 };
	struct winnow_slot_info info = { 0 };
	int call = FIRST + (int)(number % NUMBERS), slot = 0;
	char path[256], text[24];

	snprintf(path, sizeof(path), "%s/winnow-reuse-%d", cgroup_root, getpid());
	snprintf(text, sizeof(text), "x86_64:%d", call);
	/* a slot has a grace period before it is allocated again */
	for (int tries = 0; !slot && tries < 400; tries++) {
		REQUIRE(!mkdir(path, 0755), "mkdir %s: %s", path, strerror(errno));
		slot = slot_of(winnow_cgroup_id(path), &info);
		if (!slot) {
			rmdir(path);
			winnow_tick(tracer);
			nanosleep(&moment, NULL);
		}
	}
	REQUIRE(slot, "container %ld: no slot", number);
	winnow_slot_mode(tracer, slot, (int)info.generation, WINNOW_MODE_CONFIRMED | WINNOW_MODE_COMMAND, 0);
	run(path, text);
	while (rmdir(path) && errno == EBUSY)
		nanosleep(&moment, NULL);
	REQUIRE(winnow_items_read(tracer) >= 0 &&
			winnow_snapshot(tracer, slot, (int)info.generation, 1, buffer, BUFFER) > 0,
		"%s", winnow_error());
	for (int nr = FIRST; nr < FIRST + NUMBERS; nr++)
		wrong += (seen->seen[WINNOW_STAGE_START][0][nr / 64] >> (nr % 64) & 1) != (nr == call);
	wrong += !(seen->flags & WINNOW_SNAPSHOT_FINAL);
	wrong += seen->item_count == 0;
	winnow_slot_release(tracer, slot, (int)info.generation);
	drain();
}

/*
 * The kernel's memory for the maps, links and programs of this process, in bytes (the field memlock of their fdinfo).
 */
static long kernel_memory(void)
{
	DIR *files = opendir("/proc/self/fdinfo");
	struct dirent *each;
	long sum = 0;

	while (files && (each = readdir(files))) {
		char path[300], line[256];
		FILE *file;

		snprintf(path, sizeof(path), "/proc/self/fdinfo/%s", each->d_name);
		file = fopen(path, "r");
		while (file && fgets(line, sizeof(line), file)) {
			long bytes;

			if (sscanf(line, "memlock: %ld", &bytes) == 1)
				sum += bytes;
		}
		if (file)
			fclose(file);
	}
	if (files)
		closedir(files);
	return sum;
}

static long own_memory(void)
{
	long pages = 0, resident = 0;
	FILE *file = fopen("/proc/self/statm", "r");

	if (file && fscanf(file, "%ld %ld", &pages, &resident) != 2)
		resident = 0;
	if (file)
		fclose(file);
	return resident * sysconf(_SC_PAGESIZE);
}

static void containers_in_a_row_leave_nothing_behind_and_inherit_nothing(void)
{
	long count = containers(), kernel = 0, own = 0;

	for (long i = 0; i < count; i++) {
		if (i == count / 10) {
			kernel = kernel_memory();
			own = own_memory();
		}
		container__run(i);
		if (count > 10000 && i % (count / 20) == 0)
			printf("     %ld of %ld containers, %ld wrong, %ld KiB in the kernel, %ld KiB here\n", i, count,
			       wrong, kernel_memory() >> 10, own_memory() >> 10),
				fflush(stdout);
	}
	CHECK(!wrong, "%ld things are not as they should be", wrong);
	/* cgroups of the host come and go meanwhile: a few entries of a hash, and never one for each container */
	CHECK(kernel_memory() - kernel < 64 << 10, "the kernel's memory grew from %ld to %ld bytes", kernel,
	      kernel_memory());
	CHECK(own_memory() - own < 1 << 20, "this process grew from %ld to %ld bytes", own, own_memory());
}

int main(void)
{
	alarm(test_seconds() + (unsigned)containers() / 100);
	cgroup_root = test_cgroup_root();
	buffer = malloc(BUFFER);
	REQUIRE(realpath("/proc/self/exe", calls_path), "%s", strerror(errno));
	strcpy(strrchr(calls_path, '/'), "/calls");
	tracer = winnow_open_with(SLOTS, 4096, 1 << 20, test_open_flags(), NULL);
	REQUIRE(tracer > 0, "winnow_open: %s", winnow_error());
	TEST(containers_in_a_row_leave_nothing_behind_and_inherit_nothing);
	winnow_close(tracer, 0);
	TESTS_END();
}
