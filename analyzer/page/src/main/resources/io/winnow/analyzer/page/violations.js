// SPDX-License-Identifier: Apache-2.0
// A violation, in the form of a finding: each stands for itself.
export function toFinding(violation) {
  const { process } = violation;
  return {
    id: violation.id, update: violation.count, kind: violation.kind, title: violation.summary,
    why: 'The frozen baseline of the workload does not have it.',
    remedy: 'Look whether the workload should do it. If it should, accept it where the workload shows what waits for review; if not, find out who did it.',
    firstSeen: violation.time, lastSeen: violation.time, count: violation.count, workload: violation.workload, container: violation.container,
    violations: [{ id: violation.id, kind: violation.kind, summary: violation.summary, time: violation.time, count: violation.count, pid: process?.pid }],
    processes: process ? [{ pid: process.pid, containerPid: process.containerPid, comm: process.comm, executable: process.executable }] : [],
  };
}
