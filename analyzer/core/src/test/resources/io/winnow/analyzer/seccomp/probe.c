/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Makes the calls that are given as arguments, each "ABI:NUMBER:ARG0:ARG1:ARG2:ARG3:ARG4:ARG5" in hexadecimal (ABI 0: x86_64 or x32,
 * 1: i386), each in a child of its own, and prints what became of it: "r" and the negative errno, or "s" and the signal.
 */
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t call_native(uint64_t number, const uint64_t *args)
{
	register uint64_t r10 __asm__("r10") = args[3];
	register uint64_t r8 __asm__("r8") = args[4];
	register uint64_t r9 __asm__("r9") = args[5];
	int64_t result;

	__asm__ volatile("syscall"
			 : "=a"(result)
			 : "a"(number), "D"(args[0]), "S"(args[1]), "d"(args[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return result;
}

/* The sixth argument would take the frame pointer: it stays what it is. */
static int64_t call_i386(uint64_t number, const uint64_t *args)
{
	int64_t result;

	__asm__ volatile("int $0x80"
			 : "=a"(result)
			 : "a"(number), "b"(args[0]), "c"(args[1]), "d"(args[2]), "S"(args[3]), "D"(args[4])
			 : "r8", "r9", "r10", "r11", "memory");
	return (int32_t)result;
}

int main(int argc, char **argv)
{
	int64_t *result = mmap(NULL, sizeof(*result), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (result == MAP_FAILED)
		return 1;
	for (int i = 1; i < argc; i++) {
		uint64_t fields[8] = { 0 };
		char *at = argv[i];
		int status;
		pid_t child;

		for (int field = 0; field < 8; field++)
			fields[field] = strtoull(at, &at, 16), at += *at == ':';
		child = fork();
		if (child < 0)
			return 1;
		if (child == 0) {
			*result = fields[0] == 1 ? call_i386(fields[1], fields + 2) : call_native(fields[1], fields + 2);
			_exit(0);
		}
		if (waitpid(child, &status, 0) != child)
			return 1;
		if (WIFSIGNALED(status))
			printf("s%d\n", WTERMSIG(status));
		else
			printf("r%lld\n", (long long)*result);
	}
	return 0;
}
