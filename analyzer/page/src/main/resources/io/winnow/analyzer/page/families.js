// SPDX-License-Identifier: Apache-2.0
// System calls by what they are about.
const FAMILIES = [
  ['Files and folders', /^(open|openat|openat2|creat|name_to_handle_at|open_by_handle_at|access|faccessat2?|stat|lstat|fstat|newfstatat|statx|statfs|fstatfs|readlink(at)?|getdents(64)?|getcwd|chdir|fchdir|mkdir(at)?|rmdir|rename(at2?)?|link(at)?|unlink(at)?|symlink(at)?|mknod(at)?|chmod|fchmod(at2?)?|l?chown|fchown(at)?|utime|utimes|utimensat|futimesat|truncate|ftruncate|umask|fallocate|flock|f?sync|fdatasync|syncfs|sync_file_range|copy_file_range|fanotify.*|inotify.*|.*xattr(at)?|file_[gs]etattr)$/],
  ['Reading and writing', /^(read|write|readv|writev|pread64|pwrite64|preadv2?|pwritev2?|lseek|close|close_range|dup[23]?|fcntl|ioctl|sendfile|splice|tee|vmsplice|readahead|fadvise64|cachestat|pipe2?|poll|ppoll|select|pselect6|epoll.*|eventfd2?|io_.*|lookup_dcookie)$/],
  ['Network', /^(socket|socketpair|bind|listen|accept4?|connect|getsockname|getpeername|(send|recv)(to|from|msg|mmsg)|[gs]etsockopt|shutdown)$/],
  ['Memory', /^(mmap|munmap|mprotect|mremap|madvise|process_madvise|brk|mincore|msync|mlock2?|mlockall|munlock|munlockall|memfd_.*|map_shadow_stack|mseal|pkey_.*|.*mempolicy.*|mbind|migrate_pages|move_pages|remap_file_pages|process_mrelease|userfaultfd|membarrier|shm.*)$/],
  ['Processes and threads', /^(clone3?|v?fork|execve(at)?|exit|exit_group|wait4|waitid|kill|tkill|tgkill|pidfd_.*|getpid|getppid|gettid|getpgid|setpgid|getpgrp|getsid|setsid|prctl|arch_prctl|set_tid_address|[gs]et_robust_list|futex.*|rseq|sched_.*|[gs]etpriority|ioprio_.*|getcpu|prlimit64|[gs]etrlimit|getrusage|modify_ldt|[gs]et_thread_area|personality|unshare|setns|process_vm_.*|kcmp|ptrace|acct|times|seccomp|landlock_.*)$/],
  ['Signals', /^(rt_sig.*|sigaltstack|signalfd4?|pause|restart_syscall)$/],
  ['Time', /^(clock_.*|nanosleep|gettimeofday|settimeofday|time|timer_.*|timerfd_.*|alarm|[gs]etitimer|adjtimex)$/],
  ['Users and groups', /^([gs]et(e|re|res|fs)?[ug]id|[gs]etgroups|cap[gs]et)$/],
  ['Between processes', /^(msg.*|sem.*|mq_.*)$/],
  ['Kernel and host', /^(mount.*|umount2|u?move_mount|fsopen|fsconfig|fsmount|fspick|open_tree.*|pivot_root|chroot|statmount|listmount|.*_module|kexec.*|reboot|swap.*|bpf|perf_event_open|keyctl|add_key|request_key|syslog|uname|sysinfo|sethostname|setdomainname|iopl|ioperm|quotactl.*|vhangup|getrandom|_sysctl|sysfs|nfsservctl|lsm_.*|uretprobe|uprobe)$/],
];

export const OTHER = 'Other';

export function familyOf(name) {
  return FAMILIES.find(([, pattern]) => pattern.test(name))?.[0] ?? OTHER;
}

export const FAMILY_NAMES = [...FAMILIES.map(([name]) => name), OTHER];
