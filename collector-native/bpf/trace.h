/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* trace.h - the records of single calls, for slots in trace mode. */
#ifndef WINNOW_TRACE_H
#define WINNOW_TRACE_H

/* Reserves the record of one call, filled but for its arguments. NULL: the ring is full. */
static __always_inline struct winnow_trace *trace__reserve(struct winnow_slot *slot, u32 index, u8 abi, u8 stage,
							   u32 nr)
{
	struct winnow_trace *trace = slot__reserve(slot, sizeof(*trace));
	u64 id = bpf_get_current_pid_tgid();

	if (!trace)
		return NULL;
	header__fill(&trace->header, WINNOW_RECORD_TRACE, sizeof(*trace), index, slot);
	trace->tgid = id >> 32;
	trace->tid = (u32)id;
	trace->nr = nr;
	trace->abi = abi;
	trace->stage = stage;
	trace->returned = false;
	trace->pad = 0;
	trace->result = 0;
	return trace;
}

static __always_inline void trace__send(struct winnow_slot *slot, u32 index, struct pt_regs *regs, u8 abi, u8 stage,
					u32 nr, bool returned, s64 result)
{
	struct winnow_trace *trace = trace__reserve(slot, index, abi, stage, nr);

	if (!trace)
		return;
	trace->returned = returned;
	trace->result = result;
	arguments__read(trace->args, regs, abi);
	bpf_ringbuf_submit(trace, BPF_RB_NO_WAKEUP);
}

#endif
