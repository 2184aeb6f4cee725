// SPDX-License-Identifier: Apache-2.0
/*
 * calls.c - a program without a C library, so that the syscalls it makes are exactly those that its arguments name:
 * `calls ABI:FIRST-LAST …` makes each number of the range once through the ABI (x86_64, i386, x32) with harmless
 * arguments; `calls ABI:NUMBERxTIMES` repeats. It ends with exit_group.
 */
typedef unsigned long ulong;

static long call64(long nr, long a, long b, long c, long d, long e, long f)
{
	register long r10 asm("r10") = d;
	register long r8 asm("r8") = e;
	register long r9 asm("r9") = f;
	long result;

	asm volatile("syscall"
		     : "=a"(result)
		     : "a"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
		     : "rcx", "r11", "memory");
	return result;
}

static long call32(long nr, long a, long b, long c, long d, long e)
{
	long result;

	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
		     : "memory", "r8", "r9", "r10", "r11");
	return result;
}

static const char *number(const char *text, long *value)
{
	*value = 0;
	while (*text >= '0' && *text <= '9')
		*value = *value * 10 + (*text++ - '0');
	return text;
}

static void once(int abi, long nr)
{
	long result;

	/* -1 is no descriptor, no address, no process and no flag set that the kernel takes */
	if (abi == 1) {
		result = call32(nr, -1, -1, -1, -1, -1);
		if (result == 0 && (nr == 2 || nr == 190))
			call64(231, 0, 0, 0, 0, 0, 0);
		return;
	}
	result = call64(abi == 2 ? nr | 0x40000000 : nr, -1, -1, -1, -1, -1, -1);
	if (result == 0 && (nr == 57 || nr == 58))
		call64(231, 0, 0, 0, 0, 0, 0);
}

__attribute__((used)) void run(ulong *stack)
{
	long count = (long)stack[0];
	const char **arguments = (const char **)(stack + 1);

	for (long i = 1; i < count; i++) {
		const char *text = arguments[i];
		int abi = text[0] == 'i' ? 1 : text[1] == '3' ? 2 : 0;
		long first, last, times = 1;

		while (*text && *text != ':')
			text++;
		text = number(text + 1, &first);
		last = first;
		if (*text == '-')
			text = number(text + 1, &last);
		if (*text == 'x')
			number(text + 1, &times);
		for (long nr = first; nr <= last; nr++)
			for (long j = 0; j < times; j++)
				once(abi, nr);
	}
	call64(231, 0, 0, 0, 0, 0, 0);
}

asm(".global _start\n_start:\n\tmov %rsp, %rdi\n\tand $-16, %rsp\n\tcall run\n");
