// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.bolt;

import io.winnow.collector.record.Fnv1a;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A database of bbolt (go.etcd.io/bbolt, db.go, page.go, bucket.go) that another process may write meanwhile: B+ trees of pages, in which a value may
 * be a tree again, a <em>bucket</em>. A transaction writes pages that the one before does not need, and then one of the two meta pages: what
 * was read is true if the newest meta page is still the same afterwards.
 */
public final class BoltFile {

    private static final int HEADER = 16;
    private static final int ELEMENT = 16;
    private static final int BUCKET = 16;
    private static final int BRANCH_PAGE = 1;
    private static final int LEAF_PAGE = 2;
    private static final int META_PAGE = 4;
    private static final int BUCKET_ELEMENT = 1;

    private static final int META_BYTES = 64;
    private static final int META_CHECKED_BYTES = 56;
    private static final int MAGIC = 0xED0CDAED;
    private static final int VERSION = 2;

    private static final int MIN_PAGE = 512;
    private static final int MAX_PAGE = 1 << 16;
    private static final int MAX_PAGE_BYTES = 8 << 20;
    private static final int MAX_DEPTH = 64;
    private static final int ATTEMPTS = 16;

    private final FileChannel channel;
    private int pageSize;

    private BoltFile(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * The value of the last key, in the bucket that the keys before it lead to.
     *
     * @return empty if there is none, the file cannot be read or is none of bbolt's, or is written faster than it can be read
     */
    public static Optional<String> read(Path file, String... keys) {
        return read(file, (bolt, meta) -> bolt.find(meta, keys));
    }

    /**
     * The keys and values of the bucket that the keys lead to, without buckets in it.
     *
     * @param most so many of them, the first in the order of their bytes
     * @return empty if there is no such bucket, or as above
     */
    public static Map<String, String> readAll(Path file, int most, String... keys) {
        return read(file, (bolt, meta) -> bolt.entries(meta, most, keys)).orElse(Map.of());
    }

    /** What is asked of one state of the database. */
    private interface Query<T> {
        Optional<T> ask(BoltFile bolt, Meta meta) throws IOException;
    }

    private static <T> Optional<T> read(Path file, Query<T> query) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            BoltFile bolt = new BoltFile(channel);
            for (int i = 0; i < ATTEMPTS; i++) {
                Meta before = bolt.newest();
                Optional<T> answer = query.ask(bolt, before);
                if (bolt.newest().equals(before)) {
                    return answer;
                }
            }
        } catch (IOException | IndexOutOfBoundsException | IllegalArgumentException notBolt) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Where a transaction left the tree of all. */
    private record Meta(int pageSize, long root, long transaction) {}

    private Meta newest() throws IOException {
        Optional<Meta> first = meta(0);
        int size = first.map(Meta::pageSize).orElse(4096);
        Optional<Meta> second = meta(size);
        Meta newest = first.filter(meta -> second.filter(other -> other.transaction() > meta.transaction()).isEmpty()).or(() -> second)
                .orElseThrow(() -> new IllegalArgumentException("no meta page"));
        pageSize = newest.pageSize();
        return newest;
    }

    private Optional<Meta> meta(long position) throws IOException {
        ByteBuffer page = bytes(position, HEADER + META_BYTES);
        ByteBuffer meta = slice(page, HEADER, META_BYTES);
        int size = meta.getInt(8);
        boolean whole = page.getShort(8) == META_PAGE && meta.getInt(0) == MAGIC && meta.getInt(4) == VERSION && meta.getLong(META_CHECKED_BYTES) == checksum(meta);
        return whole && size >= MIN_PAGE && size <= MAX_PAGE ? Optional.of(new Meta(size, meta.getLong(16), meta.getLong(48))) : Optional.empty();
    }

    private static long checksum(ByteBuffer meta) {
        byte[] checked = new byte[META_CHECKED_BYTES];
        meta.get(0, checked);
        return Fnv1a.hash(checked);
    }

    private Optional<String> find(Meta meta, String... keys) throws IOException {
        ByteBuffer bucket = bucket(meta, Arrays.copyOf(keys, keys.length - 1));
        ByteBuffer value = bucket == null ? null : value(bucket, keys[keys.length - 1], 0);
        return value == null ? Optional.empty() : Optional.of(text(value));
    }

