// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.record;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/** Names and numbers of system calls by ABI, from the one list {@code syscalls.tsv}. */
public final class SyscallTable {

    private static final String RESOURCE = "syscalls.tsv";
    private static final Map<Abi, String[]> NAMES = new EnumMap<>(Abi.class);
    private static final Map<Abi, Map<String, Integer>> NUMBERS = new EnumMap<>(Abi.class);

    static {
        for (Abi abi : Abi.values()) {
            NAMES.put(abi, new String[Layout.SYSCALLS]);
            NUMBERS.put(abi, new HashMap<>());
        }
        load();
    }

    private SyscallTable() {}

    /** The name of a number; empty if the table has none: what is unknown gets no name. */
    public static Optional<String> name(Abi abi, int number) {
        String[] names = NAMES.get(abi);
        return number < 0 || number >= names.length ? Optional.empty() : Optional.ofNullable(names[number]);
    }

    /** What a number is called among others: its name; one that the table does not have keeps its number, as {@code syscall_999}. */
    public static String label(Abi abi, int number) {
        return name(abi, number).orElseGet(() -> number == Layout.SYSCALLS ? "out-of-range" : "syscall_" + number);
    }

    /** The number of a name; empty if this ABI does not have the call. */
    public static OptionalInt number(Abi abi, String name) {
        Integer number = NUMBERS.get(abi).get(name);
        return number == null ? OptionalInt.empty() : OptionalInt.of(number);
    }

    /** All names of an ABI, sorted. */
    public static SortedSet<String> names(Abi abi) {
        return new TreeSet<>(NUMBERS.get(abi).keySet());
    }

    private static void load() {
        Map<String, Abi> abis = new HashMap<>();
        for (Abi abi : Abi.values()) {
            abis.put(abi.label(), abi);
        }
        try (InputStream in = SyscallTable.class.getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] fields = line.split("\t");
                    add(abis.get(fields[0]), Integer.parseInt(fields[1]), fields[2]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private static void add(Abi abi, int number, String name) {
        NAMES.get(abi)[number] = name;
        NUMBERS.get(abi).put(name, number);
    }
}
