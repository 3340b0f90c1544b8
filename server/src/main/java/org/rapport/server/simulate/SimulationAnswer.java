package org.rapport.server.simulate;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.terminology.Coded;

/**
 * What a simulation found, as Parameters: numbers by day, by step and reason, and messages. Pure.
 */
final class SimulationAnswer {
  private record Key(String step, String outcome) {}

  private SimulationAnswer() {}

  /**
   * The answer.
   *
   * @param told how many messages are told in full, the earliest first
   * @param zone whose days are counted by
   */
  static Parameters of(int people, List<SimulatedMessage> messages, int told, ZoneId zone) {
    Parameters answer = new Parameters();
    long sent = messages.stream().filter(SimulatedMessage::sent).count();
    answer.addParameter("people", new IntegerType(people));
    answer.addParameter("sent", new IntegerType((int) sent));
    answer.addParameter("notSent", new IntegerType((int) (messages.size() - sent)));
    days(answer, messages, zone);
    steps(answer, messages);
    messages.stream()
        .sorted(
            Comparator.comparing(SimulatedMessage::at)
                .thenComparing(SimulatedMessage::patient)
                .thenComparing(SimulatedMessage::step))
        .limit(told)
        .forEach(message -> add(answer.addParameter().setName("message"), message));
    return answer;
  }

  private static void days(Parameters answer, List<SimulatedMessage> messages, ZoneId zone) {
    Map<LocalDate, int[]> days = new TreeMap<>();
    for (SimulatedMessage message : messages) {
      LocalDate day = message.at().atZone(zone).toLocalDate();
      days.computeIfAbsent(day, none -> new int[2])[message.sent() ? 0 : 1]++;
    }
    days.forEach(
        (day, numbers) -> {
          ParametersParameterComponent part = answer.addParameter().setName("day");
          part.addPart().setName("date").setValue(new DateType(day.toString()));
          part.addPart().setName("sent").setValue(new IntegerType(numbers[0]));
          part.addPart().setName("notSent").setValue(new IntegerType(numbers[1]));
        });
  }

  private static void steps(Parameters answer, List<SimulatedMessage> messages) {
    Map<Key, Integer> counts =
        new TreeMap<>(Comparator.comparing(Key::step).thenComparing(Key::outcome));
    for (SimulatedMessage message : messages) {
      counts.merge(
          new Key(
              message.step(),
              message.sent() ? code(message.route().channel()) : code(message.reason())),
          1,
          Integer::sum);
    }
    counts.forEach(
        (key, number) -> {
          ParametersParameterComponent part = answer.addParameter().setName("step");
          part.addPart().setName("id").setValue(new StringType(key.step()));
          part.addPart().setName("outcome").setValue(new CodeType(key.outcome()));
          part.addPart().setName("count").setValue(new IntegerType(number));
        });
  }

  private static String code(Coded coded) {
    return coded.code();
  }

  private static void add(ParametersParameterComponent part, SimulatedMessage message) {
    part.addPart().setName("patient").setValue(new StringType(message.patient()));
    part.addPart().setName("step").setValue(new StringType(message.step()));
    part.addPart().setName("at").setValue(new InstantType(Date.from(message.at())));
    if (message.sent()) {
      part.addPart().setName("channel").setValue(new CodeType(message.route().channel().code()));
      text(part, "language", message.language());
      text(part, "subject", message.subject());
      text(part, "body", message.body());
    } else {
      part.addPart().setName("reason").setValue(new CodeType(message.reason().code()));
      text(part, "why", message.why());
    }
  }

  private static void text(ParametersParameterComponent part, String name, String value) {
    if (value != null) {
      part.addPart().setName(name).setValue(new StringType(value));
    }
  }
}
