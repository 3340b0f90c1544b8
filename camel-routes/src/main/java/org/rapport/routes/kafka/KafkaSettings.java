package org.rapport.routes.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rapport.routes.start.Loopback;
import org.rapport.routes.start.Setting;
import org.rapport.routes.start.WrongSettingException;
import org.springframework.core.env.Environment;

/**
 * Where the broker is, and what goes there and comes from it.
 *
 * @param brokers {@code host:port}, by commas; blank: there is none
 * @param properties of Kafka's clients, passed on as they are: secrets may be among them
 * @param content id-only or full-resource
 * @param prefix of the topics that events go to
 * @param appointments topic that an EHR's visits are read from; blank: none are
 * @param base of the EHR whose visits those are
 */
public record KafkaSettings(
    String brokers,
    Map<String, String> properties,
    String content,
    String prefix,
    String appointments,
    String base) {
  /** Resources are left out of events. */
  public static final String ID_ONLY = "id-only";

  private static final String FULL_RESOURCE = "full-resource";
  private static final String TOPIC = "[A-Za-z0-9._-]{1,200}";
  private static final String ADDRESS = "(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9._-]+):\\d{1,5}";

  /** Ours to say: events are lost, or visits passed over, by any other value. */
  private static final String OURS =
      "acks|enable\\.idempotence|enable\\.auto\\.commit|bootstrap\\.servers|transactional\\.id"
          + "|(key|value)\\.(de)?serializer";

  /** Whether there is a broker. */
  public static boolean isOn(Environment env) {
    return !value(env, "brokers").isEmpty();
  }

  /** Whether visits come from it. */
  public static boolean takesAppointments(Environment env) {
    return isOn(env) && !value(env, "appointments").isEmpty();
  }

  /**
   * Reads them.
   *
   * @throws WrongSettingException for the first one that is wrong
   */
  public static KafkaSettings of(Environment env) {
    String brokers = value(env, "brokers");
    String appointments = value(env, "appointments");
    if (brokers.isEmpty()) {
      return new KafkaSettings("", Map.of(), ID_ONLY, "", "", "");
    }
    if (!brokers.matches(ADDRESS + "(\\s*,\\s*" + ADDRESS + ")*")) {
      throw new WrongSettingException(
          Setting.RAPPORT_KAFKA.name(), "should be host:port, several by commas");
    }
    String content = env.getProperty("rapport.kafka.content", ID_ONLY).strip();
    if (!content.equals(ID_ONLY) && !content.equals(FULL_RESOURCE)) {
      throw new WrongSettingException(
          Setting.RAPPORT_KAFKA_CONTENT.name(), "should be id-only or full-resource");
    }
    String prefix = value(env, "prefix");
    if (!prefix.isEmpty() && !prefix.matches(TOPIC)) {
      throw topic(Setting.RAPPORT_KAFKA_PREFIX);
    }
    if (!appointments.isEmpty()
        && (!appointments.matches(TOPIC) || appointments.matches("\\.{1,2}"))) {
      throw topic(Setting.RAPPORT_KAFKA_APPOINTMENTS);
    }
    Map<String, String> properties = properties(value(env, "properties"));
    encrypted(env, brokers, properties);
    String ehr = env.getProperty("rapport.ehr.fhir-url", "").strip();
    return new KafkaSettings(
        brokers.replaceAll("\\s", ""),
        properties,
        content,
        prefix,
        appointments,
        ehr.isEmpty() ? "urn:rapport:kafka:" + appointments : ehr);
  }

  private static WrongSettingException topic(Setting setting) {
    return new WrongSettingException(
        setting.name(), "should be letters, digits, dots, underscores and hyphens alone");
  }

  private static Map<String, String> properties(String file) {
    Map<String, String> all = new TreeMap<>();
    if (file.isEmpty()) {
      return all;
    }
    Properties read = new Properties();
    try (Reader text = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
      read.load(text);
    } catch (IOException | IllegalArgumentException e) {
      throw new WrongSettingException(
          Setting.RAPPORT_KAFKA_PROPERTIES.name(),
          "should be a file of properties of Kafka's clients that can be read");
    }
    read.stringPropertyNames().forEach(name -> all.put(name, read.getProperty(name)));
    all.keySet().stream()
        .filter(name -> name.matches(OURS))
        .findFirst()
        .ifPresent(
            name -> {
              throw new WrongSettingException(
                  Setting.RAPPORT_KAFKA_PROPERTIES.name(), name + " is not yours to set");
            });
    return all;
  }

  private static void encrypted(Environment env, String brokers, Map<String, String> properties) {
    String protocol =
        properties.getOrDefault("security.protocol", "PLAINTEXT").strip().toUpperCase(Locale.ROOT);
    boolean here =
        Stream.of(brokers.split("\\s*,\\s*"))
            .map(one -> one.replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", ""))
            .allMatch(Loopback::is);
    boolean permitted =
        Boolean.parseBoolean(
            env.getProperty(Setting.RAPPORT_ALLOW_PLAINTEXT.name(), "false").strip());
    if (!here && !permitted && protocol.endsWith("PLAINTEXT")) {
      throw new WrongSettingException(
          Setting.RAPPORT_KAFKA.name(),
          "wants security.protocol=SSL or SASL_SSL in RAPPORT_KAFKA_PROPERTIES, as it is about"
              + " patients; RAPPORT_ALLOW_PLAINTEXT=true permits it without on a network of your"
              + " own");
    }
  }

  private static String value(Environment env, String key) {
    return env.getProperty("rapport.kafka." + key, "").strip();
  }

  /** Without the properties: this may end in a log. */
  @Override
  public String toString() {
    return "KafkaSettings[" + brokers + "]";
  }
}
