/* SPDX-License-Identifier: Apache-2.0 */
/*
 * intruder VERB... - does things that a web server or a database never does, and says how each ended:
 * one line "VERB: done" or "VERB: <error>". Exit code 0 where all verbs were known.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef AF_ALG
#define AF_ALG 38
#endif

static long by_fd(int fd)
{
	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

static long new_namespace(void) { return unshare(CLONE_NEWUTS); }
static long kernel_crypto(void) { return by_fd(socket(AF_ALG, SOCK_SEQPACKET, 0)); }
static long secret_file(void) { return by_fd(open("/etc/shadow", O_RDONLY)); }
static long trace_me(void) { return ptrace(PTRACE_TRACEME, 0, 0, 0); }
static long module_list(void) { return syscall(SYS_init_module, 0, 0, ""); }

static sigjmp_buf without_ia32;

static void no_ia32(int signal)
{
	siglongjmp(without_ia32, signal);
}

/* getpid of the i386 table, number 20: writev in the table of x86_64. A kernel without such calls sends SIGSEGV. */
static long old_abi(void)
{
	long result;

	if (sigsetjmp(without_ia32, 1)) {
		errno = ENOSYS;
		return -1;
	}
	signal(SIGSEGV, no_ia32);
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(20L) : "memory", "r8", "r9", "r10", "r11");
	if (result < 0) {
		errno = (int)-result;
		return -1;
	}
	return 0;
}

static const struct verb {
	const char *name;
	long (*act)(void);
} verbs[] = {
	{ "unshare", new_namespace }, { "alg", kernel_crypto },      { "shadow", secret_file },
	{ "ptrace", trace_me },       { "init_module", module_list }, { "int80", old_abi },
};

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const struct verb *found = NULL;

		for (size_t v = 0; v < sizeof(verbs) / sizeof(verbs[0]); v++)
			if (!strcmp(argv[i], verbs[v].name))
				found = &verbs[v];
		if (!found) {
			fprintf(stderr, "intruder: unknown verb %s\n", argv[i]);
			return 2;
		}
		if (found->act() < 0)
			printf("%s: %s\n", found->name, strerror(errno));
		else
			printf("%s: done\n", found->name);
	}
	return 0;
}
