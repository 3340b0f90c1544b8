package org.rapport.routes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rapport.routes.start.WrongSettingException;
import org.springframework.mock.env.MockEnvironment;

/** What stops the start of a server or a worker, in one line. */
class RouteSettingsTest {
  private final MockEnvironment env = new MockEnvironment();

  @ParameterizedTest
  @CsvSource({
    "rapport.sms.url, RAPPORT_SMS_URL",
    "rapport.ehr.fhir-url, RAPPORT_EHR_FHIR_URL",
    "rapport.ehr.token-url, RAPPORT_EHR_TOKEN_URL"
  })
  void whenASecretWouldGoInTheClear_thenTheStartIsRefused(String key, String name) {
    env.setProperty(key, "http://198.51.100.7:8080/api");

    assertThatThrownBy(() -> RouteSettings.check(env))
        .isInstanceOf(WrongSettingException.class)
        .hasMessage(
            name
                + ": should begin with https://, as a secret goes there;"
                + " RAPPORT_ALLOW_PLAINTEXT=true permits it on a network of your own");

    env.setProperty("RAPPORT_ALLOW_PLAINTEXT", "true");
    assertThatCode(() -> RouteSettings.check(env)).doesNotThrowAnyException();
  }

  @Test
  void whenAnSmscsPasswordWouldGoInTheClear_thenTheStartIsRefused() {
    env.setProperty("rapport.smpp.url", "smpp://u:p@198.51.100.7:2775");

    assertThatThrownBy(() -> RouteSettings.check(env))
        .hasMessageStartingWith("RAPPORT_SMPP_URL: should begin with ssmpp://");

    env.setProperty("rapport.smpp.url", "ssmpp://u:p@198.51.100.7");
    assertThatCode(() -> RouteSettings.check(env)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080",
    "http://localhost:1",
    "http://[::1]:80",
    "https://a.example"
  })
  void whenTheSecretStaysHereOrIsEncrypted_thenItIsTaken(String url) {
    env.setProperty("rapport.sms.url", url);

    assertThatCode(() -> RouteSettings.check(env)).doesNotThrowAnyException();
  }

  @Test
  void whenARegisterWantsNoToken_thenItMayBeAskedInTheClear() {
    env.setProperty("rapport.number-register.url", "http://198.51.100.7/check");
    assertThatCode(() -> RouteSettings.check(env)).doesNotThrowAnyException();

    env.setProperty("rapport.number-register.token", "t");
    assertThatThrownBy(() -> RouteSettings.check(env)).hasMessageStartingWith("RAPPORT_NUMBER_");
  }

