// SPDX-License-Identifier: Apache-2.0
/*
 * load.c - what is measured: one system call, again and again, in processes that lie in the cgroups named.
 *
 *   load CPU getppid|read CGROUP[,COUNT]
 *
 * CGROUP is a directory of the unified hierarchy; with COUNT, its children 0 … COUNT-1, each with a process of its own; "-"
 * stays where it is. All processes are pinned to CPU. It says "ready" and the first one's process id. Then, for each line
 * "TURNS CALLS PAUSE" on standard input, the processes take TURNS turns of CALLS calls, one after the other and PAUSE
 * nanoseconds apart, and one line comes back: nanoseconds per call of the fastest turn, of the first decile, and of the
 * median. Ends with its input.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define TURNS_MAX (1 << 20)

/* Shared by all processes. Each worker waits on a word of its own; whose turn it is, the parent says. */
struct shared {
	long calls;
	double nanos; /* per call, of the last turn */
	_Atomic int done;
	_Atomic int turn[];
};

static struct shared *shared;
static double results[TURNS_MAX];

static void die(const char *what)
{
	fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
	exit(1);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

/* Waits until the word is no longer what it was. */
static void await(_Atomic int *word, int was)
{
	while (atomic_load(word) == was)
		syscall(SYS_futex, word, FUTEX_WAIT, was, NULL, NULL, 0);
}

static void signal_other(_Atomic int *word)
{
	atomic_fetch_add(word, 1);
	syscall(SYS_futex, word, FUTEX_WAKE, 1, NULL, NULL, 0);
}

static inline long call(long nr, long a, long b, long c)
{
	long result;

	asm volatile("syscall" : "=a"(result) : "a"(nr), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return result;
}

static void work(long nr, long file, _Atomic int *turn)
{
	char byte;
	int seen = 0;

	for (;;) {
		double start;

		await(turn, seen);
		seen = atomic_load(turn);
		start = now();
		for (long i = 0; i < shared->calls; i++)
			call(nr, file, (long)&byte, 1);
		shared->nanos = (now() - start) / (double)shared->calls;
		signal_other(&shared->done);
	}
}

static void join(const char *cgroup, int index)
{
	char path[4096];
	int file;

	if (index < 0)
		snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
	else
		snprintf(path, sizeof(path), "%s/%d/cgroup.procs", cgroup, index);
	file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0 || write(file, "0", 1) != 1)
		die(path);
	close(file);
}

static int ascending(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

static void run(int workers, long turns, double pause)
{
	for (long i = 0; i < turns; i++) {
		int done = atomic_load(&shared->done);
		double begin = now() + pause;

		while (now() < begin)
			;

		signal_other(&shared->turn[i % workers]);
		await(&shared->done, done);
		results[i] = shared->nanos;
	}
	qsort(results, (size_t)turns, sizeof(results[0]), ascending);
	printf("%.3f %.3f %.3f\n", results[0], results[turns / 10], results[turns / 2]);
	fflush(stdout);
}

int main(int count, char **arguments)
{
	long nr = count == 4 && !strcmp(arguments[2], "read") ? SYS_read : SYS_getppid;
	struct rlimit processes = { RLIM_INFINITY, RLIM_INFINITY };
	int workers = 1, file = open("/dev/zero", O_RDONLY);
	long turns, calls, pause;
	pid_t *children;
	char *comma;
	cpu_set_t cpus;

	if (count != 4 || (nr == SYS_getppid && strcmp(arguments[2], "getppid"))) {
		fprintf(stderr, "usage: load CPU getppid|read CGROUP[,COUNT]\n");
		return 2;
	}
	CPU_ZERO(&cpus);
	CPU_SET(atoi(arguments[1]), &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		die("pin");
	comma = strchr(arguments[3], ',');
	if (comma) {
		*comma = 0;
		workers = atoi(comma + 1);
	}
	if (workers < 1 || file < 0)
		die(arguments[3]);
	setrlimit(RLIMIT_NPROC, &processes);
	shared = mmap(NULL, sizeof(*shared) + (size_t)workers * sizeof(int), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	children = calloc((size_t)workers, sizeof(*children));
	if (shared == MAP_FAILED || !children)
		die("memory");
	for (int i = 0; i < workers; i++) {
		pid_t child = fork();

		if (child < 0)
			die("fork");
		children[i] = child;
		if (!child) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (strcmp(arguments[3], "-"))
				join(arguments[3], comma ? i : -1);
			work(nr, file, &shared->turn[i]);
		}
	}
	printf("ready %d\n", children[0]);
	fflush(stdout);
	while (scanf("%ld %ld %ld", &turns, &calls, &pause) == 3 && turns > 0 && turns <= TURNS_MAX && calls > 0) {
		shared->calls = calls;
		run(workers, turns, (double)pause);
	}
	/* their cgroups can be removed when this process has ended: none of them is left then */
	for (int i = 0; i < workers; i++)
		kill(children[i], SIGKILL);
	while (wait(NULL) > 0)
		;
	return 0;
}
