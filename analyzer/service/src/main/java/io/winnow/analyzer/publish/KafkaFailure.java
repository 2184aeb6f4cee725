// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnsupportedForMessageFormatException;

/** What a failure of Kafka's client means to a sink. */
final class KafkaFailure {

    private KafkaFailure() {}

    /** Whether a record itself is not wanted, however often it is sent; other records are not concerned. */
    static boolean refusesRecord(Exception e) {
        return e instanceof RecordTooLargeException || e instanceof InvalidRecordException || e instanceof InvalidTimestampException
                || e instanceof PolicyViolationException || e instanceof CorruptRecordException || e instanceof UnsupportedForMessageFormatException;
    }

    /** For an operator. */
    static SinkException of(KafkaSettings settings, Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String remedy = cause instanceof AuthenticationException
                ? "check publish.kafka.security, and what the brokers know of this user"
                : "check that a broker answers at bootstrapServers and that topic " + settings.topic(EventStream.VIOLATIONS) + " may be written";
        return new SinkException("cannot deliver to Kafka at " + settings.bootstrapServers() + " (" + reason(settings, cause) + "): " + remedy, e);
    }

    /** A wait that ended says nothing by itself. */
    private static String reason(KafkaSettings settings, Throwable cause) {
        return cause.getMessage() != null ? cause.getMessage() : cause instanceof TimeoutException
                ? "no answer within " + settings.patience().toMillis() + " ms" : cause.getClass().getSimpleName();
    }
}
