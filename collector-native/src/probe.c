// SPDX-License-Identifier: Apache-2.0
/* probe.c - what this kernel offers, asked once, and the mechanism of each feature. */
#include <errno.h>
#include <linux/magic.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <bpf/btf.h>

#include "internal.h"

#define OLDEST_KERNEL 5010
#define NEEDS_KERNEL "Winnow needs Linux 5.10 or newer on x86_64"

static struct btf *vmlinux;
static bool asked;

static struct btf *kernel_btf(void)
{
	if (!asked) {
		asked = true;
		vmlinux = btf__load_vmlinux_btf();
	}
	return libbpf_get_error(vmlinux) ? NULL : vmlinux;
}

void probe__release(void)
{
	btf__free(vmlinux);
	vmlinux = NULL;
	asked = false;
}

bool probe__tracepoint(const char *name)
{
	char type[128];

	snprintf(type, sizeof(type), "btf_trace_%s", name);
	return kernel_btf() && btf__find_by_name_kind(kernel_btf(), type, BTF_KIND_TYPEDEF) > 0;
}

bool probe__kernel_function(const char *name)
{
	return kernel_btf() && btf__find_by_name_kind(kernel_btf(), name, BTF_KIND_FUNC) > 0;
}

static int kernel__version(void)
{
	struct utsname name;
	int major = 0, minor = 0;

	if (uname(&name) || sscanf(name.release, "%d.%d", &major, &minor) != 2)
		return 0;
	return major * 1000 + minor;
}

/* Since 5.11 for LSM programs, since 5.13 for tracing programs (kernel/trace/bpf_trace.c). */
bool probe__task_storage(void)
{
	return kernel__version() >= 5013 && libbpf_probe_bpf_map_type(BPF_MAP_TYPE_TASK_STORAGE, NULL) == 1;
}

bool probe__atomics(void)
{
	return kernel__version() >= 5012;
}

/* The change that made them preemptible added this function (kernel/trace/bpf_trace.c, 7.2). */
bool probe__preemptible(void)
{
	return probe__kernel_function("trace_call_bpf_faultable");
}

/*
 * From 6.10 on an element of a per-CPU array is found without a call (bpf_mov64_percpu_reg): before, the cache would
 * cost what it saves. If programs at a syscall can be preempted, two tasks could use the CPU's cache at the same time.
 * From 7.0 on the verifier may take values for dead that sys_enter_cached has in its function: see syscall__look().
 */
bool probe__task_cache(void)
{
	return kernel__version() >= 6010 && kernel__version() < 7000 && !probe__preemptible() &&
	       probe__task_storage() && probe__kernel_function("bpf_rdonly_cast") &&
	       probe__tracepoint("cgroup_attach_task");
}

/*
 * Whether programs can be attached to a function's return. Only an attempt shows it: it needs a place in the function's
 * code that not every kernel leaves.
 */
static bool probe__attaches_to_return(const char *function)
{
	const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0 },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	LIBBPF_OPTS(bpf_prog_load_opts, options, .expected_attach_type = BPF_TRACE_FEXIT);
	int id = kernel_btf() ? btf__find_by_name_kind(kernel_btf(), function, BTF_KIND_FUNC) : -1;
	int program, link = -1;

	if (id <= 0)
		return false;
	options.attach_btf_id = (uint32_t)id;
	program = bpf_prog_load(BPF_PROG_TYPE_TRACING, "winnow_probe", "GPL", nothing,
				sizeof(nothing) / sizeof(nothing[0]), &options);
	if (program >= 0) {
		link = bpf_raw_tracepoint_open(NULL, program);
		close(program);
	}
	if (link >= 0)
		close(link);
	return link >= 0;
}

/*
 * The tracepoint (6.14) sees each check; the stack shows the caller, and so whether the check is audited. The function
 * has its options as an argument, but does not see the checks in the copies that compilers put into its callers (of
 * cap_capable into cap_vm_enough_memory, cap_task_prctl, …).
 */
