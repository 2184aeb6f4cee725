// SPDX-License-Identifier: Apache-2.0
/* pins.c - the maps and links that outlive the process, by name in a directory of bpffs. */
#include <dirent.h>
#include <errno.h>
#include <linux/magic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "internal.h"

/* Maps that outlive the process if it has a pin directory: all that hold state. */
static const char *const kept_maps[] = { "slots",  "free_slots", "cgroups",  "tasks", "tasks_by_tid",
					 "setups", "items",      "counters", "ring",  "registered_credentials" };
#define KEPT_MAPS (sizeof(kept_maps) / sizeof(kept_maps[0]))

int pins__prepare(struct winnow *winnow, const char *directory)
{
	struct statfs status;
	char other[32];
	DIR *entries;
	struct dirent *entry;

	if (mkdir(directory, 0700) && errno != EEXIST)
		return error__set(errno, "cannot make the pin directory %s: %s; is bpffs mounted there?", directory,
				  strerror(errno));
	if (statfs(directory, &status) || (long)status.f_type != BPF_FS_MAGIC)
		return error__set(EINVAL, "the pin directory %s is not on bpffs: mount -t bpf bpf /sys/fs/bpf",
				  directory);
	snprintf(other, sizeof(other), "v%d-%d", WINNOW_SCHEMA_VERSION, WINNOW_STATE_VERSION);
	entries = opendir(directory);
	while (entries && (entry = readdir(entries))) {
		if (entry->d_name[0] == 'v' && strcmp(entry->d_name, other)) {
			char name[64];

			snprintf(name, sizeof(name), "%.60s", entry->d_name);
			closedir(entries);
			return error__set(EEXIST,
					  "a tracer of another version (%s) is pinned in %s: stop it, or remove the "
					  "directory",
					  name, directory);
		}
	}
	if (entries)
		closedir(entries);
	if (asprintf(&winnow->pin_directory, "%s/%s", directory, other) < 0)
		return error__set(ENOMEM, "no memory");
	if (mkdir(winnow->pin_directory, 0700) && errno != EEXIST)
		return error__set(errno, "cannot make %s: %s", winnow->pin_directory, strerror(errno));
	return 0;
}

static int pin__path(const struct winnow *winnow, const char *kind, const char *name, char *path, size_t size)
{
	return snprintf(path, size, "%s/%s_%s", winnow->pin_directory, kind, name) < (int)size ? 0 : -1;
}

int pins__take_over(struct winnow *winnow)
{
	int fds[KEPT_MAPS];
	size_t found = 0, wanted = 0;
	int error = 0;

	for (size_t i = 0; i < KEPT_MAPS; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(winnow->bpf->obj, kept_maps[i]);
		char path[512];

		fds[i] = -1;
		if (!bpf_map__autocreate(map) || error)
			continue;
		wanted++;
		if (!pin__path(winnow, "map", kept_maps[i], path, sizeof(path)))
			fds[i] = bpf_obj_get(path);
		if (fds[i] < 0 && errno != ENOENT)
			error = -errno;
		found += fds[i] >= 0;
	}
	for (size_t i = 0; i < KEPT_MAPS && found == wanted && !error; i++)
		if (fds[i] >= 0)
			error = bpf_map__reuse_fd(bpf_object__find_map_by_name(winnow->bpf->obj, kept_maps[i]), fds[i]);
	for (size_t i = 0; i < KEPT_MAPS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (error)
		return error__set(error, "cannot take over the maps pinned in %s: %s", winnow->pin_directory,
				  strerror(-error));
	winnow->resumed = found == wanted;
	return 0;
}

int pins__remove(const char *path)
{
	DIR *entries = opendir(path);
	struct dirent *entry;
	char name[1024];

	if (!entries)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(entries))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (entry->d_type == DT_DIR)
			pins__remove(name);
		else
			unlink(name);
	}
	closedir(entries);
	return rmdir(path) ? -errno : 0;
}

int winnow_unpin(const char *pin_directory)
{
	struct statfs status;
	int error;

	if (statfs(pin_directory, &status))
		return errno == ENOENT ? 0 : error__set(errno, "%s: %s", pin_directory, strerror(errno));
	if ((long)status.f_type != BPF_FS_MAGIC)
		return error__set(EINVAL, "%s is not on bpffs", pin_directory);
	error = pins__remove(pin_directory);
	return error ? error__set(error, "cannot remove %s: %s", pin_directory, strerror(-error)) : 0;
}

int maps__pin(struct winnow *winnow)
{
	winnow->pinned = true;
	for (size_t i = 0; i < KEPT_MAPS; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(winnow->bpf->obj, kept_maps[i]);
		char path[512];
		int error;

		if (!bpf_map__autocreate(map) || pin__path(winnow, "map", kept_maps[i], path, sizeof(path)))
			continue;
		unlink(path); /* the rest of half a tracer */
		error = bpf_obj_pin(bpf_map__fd(map), path) ? -errno : 0;
		if (error)
			return error__set(error, "cannot pin %s: %s", path, strerror(-error));
	}
	return 0;
}

void link__unpin(const struct winnow *winnow, const char *name)
{
	char path[512];

	if (winnow->pin_directory && !pin__path(winnow, "link", name, path, sizeof(path)))
		unlink(path);
}

int link__pin(struct winnow *winnow, struct bpf_link *link, const char *name)
{
	char path[512];
	int error;

	if (!winnow->pin_directory)
		return 0;
	if (pin__path(winnow, "link", name, path, sizeof(path)))
		return error__set(ENAMETOOLONG, "%s", winnow->pin_directory);
	unlink(path);
	error = bpf_obj_pin(bpf_link__fd(link), path); /* bpf_link__pin() does it once only */
	return error ? error__set(error, "cannot pin %s: %s", path, strerror(-error)) : 0;
}
