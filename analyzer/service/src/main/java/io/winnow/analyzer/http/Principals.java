// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Role;
import io.winnow.collector.record.IoReason;
import io.winnow.collector.record.Sha256;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Those who may ask over the network, as a file lists them: {@code NAME:ROLE:PROOF} on each line. The proof is the SHA-256 of a token in hexadecimal
 * digits, so that the file alone lets in no reader of it; or the word {@code certificate} for who has a client certificate with this common name.
 */
final class Principals {

    private static final String CERTIFICATE = "certificate";
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";
    private static final long MAX_BYTES = 1 << 20;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private final List<TokenHolder> tokens = new ArrayList<>();
    private final List<Principal> certificates = new ArrayList<>();

    private record TokenHolder(byte[] digest, Principal principal) {}

    private Principals() {}

    /** @throws IOException with a message for the operator if the file cannot be used */
    static Principals read(Path file) throws IOException {
        List<String> lines = lines(file);
        Principals principals = new Principals();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !principals.add(line.split(":", -1))) {
                throw new IOException("line " + (i + 1) + " of " + file + " is not NAME:viewer:PROOF or NAME:operator:PROOF, where PROOF is the SHA-256 of a token"
                        + " (printf %s \"$TOKEN\" | sha256sum) or the word " + CERTIFICATE);
            }
        }
        return principals;
    }

    private static List<String> lines(Path file) throws IOException {
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new IOException("others may open " + file + ", which says who may ask the API: chmod o= " + file);
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new IOException(file + " is too large: bytes=" + Files.size(file) + " most=" + MAX_BYTES);
            }
            return Files.readAllLines(file);
        } catch (FileSystemException | CharacterCodingException e) {
            throw new IOException("the principals in " + file + " cannot be read (" + IoReason.of(e) + ")", e);
        }
    }

    private boolean add(String[] parts) {
        Optional<Role> role = parts.length == 3 ? role(parts[1]) : Optional.empty();
        if (role.isEmpty() || !parts[0].matches(NAME)) {
            return false;
        }
        Principal principal = new Principal(parts[0], role.get());
        if (parts[2].equals(CERTIFICATE)) {
            certificates.add(principal);
        } else if (parts[2].matches("[0-9A-Fa-f]{64}")) {
            tokens.add(new TokenHolder(HexFormat.of().parseHex(parts[2]), principal));
        } else {
            return false;
        }
        return true;
    }

    private static Optional<Role> role(String name) {
        return Arrays.stream(Role.values()).filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name)).findFirst();
    }

    /** Who has this token. Takes as long for any token: all of them are compared to their ends. */
    Optional<Principal> ofToken(String token) {
        byte[] digest = Sha256.of(token);
        Principal found = null;
        for (TokenHolder holder : tokens) {
            found = MessageDigest.isEqual(holder.digest(), digest) ? holder.principal() : found;
        }
        return Optional.ofNullable(found);
    }

    /** @param name the common name of a certificate that has been verified */
    Optional<Principal> ofCertificate(String name) {
        return certificates.stream().filter(principal -> principal.name().equals(name)).findFirst();
    }
}