  @ParameterizedTest
  @CsvSource({
    "rapport.ehr.notification-secret, short, should be at least 16",
    "rapport.ehr.notification-secret, with spaces in between, should be at least 16",
    "rapport.ehr.notification-secret, a-secret-of-the-ehr, needs RAPPORT_EHR_FHIR_URL",
    "rapport.ehr.bookings, yes, should be true or false",
    "rapport.ehr.poll, five minutes, should be an ISO 8601 duration such as PT5M",
    "rapport.ehr.poll, PT0S, should be PT1S or more",
    "rapport.ehr.poll, PT5M, needs RAPPORT_EHR_FHIR_URL"
  })
  void whenTheEhrCannotBeHeardOfAsSet_thenTheStartIsRefused(
      String key, String value, String words) {
    env.setProperty(key, value);

    assertThatThrownBy(() -> RouteSettings.check(env))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageContaining(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "senders: [{application: A, colour: blue}]; senders[0] has an unknown key 'colour'",
        "senders: [{application: A, zone: Mars/Base}]; senders[0] zone: 'Mars/Base' is no time"
            + " zone",
        "senders:/~- application: A; must be YAML: ",
        "senders: [{application: A, merges: perhaps}]; senders[0] merges must be true or false",
        "senders: [{application: A, addresses: [10.0.0.0/99]}]; senders[0] addresses: '10.0.0.0/99'"
            + " is",
        "senders: [{application: A, addresses: ehr.example}]; senders[0] addresses: 'ehr.example'"
            + " is",
      })
  void whenASenderFileIsWrong_thenOneSentenceSaysWhere(
      String yaml, String problem, @TempDir Path folder) throws IOException {
    Path file = folder.resolve("senders.yaml");
    Files.writeString(file, yaml.replace("/~", "\n\t"));
    env.setProperty("rapport.senders", file.toString());

    assertThatThrownBy(() -> RouteSettings.check(env))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("RAPPORT_SENDERS: " + file + ":")
        .hasMessageContaining(": " + problem)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void onASimulatedClockNobodyElsewhereIsTold(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("senders.yaml");
    env.setProperty("rapport.senders", file.toString());
    env.setProperty("rapport.clock", "2027-03-01T15:00:00Z");
    Files.writeString(file, "receivers: [{application: A, address: '127.0.0.1:2575'}]");
    RouteSettings.check(env);
    Files.writeString(file, "receivers: [{application: A, address: '192.0.2.1:2575'}]");

    assertThatThrownBy(() -> RouteSettings.check(env))
        .isInstanceOf(WrongSettingException.class)
        .hasMessageStartingWith("RAPPORT_SENDERS: receiver A: only loopback");
  }

  @Test
  void whenTlsNamesFilesThatAreNone_thenTheSettingSaysWhatItShouldBe(@TempDir Path folder)
      throws IOException {
    env.setProperty("rapport.mllp.tls", folder.resolve("key.pem") + ",cert.pem,trust.pem");
    assertThatThrownBy(() -> RouteSettings.check(env))
        .hasMessageStartingWith("RAPPORT_MLLP_TLS: names ");

    for (String name : new String[] {"key.pem", "cert.pem", "trust.pem"}) {
      Files.writeString(folder.resolve(name), "nothing");
    }
    env.setProperty("rapport.mllp.tls", folder.toString());
    assertThatThrownBy(() -> RouteSettings.check(env))
        .hasMessageStartingWith("RAPPORT_MLLP_TLS: should be a key, a certificate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rapport.kafka.brokers | broker | RAPPORT_KAFKA: should be host:port, several by commas",
        "rapport.kafka.content | all | RAPPORT_KAFKA_CONTENT: should be id-only or full-resource",
        "rapport.kafka.prefix | a b | RAPPORT_KAFKA_PREFIX: should be letters, digits, dots,"
            + " underscores and hyphens alone",
        "rapport.kafka.appointments | ../x | RAPPORT_KAFKA_APPOINTMENTS: should be letters, digits,"
            + " dots, underscores and hyphens alone",
        "rapport.kafka.properties | no-such-file | RAPPORT_KAFKA_PROPERTIES: should be a file of"
            + " properties of Kafka's clients that can be read"
      })
  void whatCannotBeOfABrokerIsRefused(String key, String value, String words) {
    env.setProperty("rapport.kafka.brokers", "127.0.0.1:9092, [::1]:9093");
    assertThatCode(() -> RouteSettings.check(env)).doesNotThrowAnyException();

    env.setProperty(key, value);

    assertThatThrownBy(() -> RouteSettings.check(env)).hasMessage(words);
  }

  @Test
  void aBrokerElsewhereIsSpokenToByTls(@TempDir Path folder) throws IOException {
    env.setProperty("rapport.kafka.brokers", "127.0.0.1:9092,198.51.100.7:9092");
    assertThatThrownBy(() -> RouteSettings.check(env))
        .hasMessageStartingWith("RAPPORT_KAFKA: wants security.protocol=SSL or SASL_SSL");

    Path file = Files.writeString(folder.resolve("kafka"), "security.protocol=SASL_SSL\n");
    env.setProperty("rapport.kafka.properties", file.toString());
    assertThatCode(() -> RouteSettings.check(env)).doesNotThrowAnyException();

    Files.writeString(file, "security.protocol=SSL\nacks=0\n");
    assertThatThrownBy(() -> RouteSettings.check(env))
        .hasMessage("RAPPORT_KAFKA_PROPERTIES: acks is not yours to set");
  }
}
