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
 * Put before and after a test against a limit, so that the compiler tests the register that is used afterwards:
 * verifiers up to 6.1 do not copy the limit to another register.
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
	kuid_t egid;
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

struct inode {
	u16 i_mode;
};

struct dentry {
	struct dentry *d_parent;
	struct qstr d_name;
	struct inode *d_inode;
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
	int pid; /* user space calls it tid */
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

#endif
