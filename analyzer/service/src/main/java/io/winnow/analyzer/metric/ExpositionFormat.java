// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A text in which Prometheus reads metrics. */
public enum ExpositionFormat {
    /** Version 0.0.4 of Prometheus' own. */
    PROMETHEUS("text/plain; version=0.0.4; charset=utf-8"),
    /** OpenMetrics 1.0: a counter's family has no {@code _total}, and the end is marked. */
    OPENMETRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private static final String OPENMETRICS_TYPE = "application/openmetrics-text";
    private static final String TOTAL = "_total";

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    public String contentType() {
        return contentType;
    }

    /**
     * What a client gets.
     *
     * @param accept its {@code Accept} header; OpenMetrics is for who asks for it, and prefers nothing to it
     */
    public static ExpositionFormat accepted(String accept) {
        double open = 0;
        double plain = 0;
        for (String range : accept.toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.split(";");
            String type = parts[0].strip();
            if (type.equals(OPENMETRICS_TYPE)) {
                open = Math.max(open, quality(parts));
            } else if (type.equals("text/plain") || type.equals("text/*")) {
                plain = Math.max(plain, quality(parts));
            }
        }
        return open > 0 && open >= plain ? OPENMETRICS : PROMETHEUS;
    }

    private static double quality(String[] parts) {
        for (String part : parts) {
            String parameter = part.strip();
            if (parameter.matches("q=[01](\\.[0-9]{0,3})?")) {
                return Double.parseDouble(parameter.substring("q=".length()));
            }
        }
        return 1;
    }

    /** All metrics that have a value, in the order of their declaration. */
    public String write(Readings readings) {
        StringBuilder text = new StringBuilder();
        for (Metric metric : Metric.values()) {
            List<Sample> samples = readings.samples(metric);
            if (!samples.isEmpty()) {
                head(metric, text);
                samples.forEach(sample -> sample(metric, sample, text));
            }
        }
        return text.append(this == OPENMETRICS ? "# EOF\n" : "").toString();
    }

    private void head(Metric metric, StringBuilder text) {
        String name = metric.metricName();
        String family = this == OPENMETRICS && name.endsWith(TOTAL) ? name.substring(0, name.length() - TOTAL.length()) : name;
        text.append("# HELP ").append(family).append(' ').append(metric.help()).append('\n');
        text.append("# TYPE ").append(family).append(' ').append(metric.kind().name().toLowerCase(Locale.ROOT)).append('\n');
    }

    private static void sample(Metric metric, Sample sample, StringBuilder text) {
        if (sample.distribution().isEmpty()) {
            line(metric.metricName(), metric.labels(), sample.labels(), sample.value(), text);
            return;
        }
        Distribution distribution = sample.distribution().get();
        List<String> labels = new ArrayList<>(metric.labels());
        labels.add("le");
        for (Distribution.Bucket bucket : distribution.buckets()) {
            List<String> values = new ArrayList<>(sample.labels());
            values.add(number(bucket.bound()));
            line(metric.metricName() + "_bucket", labels, values, bucket.count(), text);
        }
        line(metric.metricName() + "_sum", metric.labels(), sample.labels(), distribution.sum(), text);
        line(metric.metricName() + "_count", metric.labels(), sample.labels(), distribution.count(), text);
    }

    private static void line(String name, List<String> labels, List<String> values, double value, StringBuilder text) {
        text.append(name);
        for (int i = 0; i < labels.size(); i++) {
            text.append(i == 0 ? '{' : ',').append(labels.get(i)).append("=\"").append(escaped(values.get(i))).append('"');
        }
        text.append(labels.isEmpty() ? " " : "} ").append(number(value)).append('\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /** Whole numbers without an exponent: a count stays readable. */
    private static String number(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "+Inf" : "-Inf";
        }
        return value == Math.rint(value) && Math.abs(value) < 1L << 53 ? Long.toString((long) value) : Double.toString(value);
    }
}
