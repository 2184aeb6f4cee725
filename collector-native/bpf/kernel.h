/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * kernel.h - the few kernel types that the programs read, with only the fields they read. The loader
 * relocates every access to the running kernel's layout (CO-RE), so order and size here mean nothing.
 */
#ifndef WINNOW_KERNEL_H
#define WINNOW_KERNEL_H

typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef short __s16;
typedef int __s32;
typedef long long __s64;
typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
/* bpf_helper_defs.h names these */
typedef __u16 __be16;
typedef __u32 __be32;
typedef __u32 __wsum;
enum { false = 0, true = 1 };
typedef _Bool bool;

/*
 * Stands on both sides of a test against a limit, so that the compiler tests the very register that is used behind it: the
 * verifiers up to 6.1 do not carry the limit over to a copy.
 */
#define bound(value) asm volatile("" : "+r"(value))

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

struct kernfs_node {
	u64 id;
	const char *name;
};

struct cgroup_root {
	int hierarchy_id;
};

struct cgroup_subsys_state {
	struct cgroup_subsys_state *parent;
	int nr_populated_csets; /* 7.3; before, struct cgroup has it */
};

struct cgroup {
	struct cgroup_subsys_state self;
	int level; /* the root's is 0 */
	int nr_populated_csets;
	int nr_populated_domain_children;
	int nr_populated_threaded_children;
	struct kernfs_node *kn;
	struct cgroup_root *root;
	struct cgroup *ancestors[1]; /* by level, from 6.1 on; before: */
	u64 ancestor_ids[1];
};

struct css_set {
	struct cgroup *dfl_cgrp;
	int nr_tasks;
};

typedef struct {
	int counter;
} atomic_t;

struct signal_struct {
	atomic_t live;
	int nr_threads;
};

struct ns_common {
	unsigned int inum;
};

struct task_struct;

struct pid_namespace {
	struct task_struct *child_reaper;
	struct ns_common ns;
};

struct mnt_namespace {
	struct ns_common ns;
};

struct nsproxy {
	struct mnt_namespace *mnt_ns;
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid {
	unsigned int level;
	struct upid numbers[1];
};

struct uid_gid_extent {
	u32 first;
	u32 lower_first;
};

struct uid_gid_map {
	struct uid_gid_extent extent[5];
};

struct user_namespace {
	struct uid_gid_map uid_map;
	int level;
	struct ns_common ns;
};

typedef struct {
	unsigned int val;
} kuid_t;

/* 64 bits, as two words before 6.3 */
typedef struct {
	u64 val;
} kernel_cap_t;

struct cred {
	kuid_t uid;
	kuid_t gid;
	kuid_t euid;
	kernel_cap_t cap_inheritable;
	kernel_cap_t cap_permitted;
	kernel_cap_t cap_effective;
	kernel_cap_t cap_ambient;
	struct user_namespace *user_ns;
	int non_rcu;
};

struct qstr {
	const unsigned char *name;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
};

struct vfsmount {
	struct dentry *mnt_root;
};

struct mount {
	struct mount *mnt_parent;
	struct dentry *mnt_mountpoint;
	struct vfsmount mnt;
};

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file {
	struct path f_path;
	void *private_data;
};

struct mm_struct {
	struct file *exe_file;
};

struct list_head {
	struct list_head *next;
};

/* kernel/seccomp.c */
struct seccomp_data {
	int nr;
	u32 arch;
};

struct seccomp_knotif {
	u64 id;
	const struct seccomp_data *data;
	struct list_head list;
};

struct notification {
	struct list_head notifications;
};

struct seccomp_filter {
	struct notification *notif;
};

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
};

struct files_struct {
	struct fdtable *fdt;
};

struct fs_struct {
	struct path root;
};

struct thread_info {
	u32 status;
};

struct seccomp {
	int mode;
	atomic_t filter_count;
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int flags;
	void *stack;
	int exit_code;
	int pid;  /* user space calls it tid */
	int tgid;
	unsigned int ptrace;
	unsigned long atomic_flags;
	struct task_struct *real_parent;
	struct task_struct *group_leader;
	struct pid *thread_pid;
	struct mm_struct *mm;
	struct fs_struct *fs;
	struct files_struct *files;
	struct nsproxy *nsproxy;
	const struct cred *real_cred;
	const struct cred *cred;
	struct css_set *cgroups;
	struct signal_struct *signal;
	struct seccomp seccomp;
	u64 start_boottime;
	char comm[16];
};

