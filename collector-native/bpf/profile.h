/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* profile.h - counts, errors and times by syscall, for the slots in profile mode. */
#ifndef WINNOW_PROFILE_H
#define WINNOW_PROFILE_H

#define ERRNO_MAX 4095

/* floor(log2(value)), 0 for 0 and 1; in steps, since there is no instruction for it. */
static __always_inline u32 log2__floor(u64 value)
{
	u32 result = 0;

#define HALF(bits)                                                                                                     \
	do {                                                                                                           \
		if (value >> (bits)) {                                                                                 \
			value >>= (bits);                                                                              \
			result += (bits);                                                                              \
		}                                                                                                      \
	} while (0)
	HALF(32);
	HALF(16);
	HALF(8);
	HALF(4);
	HALF(2);
	HALF(1);
#undef HALF
	return result;
}

static __noinline int profile__error(struct winnow_profile_key *key, s64 result)
{
	u64 *count, none = 0;

	if (!key)
		return 0;
	key->error = (u32)-result;
	count = bpf_map_lookup_elem(&profile_errors, key);
	if (!count) { /* made empty: another CPU may be first */
		bpf_map_update_elem(&profile_errors, key, &none, BPF_NOEXIST);
		count = bpf_map_lookup_elem(&profile_errors, key);
	}
	if (count)
		__sync_fetch_and_add(count, 1);
	else
		counters__add(profiles_full);
	return 0;
}

/* A call of a profiled slot returned. */
static __always_inline void profile__returned(struct winnow_slot *slot, struct task_state *state, u8 abi, u32 nr,
					      s64 result)
{
	struct winnow_profile_key key = { .slot = state->slot, .generation = slot->generation, .nr = nr, .abi = abi };
	u64 time = bpf_ktime_get_ns() - state->entered_at;
	struct winnow_profile *profile;
	u32 zero = 0, bucket;

	profile = bpf_map_lookup_elem(&profiles, &key);
	if (!profile) {
		profile = bpf_map_lookup_elem(&new_profile, &zero);
		if (profile)
			bpf_map_update_elem(&profiles, &key, profile, BPF_NOEXIST);
		profile = bpf_map_lookup_elem(&profiles, &key);
	}
	if (!profile) {
		counters__add(profiles_full);
		return;
	}
	bucket = log2__floor(time);
	if (bucket >= WINNOW_LATENCY_BUCKETS)
		bucket = WINNOW_LATENCY_BUCKETS - 1;
	__sync_fetch_and_add(&profile->count, 1);
	__sync_fetch_and_add(&profile->time, time);
	__sync_fetch_and_add(&profile->latency[bucket], 1);
	if (result < 0 && result >= -ERRNO_MAX) {
		__sync_fetch_and_add(&profile->errors, 1);
		profile__error(&key, result);
	}
}

#endif