    private Optional<Map<String, String>> entries(Meta meta, int most, String... keys) throws IOException {
        ByteBuffer bucket = bucket(meta, keys);
        Map<String, String> entries = new LinkedHashMap<>();
        if (bucket != null) {
            collect(bucket, 0, most, entries);
        }
        return Optional.of(entries);
    }

    private void collect(ByteBuffer page, int depth, int most, Map<String, String> into) throws IOException {
        boolean branch = page.getShort(8) == BRANCH_PAGE;
        if (depth == MAX_DEPTH || !branch && page.getShort(8) != LEAF_PAGE) {
            throw new IllegalArgumentException("pages that lead nowhere");
        }
        int count = page.getShort(10) & 0xffff;
        for (int i = 0; i < count && into.size() < most; i++) {
            int element = HEADER + i * ELEMENT;
            if (branch) {
                collect(page(page.getLong(element + 8)), depth + 1, most, into);
            } else if (page.getInt(element) == 0) {
                into.put(text(ByteBuffer.wrap(key(page, i, 4, 8))), text(valueAt(page, element)));
            }
        }
    }

    /** The root page of the bucket that the keys lead to, or null. */
    private ByteBuffer bucket(Meta meta, String... keys) throws IOException {
        ByteBuffer page = page(meta.root());
        for (String key : keys) {
            ByteBuffer bucket = value(page, key, BUCKET_ELEMENT);
            if (bucket == null) {
                return null;
            }
            long root = bucket.getLong(0);
            page = root == 0 ? slice(bucket, BUCKET, bucket.capacity() - BUCKET) : page(root);
        }
        return page;
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** The value of a key in the tree below a page, or null. @param flags of the element: a bucket or none */
    private ByteBuffer value(ByteBuffer root, String text, int flags) throws IOException {
        byte[] key = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer page = root;
        for (int depth = 0; page.getShort(8) == BRANCH_PAGE; depth++) {
            if (depth == MAX_DEPTH) {
                throw new IllegalArgumentException("pages that lead nowhere");
            }
            int child = Math.max(0, lastNotAfter(page, key, 0, 4));
            page = page(page.getLong(HEADER + child * ELEMENT + 8));
        }
        if (page.getShort(8) != LEAF_PAGE) {
            throw new IllegalArgumentException("neither branch nor leaf");
        }
        int found = lastNotAfter(page, key, 4, 8);
        if (found < 0 || !Arrays.equals(key(page, found, 4, 8), key) || page.getInt(HEADER + found * ELEMENT) != flags) {
            return null;
        }
        return valueAt(page, HEADER + found * ELEMENT);
    }

    private static ByteBuffer valueAt(ByteBuffer page, int element) {
        return slice(page, element + page.getInt(element + 4) + page.getInt(element + 8), page.getInt(element + 12));
    }

    /**
     * The last element whose key is not after another one, or −1. Elements are in the order of their keys.
     *
     * @param position where an element has its key's position, which counts from the element
     * @param size where it has the key's size
     */
    private static int lastNotAfter(ByteBuffer page, byte[] key, int position, int size) {
        int low = 0;
        int high = (page.getShort(10) & 0xffff) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(key(page, middle, position, size), key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    private static byte[] key(ByteBuffer page, int index, int position, int size) {
        int element = HEADER + index * ELEMENT;
        ByteBuffer key = slice(page, element + page.getInt(element + position), page.getInt(element + size));
        byte[] bytes = new byte[key.capacity()];
        key.get(bytes);
        return bytes;
    }

    /** A page with those that it overflows into. */
    private ByteBuffer page(long id) throws IOException {
        if (id < 0 || id > Long.MAX_VALUE / MAX_PAGE) {
            throw new IllegalArgumentException("no page: " + id);
        }
        long overflow = bytes(id * pageSize, HEADER).getInt(12) & 0xffff_ffffL;
        if ((overflow + 1) * pageSize > MAX_PAGE_BYTES) {
            throw new IllegalArgumentException("a page of " + overflow + " more");
        }
        return bytes(id * pageSize, (int) (overflow + 1) * pageSize);
    }

    private ByteBuffer bytes(long position, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, position + bytes.position()) < 0) {
                throw new IndexOutOfBoundsException("the file ends at " + (position + bytes.position()));
            }
        }
        return bytes.flip();
    }

    private static ByteBuffer slice(ByteBuffer buffer, int from, int size) {
        return buffer.slice(from, size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