struct pt_regs {
	unsigned long r10;
	unsigned long r9;
	unsigned long r8;
	unsigned long bp;
	unsigned long bx;
	unsigned long cx;
	unsigned long dx;
	unsigned long si;
	unsigned long di;
	unsigned long orig_ax;
	unsigned long ip;
	unsigned long sp;
};

struct linux_binprm {
	const char *filename;
};

struct io_kiocb {
	u8 opcode;
};

#pragma clang attribute pop

/* Values of the kernel's headers, by file. */
#define TS_COMPAT 0x0002             /* arch/x86/include/asm/thread_info.h */
#define X32_SYSCALL_BIT 0x40000000   /* arch/x86/include/uapi/asm/unistd.h */
#define PFA_NO_NEW_PRIVS 0           /* include/linux/sched.h: bit of atomic_flags */
#define SECCOMP_MODE_FILTER 2        /* include/uapi/linux/seccomp.h; mode of a task too */
#define SECCOMP_SET_MODE_FILTER 1
#define SECCOMP_FILTER_FLAG_NEW_LISTENER 8
#define SECCOMP_IOCTL_NOTIF_SEND 0xc0182101
#define AUDIT_ARCH_I386 0x40000003   /* include/uapi/linux/audit.h */
#define PR_SET_SECCOMP 22            /* include/uapi/linux/prctl.h */
#define PROT_EXEC 0x4                /* include/uapi/asm-generic/mman-common.h */
#define CAP_SYS_ADMIN 21             /* include/uapi/linux/capability.h */
#define CAP_OPT_NOAUDIT 0x2          /* include/linux/security.h */
#define PF_IO_WORKER 0x10            /* include/linux/sched.h, from here to PF_SIGNALED */
#define PF_FORKNOEXEC 0x40
#define PF_SIGNALED 0x400
#define EXIT_SIGNAL 0x7f             /* of exit_code: as in a status of wait(2) */
#define SIGSYS 31
#define THREAD_SIZE 16384            /* arch/x86/include/asm/page_64_types.h, without KASAN */
#define EEXIST 17
#define ENOSYS 38
#define ERESTARTSYS 512              /* include/linux/errno.h */
#define ERESTART_RESTARTBLOCK 516
#define CAP_FSETID 4
#define S_ISGID 02000
#define IOCTL 16                     /* arch/x86/entry/syscalls/syscall_64.tbl, …/syscall_32.tbl */
#define IOCTL_I386 54
#define CAP_SETPCAP 8
#define CAP_SETFCAP 31
#define CLONE_NEWUSER 0x10000000     /* include/uapi/linux/sched.h */
#define IO_URING_ENTER 426           /* include/uapi/asm-generic/unistd.h */
#define IORING_REGISTER_PERSONALITY 9 /* include/uapi/linux/io_uring.h */
#define EXECVE 59                    /* arch/x86/entry/syscalls/syscall_64.tbl; so are the next */
#define CAPSET 126
#define PRCTL 157
#define CAPSET_I386 185              /* arch/x86/entry/syscalls/syscall_32.tbl; so is the next */
#define PRCTL_I386 172
#define PR_SET_SECUREBITS 28         /* include/uapi/linux/prctl.h */
#define PR_CAP_AMBIENT 47
#define PR_CAP_AMBIENT_RAISE 2

/* include/uapi/linux/bpf.h, which drags in types of its own */
enum bpf_map_type {
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_QUEUE = 22,
	BPF_MAP_TYPE_RINGBUF = 27,
	BPF_MAP_TYPE_TASK_STORAGE = 29,
};
enum bpf_func_id {
	BPF_FUNC_task_pt_regs = 175, /* 5.15 */
};
enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_F_NO_PREALLOC = 1,
	BPF_F_MMAPABLE = 1 << 10,
	BPF_LOCAL_STORAGE_GET_F_CREATE = 1,
	BPF_RB_NO_WAKEUP = 1,
	BPF_RB_FORCE_WAKEUP = 2,
};

#endif
