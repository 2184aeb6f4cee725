/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* io_uring.h - the programs at the requests of io_uring. */
#ifndef WINNOW_IO_URING_H
#define WINNOW_IO_URING_H

static __always_inline int io_uring__submitted(u8 opcode)
{
	struct task_struct *task = task__current();
	struct task_state *state = task__state(task), lost_state = {};
	struct winnow_item item = { .kind = WINNOW_ITEM_IO_URING };
	struct evidence evidence = {};
	struct owner owner;

	if (!state)
		state = task__state_made(task);
	if (!state)
		state = &lost_state;
	task__owner(task, state, &owner);
	if (!owner.slot)
		return 0;
	if (state == &lost_state) {
		task__lose(owner.slot, state);
		owner.origin = state->origin;
	}
	item.stage = slot__stage(owner.slot, owner.origin);
	item.detail = opcode;
	evidence.task = task;
	evidence.urgent = !!(owner.slot->mode & WINNOW_MODE_WATCH);
	item__note(owner.slot, owner.index, &item, &evidence, 0);
	return 0;
}

SEC("tp_btf/io_uring_submit_req")
int BPF_PROG(io_uring_submit_req, struct io_kiocb *request)
{
	return io_uring__submitted(BPF_CORE_READ(request, opcode));
}

/* Credentials that a process registers for its requests stay its own, whatever it becomes later. */
SEC("tp_btf/io_uring_register")
int io_uring_registered(u64 *arguments)
{
	if ((u32)arguments[1] == IORING_REGISTER_PERSONALITY)
		credentials__register(task__current());
	return 0;
}

/* Its name up to 6.3, with arguments that changed several times (include/trace/events/io_uring.h). */
SEC("tp_btf/io_uring_submit_sqe")
int io_uring_submit_sqe(u64 *arguments)
{
	switch (config.io_uring_opcode) {
	case 1:
		return io_uring__submitted(arguments[1]);
	case 2:
		return io_uring__submitted(arguments[2]);
	case 3:
		return io_uring__submitted(arguments[3]);
	default:
		return io_uring__submitted(BPF_CORE_READ((struct io_kiocb *)arguments[0], opcode));
	}
}

#endif
