// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;
import org.apache.kafka.common.requests.ResponseHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker of this process alone, on loopback, that confirms what it gets and keeps none of it: a producer that sends to it does all that it does for a
 * real one. It knows one partition of whatever topic it is asked for.
 */
final class RehearsalBroker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RehearsalBroker.class);
    private static final int NODE = 1;
    private static final int MAX_REQUEST = 1 << 20;
    private static final int MAX_CONNECTIONS = 4;
    private static final List<ApiKeys> KNOWN = List.of(ApiKeys.API_VERSIONS, ApiKeys.METADATA, ApiKeys.INIT_PRODUCER_ID, ApiKeys.PRODUCE);
    /** The last that calls topics by their names. */
    private static final short PRODUCE_BY_NAME = 12;

    private final ServerSocket server;

    RehearsalBroker() throws IOException {
        server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "winnow-rehearsal-broker");
        thread.setDaemon(true);
        thread.start();
    }

    String address() {
        return server.getInetAddress().getHostAddress() + ":" + server.getLocalPort();
    }

    private void accept() {
        try {
            for (int i = 0; i < MAX_CONNECTIONS; i++) { // a producer needs two; any user of the host can connect
                Socket client = server.accept();
                start(() -> serve(client));
            }
        } catch (IOException e) {
            LOG.debug("closed", e);
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(client.getOutputStream());
            while (true) {
                byte[] request = new byte[Math.min(MAX_REQUEST, in.readInt())];
                in.readFully(request);
                byte[] answer = answer(ByteBuffer.wrap(request));
                out.write(ByteBuffer.allocate(Integer.BYTES + answer.length).putInt(answer.length).put(answer).array());
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("the client has gone, or is none of ours", e);
        }
    }

    private byte[] answer(ByteBuffer request) {
        RequestHeader header = RequestHeader.parse(request);
        short version = header.apiVersion();
        ApiMessage answer = switch (header.apiKey()) {
            case API_VERSIONS -> versions();
            case METADATA -> metadata(new MetadataRequestData(new ByteBufferAccessor(request), version));
            case INIT_PRODUCER_ID -> new InitProducerIdResponseData().setProducerId(1).setProducerEpoch((short) 0);
            case PRODUCE -> taken(new ProduceRequestData(new ByteBufferAccessor(request), version));
            default -> throw new IllegalArgumentException("not known here: " + header.apiKey());
        };
        ResponseHeader responseHeader = header.toResponseHeader();
        ByteBuffer bytes = RequestUtils.serialize(responseHeader.data(), responseHeader.headerVersion(), answer, version);
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static ApiVersionsResponseData versions() {
        ApiVersionsResponseData.ApiVersionCollection versions = new ApiVersionsResponseData.ApiVersionCollection();
        for (ApiKeys key : KNOWN) {
            short newest = key == ApiKeys.PRODUCE ? PRODUCE_BY_NAME : key.latestVersion();
            versions.add(new ApiVersionsResponseData.ApiVersion().setApiKey(key.id).setMinVersion(key.oldestVersion()).setMaxVersion(newest));
        }
        return new ApiVersionsResponseData().setApiKeys(versions);
    }

    private MetadataResponseData metadata(MetadataRequestData request) {
        MetadataResponseData answer = new MetadataResponseData().setClusterId("rehearsal").setControllerId(NODE);
        answer.brokers().add(new MetadataResponseData.MetadataResponseBroker()
                .setNodeId(NODE).setHost(server.getInetAddress().getHostAddress()).setPort(server.getLocalPort()));
        if (request.topics() != null) {
            request.topics().forEach(topic -> answer.topics().add(new MetadataResponseData.MetadataResponseTopic()
                    .setName(topic.name()).setTopicId(Uuid.ONE_UUID).setPartitions(List.of(new MetadataResponseData.MetadataResponsePartition()
                            .setPartitionIndex(0).setLeaderId(NODE).setLeaderEpoch(0).setReplicaNodes(List.of(NODE)).setIsrNodes(List.of(NODE))))));
        }
        return answer;
    }

    private static ProduceResponseData taken(ProduceRequestData request) {
        ProduceResponseData answer = new ProduceResponseData();
        request.topicData().forEach(topic -> answer.responses().add(new ProduceResponseData.TopicProduceResponse()
                .setName(topic.name()).setPartitionResponses(topic.partitionData().stream().map(partition -> new ProduceResponseData.PartitionProduceResponse()
                        .setIndex(partition.index()).setBaseOffset(0).setLogStartOffset(0)).toList())));
        return answer;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("nothing is lost with it", e);
        }
    }
}
