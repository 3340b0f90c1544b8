package org.rapport.routes.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

/** A broker that wants TLS and a password, reached by the properties of docs/kafka.md. */
@Timeout(180)
class KafkaSecuredTest {
  private static final String LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"rapport\" ";

  @TempDir Path folder;

  @Test
  void aRecordArrivesByTlsAndPassword_andNotWithAnother() throws Exception {
    Path store = folder.resolve("broker.p12");
    Path certificate = folder.resolve("kafka-ca.pem");
    keytool(
        "-genkeypair -alias broker -keyalg RSA -validity 3 -dname CN=localhost -ext san=ip:127.0.0.1",
        store);
    keytool("-exportcert -alias broker -rfc -file " + certificate, store);
    Map<String, String> server = new HashMap<>();
    server.put("listener.security.protocol.map", "EXTERNAL:SASL_SSL,CONTROLLER:PLAINTEXT");
    server.put("sasl.enabled.mechanisms", "PLAIN");
    server.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    server.put(
        "listener.name.external.plain.sasl.jaas.config",
        LOGIN + "password=\"p\" user_rapport=\"p\";");
    server.put("ssl.keystore.type", "PKCS12");
    server.put("ssl.keystore.location", store.toString());
    server.put("ssl.keystore.password", "changeit");
    server.put("ssl.key.password", "changeit");
    server.put("ssl.truststore.type", "PEM");
    server.put("ssl.truststore.location", certificate.toString());

    Map<String, String> ours = ours(certificate, "p");
    try (Broker broker = Broker.start(server, ours)) {
      broker.topics(1, "t");

      send(broker, ours, "hello");

      assertThat(broker.all("t")).extracting(one -> one.value()).containsExactly("hello");
      assertThat(refused(broker, ours(certificate, "wrong")))
          .contains("SaslAuthenticationException");
    }
  }

  /** As the page has it: the password in a file of its own, by Kafka's config.providers. */
  private Map<String, String> ours(Path certificate, String password) throws Exception {
    Path secret = Files.writeString(folder.resolve("secret-" + password), "password=" + password);
    Path file =
        Files.writeString(
            folder.resolve("kafka-" + password + ".properties"),
            """
            security.protocol=SASL_SSL
            sasl.mechanism=PLAIN
            config.providers=file
            config.providers.file.class=org.apache.kafka.common.config.provider.FileConfigProvider
            sasl.jaas.config=%spassword="${file:%s:password}";
            ssl.truststore.type=PEM
            ssl.truststore.location=%s
            """
                .formatted(LOGIN, secret, certificate));
    return KafkaSettings.of(
            new MockEnvironment()
                .withProperty("rapport.kafka.brokers", "127.0.0.1:9092")
                .withProperty("rapport.kafka.properties", file.toString()))
        .properties();
  }

  private static String refused(Broker broker, Map<String, String> properties) throws Exception {
    try {
      send(broker, properties, "no");
    } catch (RuntimeException e) {
      StringBuilder causes = new StringBuilder();
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        causes.append(cause.getClass().getSimpleName()).append(' ');
      }
      return causes.toString();
    }
    return "taken";
  }

  private static void send(Broker broker, Map<String, String> properties, String value)
      throws Exception {
    KafkaConfiguration configuration = new KafkaConfiguration();
    configuration.setBrokers(broker.address());
    configuration.setAdditionalProperties(new HashMap<>(properties));
    KafkaComponent kafka = new KafkaComponent();
    kafka.setConfiguration(configuration);
    try (DefaultCamelContext camel = new DefaultCamelContext()) {
      camel.addComponent("kafka", kafka);
      camel.start();
      ProducerTemplate template = camel.createProducerTemplate();
      template.sendBody("kafka:t?maxBlockMs=10000", value);
    }
  }

  private static void keytool(String arguments, Path store) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments.split(" ")));
    command.addAll(
        List.of("-keystore", store.toString(), "-storetype", "PKCS12", "-storepass", "changeit"));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
