// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

/** Looks at the events that have items: observations and snapshots. No other kind has any. */
public abstract class ItemVisitor implements Event.Visitor {

    @Override
    public final void visit(Event.CgroupCreated created) {}

    @Override
    public final void visit(Event.CgroupRemoved removed) {}

    @Override
    public final void visit(Event.StageChanged changed) {}

    @Override
    public final void visit(Event.ContainerChanged changed) {}

    @Override
    public final void visit(Event.SessionStarted started) {}

    @Override
    public final void visit(Event.LossReported reported) {}

    @Override
    public final void visit(Event.HostDescribed described) {}

    @Override
    public final void visit(Event.CallsProfiled profiled) {}

    @Override
    public final void visit(Event.ProgramRead read) {}

    @Override
    public final void visit(Event.Missed missed) {}

    @Override
    public final void visit(Event.TraceCall call) {}
}
