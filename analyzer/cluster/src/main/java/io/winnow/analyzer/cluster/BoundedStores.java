// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

/**
 * Keeps the memory of all stores of this process together within one bound: what is read, its indexes, and what is not written to a file yet.
 * Kafka Streams makes one for each store, from its name.
 */
public final class BoundedStores implements RocksDBConfigSetter {

    /** Setting: bytes. */
    static final String MEMORY = "winnow.hub.memory";

    /** Part of the memory that holds what is not written to a file yet. */
    private static final int BUFFERS = 4;

    private static Cache cache;
    private static WriteBufferManager buffers;

    @Override
    public void setConfig(String store, Options options, Map<String, Object> settings) {
        share(Long.parseLong(settings.get(MEMORY).toString()));
        BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
        options.setTableFormatConfig(table.setBlockCache(cache).setCacheIndexAndFilterBlocks(true));
        options.setWriteBufferManager(buffers);
    }

    private static synchronized void share(long memory) {
        if (cache == null) {
            cache = new LRUCache(memory);
            buffers = new WriteBufferManager(memory / BUFFERS, cache);
        }
    }

    @Override
    public void close(String store, Options options) {
        // the cache is the process's, not the store's
    }
}
