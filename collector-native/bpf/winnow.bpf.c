// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * winnow.bpf.c - the programs, by hook: enter.h, exit.h, vsyscall.h, process.h, membership.h, capability.h, io_uring.h. Each
 * program is short: it finds the slot of the task, returns if there is nothing to do, and else calls the other headers.
 *
 * The kernel lets a program use its GPL-only helpers if the program's licence string is one that it knows. These files
 * are offered under GPL-2.0-only or Apache-2.0, at the reader's choice; the string is the kernel's word for that, and
 * binds nothing else of the project.
 */
#include "kernel.h"
#include "values.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "syscalls.h"
#include "winnow/config.h"
#include "winnow/record.h"

#include "maps.h"
#include "slot.h"
#include "cgroup.h"
#include "task.h"
#include "owner.h"
#include "task_cache.h"
#include "observation.h"
#include "item.h"
#include "stage.h"
#include "profile.h"
#include "trace.h"
#include "call.h"
#include "credentials.h"
#include "held.h"
#include "arguments.h"
#include "enter.h" /* the first programs: see hooks__attach() */
#include "exit.h"
#include "vsyscall.h"
#include "process.h"
#include "membership.h"
#include "capability.h"
#include "io_uring.h"

char LICENSE[] SEC("license") = "GPL";
