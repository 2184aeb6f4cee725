// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.composition;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.record.TolerantJson;
import io.winnow.collector.tracer.TracerException;
import io.winnow.collector.tracer.Tracers;
import java.util.ArrayList;
import java.util.List;

/** What this host offers a tracer. */
public final class Preflight {

    /**
     * One thing that the tracer uses.
     *
     * @param needed without it nothing works
     * @param way how it is done here
     * @param remedy what to do if it is not ok; otherwise empty
     */
    public record Feature(String feature, boolean ok, boolean needed, String way, String remedy) {}

    private Preflight() {}

    /** @throws CommandException if not even that can be found out */
    public static List<Feature> features() {
        JsonNode probe;
        try {
            probe = TolerantJson.TOLERANT.readTree(Tracers.probe());
        } catch (TracerException e) {
            throw new CommandException(ExitCode.UNSUPPORTED, e.getMessage(), e);
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitCode.FAILURE, "the tracer's probe is not JSON: " + e.getOriginalMessage(), e);
        }
        List<Feature> features = new ArrayList<>();
        probe.properties().forEach(entry -> features.add(new Feature(
                entry.getKey(),
                entry.getValue().path("ok").asBoolean(),
                entry.getValue().path("needed").asBoolean(),
                entry.getValue().path("mechanism").asText(),
                entry.getValue().path("remedy").asText())));
        return features;
    }

    /** @throws CommandException if something is missing without which this host cannot be traced; all of that in one message */
    public static void requireTracing() {
        List<Feature> missing = features().stream().filter(feature -> feature.needed() && !feature.ok()).toList();
        if (!missing.isEmpty()) {
            List<String> reasons = missing.stream().map(feature -> feature.feature() + ": " + feature.way() + ": " + feature.remedy()).toList();
            throw new CommandException(
                    ExitCode.UNSUPPORTED, "this host cannot be traced: " + String.join("; ", reasons) + " (`winnow doctor` shows everything)");
        }
    }
}
