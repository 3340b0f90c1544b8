package org.rapport.routes.kafka;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import kafka.testkit.KafkaClusterTestKit;
import kafka.testkit.TestKitNodes;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.rapport.routes.FreePort;
import org.slf4j.LoggerFactory;

/** A real broker of one node, which can be away for a while and keeps what it has. */
public final class Broker implements AutoCloseable {
  static {
    // A broker in this JVM says more than all that is tested.
    for (String chatty : List.of("kafka", "org.apache.kafka", "state.change.logger")) {
      ((Logger) LoggerFactory.getLogger(chatty)).setLevel(Level.WARN);
    }
  }

  private final int port;
  private final KafkaClusterTestKit cluster;
  private final Map<String, String> client;

  private Broker(int port, KafkaClusterTestKit cluster, Map<String, String> client) {
    this.port = port;
    this.cluster = cluster;
    this.client = client;
  }

  private Map<String, Object> client() {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("bootstrap.servers", address());
    return properties;
  }

  /** Starts one that makes no topics by itself. */
  public static Broker start() throws Exception {
    return start(Map.of(), Map.of());
  }

  /**
   * The same with more properties.
   *
   * @param server of the broker
   * @param client of who speaks to it
   */
  static Broker start(Map<String, String> server, Map<String, String> client) throws Exception {
    int port = FreePort.find();
    Map<String, String> broker = new HashMap<>();
    broker.put("listeners", "EXTERNAL://127.0.0.1:" + port);
    broker.put("auto.create.topics.enable", "false");
    broker.put("offsets.topic.replication.factor", "1");
    broker.put("offsets.topic.num.partitions", "1");
    broker.put("group.initial.rebalance.delay.ms", "0");
    broker.putAll(server);
    KafkaClusterTestKit cluster =
        new KafkaClusterTestKit.Builder(
                new TestKitNodes.Builder()
                    .setNumControllerNodes(1)
                    .setNumBrokerNodes(1)
                    .setPerServerProperties(Map.of(0, broker))
                    .build())
            .build();
    cluster.format();
    cluster.startup();
    cluster.waitForReadyBrokers();
    return new Broker(port, cluster, client);
  }

  /** Where it listens, or would. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** With as many partitions each. */
  public void topics(int partitions, String... names) throws Exception {
    try (AdminClient admin = AdminClient.create(client())) {
      admin
          .createTopics(
              Stream.of(names).map(name -> new NewTopic(name, partitions, (short) 1)).toList())
          .all()
          .get();
    }
  }

  /** With one partition. */
  public void topic(String name, Map<String, String> configuration) throws Exception {
    try (AdminClient admin = AdminClient.create(client())) {
      admin
          .createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(configuration)))
          .all()
          .get();
    }
  }

  /** Stops it; what it has stays. */
  public void away() {
    cluster.brokers().get(0).shutdown();
    cluster.brokers().get(0).awaitShutdown();
  }

  /** Starts it again, at the same port. */
  public void back() {
    cluster.brokers().get(0).startup();
  }

  /** Waits until it has the record; a value that is null is a tombstone. */
  public void send(String topic, String key, String value) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(
              new ProducerRecord<>(
                  topic, key, value == null ? null : value.getBytes(StandardCharsets.UTF_8)))
          .get();
    }
  }

  /** All that a topic has, of each partition in order. */
  public List<ConsumerRecord<String, String>> all(String topic) {
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(one -> new TopicPartition(topic, one.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      List<ConsumerRecord<String, String>> all = new ArrayList<>();
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      return all;
    }
  }

  /** Up to which offset a group has taken a topic's first partition; -1: nowhere. */
  public long committed(String group, String topic) throws Exception {
    try (AdminClient admin = AdminClient.create(client())) {
      return Optional.ofNullable(
              admin
                  .listConsumerGroupOffsets(group)
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .get(new TopicPartition(topic, 0)))
          .map(at -> at.offset())
          .orElse(-1L);
    }
  }

  /** A header's text; null where it has none of this name. */
  public static String header(ConsumerRecord<String, String> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      cluster.close();
    } catch (Exception e) {
      throw new IllegalStateException("The broker does not stop", e);
    }
  }
}
