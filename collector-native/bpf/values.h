/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* values.h - numbers of the kernel's headers, by file. */
#ifndef WINNOW_VALUES_H
#define WINNOW_VALUES_H

#define TS_COMPAT 0x0002           /* arch/x86/include/asm/thread_info.h */
#define X32_SYSCALL_BIT 0x40000000 /* arch/x86/include/uapi/asm/unistd.h */
#define PFA_NO_NEW_PRIVS 0         /* include/linux/sched.h: bit of atomic_flags */
#define SECCOMP_MODE_FILTER 2      /* include/uapi/linux/seccomp.h; mode of a task too */
#define SECCOMP_SET_MODE_FILTER 1
#define SECCOMP_FILTER_FLAG_NEW_LISTENER 8
#define SECCOMP_IOCTL_NOTIF_SEND 0xc0182101
#define AUDIT_ARCH_I386 0x40000003 /* include/uapi/linux/audit.h */
#define PR_SET_SECCOMP 22          /* include/uapi/linux/prctl.h */
#define PROT_EXEC 0x4              /* include/uapi/asm-generic/mman-common.h */
#define CAP_SYS_ADMIN 21           /* include/uapi/linux/capability.h */
#define CAP_OPT_NOAUDIT 0x2        /* include/linux/security.h */
#define PF_IO_WORKER 0x10          /* include/linux/sched.h, from here to PF_SIGNALED */
#define PF_FORKNOEXEC 0x40
#define PF_SIGNALED 0x400
#define EXIT_SIGNAL 0x7f /* of exit_code: as in a status of wait(2) */
#define SIGSYS 31
#define THREAD_SIZE 16384 /* arch/x86/include/asm/page_64_types.h, without KASAN */
#define EEXIST 17
#define ENOSPC 28
#define ENOSYS 38
#define ERESTARTSYS 512 /* include/linux/errno.h */
#define ERESTART_RESTARTBLOCK 516
#define CAP_FSETID 4
#define S_ISUID 04000
#define S_ISGID 02000
#define CAP_SETPCAP 8
#define CAP_SETFCAP 31
#define SYS_LISTEN 4 /* include/uapi/linux/net.h */
#define SYS_ACCEPT 5
#define SYS_ACCEPT4 18
#define CLONE_NEWUSER 0x10000000      /* include/uapi/linux/sched.h */
#define IORING_REGISTER_PERSONALITY 9 /* include/uapi/linux/io_uring.h */
#define PR_SET_SECUREBITS 28          /* include/uapi/linux/prctl.h */
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
