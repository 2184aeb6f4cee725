// SPDX-License-Identifier: Apache-2.0
/* executable.c - the capabilities of one executed file, found through a process that shows it. */
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "internal.h"

/* A file on the root file system of a process, symbolic links taken as that process would. */
static int file__below_root(uint32_t tgid, const char *path)
{
	struct open_how how = { .flags = O_PATH | O_CLOEXEC,
				.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV };
	char root[64];
	int directory, file;

	snprintf(root, sizeof(root), "/proc/%u/root", tgid);
	directory = open(root, O_PATH | O_CLOEXEC);
	if (directory < 0)
		return -1;
	file = (int)syscall(SYS_openat2, directory, path, &how, sizeof(how));
	close(directory);
	return file;
}

/* Returns a process of the container, if the one that executed the file has ended; 0: there is none. */
static uint32_t process__in(const char *cgroup)
{
	static const char *const hierarchies[] = { "/sys/fs/cgroup/unified", "/sys/fs/cgroup" };
	unsigned tgid = 0;

	for (size_t i = 0; i < 2 && !tgid; i++) {
		char path[PATH_MAX];
		FILE *processes;

		snprintf(path, sizeof(path), "%s%s/cgroup.procs", hierarchies[i], cgroup);
		processes = fopen(path, "re");
		if (!processes)
			continue;
		if (fscanf(processes, "%u", &tgid) != 1)
			tgid = 0;
		fclose(processes);
	}
	return tgid;
}

/* Opens the executed file and finds the process that shows it; -1 if neither exists any more. */
static int file__open(const struct executable_file *executable, uint32_t *shown_by)
{
	char path[64];
	int file;

	*shown_by = executable->tgid;
	snprintf(path, sizeof(path), "/proc/%u/exe", executable->tgid);
	file = open(path, O_PATH | O_CLOEXEC);
	if (file >= 0 || executable->path[0] != '/')
		return file;
	*shown_by = process__in(executable->cgroup);
	return *shown_by ? file__below_root(*shown_by, executable->path) : -1;
}

/* The host's user that is root in the process's user namespace. */
static uint32_t process__root(uint32_t tgid)
{
	unsigned inside, outside, root = UINT_MAX;
	char path[64];
	FILE *map;

	snprintf(path, sizeof(path), "/proc/%u/uid_map", tgid);
	map = fopen(path, "re");
	while (map && fscanf(map, "%u %u %*u", &inside, &outside) == 2)
		if (!inside)
			root = outside;
	if (map)
		fclose(map);
	return root;
}

static bool process__is_in_namespace(uint32_t tgid, uint32_t user_namespace)
{
	struct stat status;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%u/ns/user", tgid);
	return !user_namespace || stat(path, &status) || status.st_ino == user_namespace;
}

/* The capabilities that the exec must grant in full (the effective bit of include/uapi/linux/capability.h); 0: none. */
static uint64_t file__capabilities(int file, uint32_t shown_by)
{
	struct vfs_ns_cap_data data = {};
	struct statvfs mount;
	char path[64];
	ssize_t size;

	snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
	if (statvfs(path, &mount) || (mount.f_flag & ST_NOSUID))
		return 0;
	size = getxattr(path, "security.capability", &data, sizeof(data));
	if (size < (ssize_t)XATTR_CAPS_SZ_2 || !(data.magic_etc & VFS_CAP_FLAGS_EFFECTIVE))
		return 0;
	if (size == (ssize_t)XATTR_CAPS_SZ_3 && data.rootid && data.rootid != process__root(shown_by))
		return 0; /* another user namespace's */
	return data.data[0].permitted | (uint64_t)data.data[1].permitted << 32;
}

uint64_t executable__capabilities(const struct executable_file *executable)
{
	uint64_t capabilities = 0;
	uint32_t shown_by;
	int file = file__open(executable, &shown_by);

	if (file < 0)
		return 0;
	if (process__is_in_namespace(shown_by, executable->user_namespace))
		capabilities = file__capabilities(file, shown_by);
	close(file);
	return capabilities;
}
