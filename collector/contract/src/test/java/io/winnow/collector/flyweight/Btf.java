// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The structs in the BTF of an object file, as bpftool prints them. */
public final class Btf {

    /** A struct: its size and where its members begin, in bytes. */
    public record Struct(int size, Map<String, Integer> members) {}

    private Btf() {}

    public static Map<String, Struct> of(Path object) throws IOException {
        Map<String, Struct> structs = new LinkedHashMap<>();
        byte[] json = run("bpftool", "btf", "dump", "file", object.toString(), "-j");
        for (JsonNode type : new ObjectMapper().readTree(json).path("types")) {
            if (type.path("kind").asText().equals("STRUCT")) {
                Map<String, Integer> members = new LinkedHashMap<>();
                for (JsonNode member : type.path("members")) {
                    members.put(member.path("name").asText(), member.path("bits_offset").asInt() / Byte.SIZE);
                }
                structs.put(type.path("name").asText(), new Struct(type.path("size").asInt(), members));
            }
        }
        return structs;
    }

    /** The structs of a C header, as the compiler of the BPF object lays them out. */
    public static Map<String, Struct> ofHeader(Path include, String header, List<String> structs, Path workDirectory) throws IOException {
        StringBuilder source = new StringBuilder("#include \"" + header + "\"\n");
        structs.forEach(name -> source.append("struct ").append(name).append(" a_").append(name).append(";\n"));
        Path file = Files.writeString(workDirectory.resolve("layout.c"), source);
        Path object = workDirectory.resolve("layout.o");
        run("clang", "-g", "-O2", "-target", "bpf", "-I", include.toString(), "-ffreestanding", "-c", file.toString(), "-o", object.toString());
        return of(object);
    }

    private static byte[] run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.PIPE).start();
        byte[] output = process.getInputStream().readAllBytes();
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + errors);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output;
    }
}