const char *probe__capability_program(void)
{
	static const char *program;
	static bool tried;

	if (!tried) {
		tried = true;
		program = probe__tracepoint("cap_capable")         ? "cap_capable" :
			  probe__attaches_to_return("cap_capable") ? "cap_capable_returned" :
								     NULL;
	}
	return program;
}

const char *probe__io_uring_program(void)
{
	if (probe__tracepoint("io_uring_submit_req"))
		return "io_uring_submit_req";
	return probe__tracepoint("io_uring_submit_sqe") ? "io_uring_submit_sqe" : NULL;
}

/* The first argument of the tracepoint that is a byte and not a bool; the BTF does not have the arguments' names. */
uint32_t probe__io_uring_opcode(void)
{
	struct btf *btf = kernel_btf();
	int id = btf ? btf__find_by_name_kind(btf, "btf_trace_io_uring_submit_sqe", BTF_KIND_TYPEDEF) : -1;
	const struct btf_type *type = id > 0 ? btf__type_by_id(btf, (uint32_t)id) : NULL;
	const struct btf_type *pointer = type ? btf__type_by_id(btf, type->type) : NULL;
	const struct btf_type *function = pointer ? btf__type_by_id(btf, pointer->type) : NULL;

	/* the first parameter is not an argument, but the tracepoint's own */
	for (uint32_t i = 1; function && btf_is_func_proto(function) && i < btf_vlen(function); i++) {
		int each = btf__resolve_type(btf, btf_params(function)[i].type);
		const struct btf_type *value = each > 0 ? btf__type_by_id(btf, (uint32_t)each) : NULL;

		if (value && btf_is_int(value) && value->size == 1 && !(btf_int_encoding(value) & BTF_INT_BOOL))
			return i - 1;
	}
	return 0;
}

/* ---- winnow doctor ----------------------------------------------------------------------------------------------- */

struct text {
	char *at;
	int64_t capacity, length;
};

static void text__add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void text__add(struct text *text, const char *format, ...)
{
	size_t left = text->length < text->capacity ? (size_t)(text->capacity - text->length) : 0;
	va_list arguments;

	va_start(arguments, format);
	text->length += vsnprintf(left ? text->at + text->length : NULL, left, format, arguments);
	va_end(arguments);
}

/* None of the texts has a character that JSON must escape. */
static void feature__add(struct text *text, const char *name, bool ok, bool needed, const char *mechanism,
			 const char *remedy)
{
	text__add(text, "%s\"%s\":{\"ok\":%s,\"needed\":%s,\"mechanism\":\"%s\",\"remedy\":\"%s\"}",
		  text->length > 1 ? "," : "", name, ok ? "true" : "false", needed ? "true" : "false", mechanism,
		  ok ? "" : remedy);
}

static bool filesystem__is(const char *path, long magic)
{
	struct statfs status;

	return !statfs(path, &status) && (long)status.f_type == magic;
}

