package org.rapport.server.doctor;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/** The brokers of Kafka: whether somebody listens there. */
final class Brokers implements Examination {
  @Override
  public List<Finding> look(Environment env) {
    return Stream.of(env.getProperty("rapport.kafka.brokers", "").strip().split("\\s*,\\s*"))
        .filter(one -> one.matches(".+:\\d{1,5}"))
        .map(
            one ->
                Texts.reached(
                    "RAPPORT_KAFKA",
                    one.replaceFirst(":\\d+$", "").replaceAll("[\\[\\]]", ""),
                    Integer.parseInt(one.substring(one.lastIndexOf(':') + 1))))
        .toList();
  }
}
