/* SPDX-License-Identifier: Apache-2.0 */
/* calls.h - a system call by its number in each ABI. The numbers come from syscalls.tsv. */
#ifndef WINNOW_CALLS_H
#define WINNOW_CALLS_H

#include <stdint.h>

#include "syscalls.h"
#include "winnow/record.h"

struct call {
	uint16_t nr[WINNOW_ABIS];
};

#define NONE 0xffff /* the ABI has no such call, or it is of no interest there */

/* clang-format off */
#define CALLS(x86_64, i386, x32) { { x86_64, i386, x32 } }
/* clang-format on */
#define EVERY_ABI(name) CALLS(NR_x86_64_##name, NR_i386_##name, NR_x32_##name)
#define X86_64_X32(name) CALLS(NR_x86_64_##name, NONE, NR_x32_##name)
#define X86_64(name) CALLS(NR_x86_64_##name, NONE, NONE)
#define I386(name) CALLS(NONE, NR_i386_##name, NONE)

#endif