int64_t winnow_probe(char *json, int64_t capacity)
{
	struct text text = { .at = json, .capacity = capacity };
	struct utsname name;
	char release[160] = "unknown";
	bool btf, storage, load;
	struct winnow_config config;
	const char *mechanism;

	libbpf_set_print(NULL);
	btf = kernel_btf() != NULL;
	if (!uname(&name)) {
		snprintf(release, sizeof(release), "%s %s", name.release, name.machine);
		for (char *c = release; *c; c++)
			if (*c == '"' || *c == '\\' || (unsigned char)*c < ' ')
				*c = '?';
	}
	text__add(&text, "{");
	feature__add(&text, "kernel", kernel__version() >= OLDEST_KERNEL && strstr(release, "x86_64"), true, release,
		     NEEDS_KERNEL);
	feature__add(&text, "btf", btf, true, btf ? "/sys/kernel/btf/vmlinux" : "missing",
		     "use a kernel built with CONFIG_DEBUG_INFO_BTF=y");
	load = libbpf_probe_bpf_prog_type(BPF_PROG_TYPE_RAW_TRACEPOINT, NULL) == 1;
	feature__add(&text, "privilege", load, true, load ? "may load tracing programs" : "refused",
		     "run as root, or with CAP_BPF and CAP_PERFMON (before Linux 5.11 also CAP_SYS_RESOURCE)");
	feature__add(&text, "ring", libbpf_probe_bpf_map_type(BPF_MAP_TYPE_RINGBUF, NULL) == 1, true, "BPF ring buffer",
		     load ? NEEDS_KERNEL : "not known without the privilege above");
	feature__add(&text, "syscalls", probe__tracepoint("sys_enter"), true,
		     probe__preemptible() ? "tp_btf/sys_enter, twice: it can be preempted" : "tp_btf/sys_enter",
		     "use a kernel built with CONFIG_FTRACE_SYSCALLS=y");
	feature__add(&text, "denials", probe__tracepoint("sys_exit"), true, "tp_btf/sys_exit, attached on demand",
		     "use a kernel built with CONFIG_FTRACE_SYSCALLS=y");
	feature__add(&text, "vsyscall", probe__tracepoint("emulate_vsyscall"), false,
		     probe__tracepoint("emulate_vsyscall") ? "tp_btf/emulate_vsyscall" : "missing",
		     "none is needed: this kernel emulates no calls through the vsyscall page");
	storage = probe__task_storage();
	feature__add(&text, "lookup", true, true,
		     probe__task_cache() ? "by CPU, then task storage" :
		     storage             ? "task storage" :
		     load                ? "hash by thread id (Linux before 5.13)" :
					   "not known without the privilege above",
		     "");
	feature__add(&text, "windows", true, true, probe__atomics() ? "atomic OR" : "plain OR (Linux before 5.12)", "");
	mechanism = probe__capability_program();
	feature__add(&text, "capabilities", mechanism != NULL, false,
		     !mechanism                        ? load ? "missing" : "not known without the privilege above" :
		     !strcmp(mechanism, "cap_capable") ? "tp_btf/cap_capable and the stack" :
							 "fexit/cap_capable",
		     "capability advice needs Linux 6.14, or fentry and fexit (CONFIG_FUNCTION_TRACER)");
	feature__add(
		&text, "callers", callers__find(&config) > 0, false, "kernel symbols",
		"let /proc/kallsyms show addresses (CAP_SYSLOG, kernel.kptr_restrict below 2), or memory accounting "
		"cannot be distinguished from a need of CAP_SYS_ADMIN");
	mechanism = probe__io_uring_program();
	feature__add(&text, "io_uring", mechanism != NULL, false, mechanism ? mechanism : "missing",
		     "use a kernel built with CONFIG_IO_URING=y; if no process can use io_uring, nothing is missed");
	bool v2 = filesystem__is("/sys/fs/cgroup", CGROUP2_SUPER_MAGIC);
	bool hybrid = !v2 && filesystem__is("/sys/fs/cgroup/unified", CGROUP2_SUPER_MAGIC);
	feature__add(&text, "cgroups", v2 || hybrid, true,
		     v2     ? "v2" :
		     hybrid ? "hybrid, v2 at /sys/fs/cgroup/unified" :
			      "v1 only",
		     "mount cgroup v2: mount -t cgroup2 none /sys/fs/cgroup/unified");
	bool bpffs = filesystem__is("/sys/fs/bpf", BPF_FS_MAGIC);
	feature__add(&text, "pins", bpffs, false, bpffs ? "bpffs at /sys/fs/bpf" : "not mounted",
		     "mount -t bpf bpf /sys/fs/bpf, or a crash of the collector costs what the kernel saw meanwhile");
	text__add(&text, "}");
	probe__release();
	if (text.length >= capacity)
		return error__set(ENOSPC, "the answer needs %lld bytes", (long long)text.length + 1);
	return text.length;
}
