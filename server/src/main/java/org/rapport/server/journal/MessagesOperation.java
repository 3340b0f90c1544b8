package org.rapport.server.journal;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Date;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.fhir.OperationInput;
import org.springframework.stereotype.Component;

/** {@code $messages}: the journal, newest first, with how many were answered how. */
@Component
public class MessagesOperation implements FhirOperations {
  private static final int USUAL = 50;
  private static final int MOST = 200;

  /** What is told as a reference; all else of a row is a string. */
  private static final Set<String> REFERENCES = Set.of("patient", "binary", "task");

  /** Without a key that finds few, the journal of months is not counted. */
  private static final Duration USUAL_TIME = Duration.ofHours(24);

  private final MessageRows rows;
  private final Clock clock;
  private final ZoneId zone;

  MessagesOperation(MessageRows rows, Clock clock, RapportSettings settings) {
    this.rows = rows;
    this.clock = clock;
    this.zone = settings.clinic().zone();
  }

  /**
   * One page.
   *
   * @param sender MSH-3 and MSH-4, such as {@code SCHED:NORTH}
   * @param type MSH-9, such as {@code SIU^S12} or {@code SIU}
   * @param answer AA, AE or AR; the counts are of all
   * @param control MSH-10
   * @param visit SCH-1 or SCH-2
   * @param patient a reference or an id
   * @param since a day of the clinic's calendar or an instant; without it, and without control-id,
   *     visit and patient, the last 24 hours
   * @param until before it
   * @param count rows; 50 without it, at most 200
   * @param after {@code next} of the page before
   * @return {@code count}s by answer, {@code message}s, {@code next}
   */
  @Operation(name = "$messages", idempotent = true)
  public Parameters messages(
      @OperationParam(name = "sender") StringType sender,
      @OperationParam(name = "type") StringType type,
      @OperationParam(name = "answer") StringType answer,
      @OperationParam(name = "control-id") StringType control,
      @OperationParam(name = "visit") StringType visit,
      @OperationParam(name = "patient") StringType patient,
      @OperationParam(name = "since") StringType since,
      @OperationParam(name = "until") StringType until,
      @OperationParam(name = "_count") IntegerType count,
      @OperationParam(name = "after") StringType after) {
    String code = value(answer);
    if (code != null && !code.matches("A[AER]")) {
      throw new InvalidRequestException("answer should be AA, AE or AR");
    }
    boolean narrow = value(control) != null || value(visit) != null || value(patient) != null;
    Instant from = instant("since", since);
    if (from == null && !narrow) {
      from = clock.instant().minus(USUAL_TIME);
    }
    int size = Math.min(OperationInput.number("_count", count, USUAL), MOST);
    String who = value(patient);
    MessageRows.Page page =
        rows.page(
            new MessageFilter(
                value(sender),
                value(type),
                code,
                value(control),
                value(visit),
                who != null && who.startsWith("Patient/") ? who.substring(8) : who,
                from,
                instant("until", until),
                size,
                after(value(after))));
    return answer(page, size);
  }

  private Instant instant(String name, StringType given) {
    String text = value(given);
    if (text == null) {
      return null;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(zone).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new InvalidRequestException(name + " should be a day or an instant");
    }
  }

  private static long after(String given) {
    try {
      return given == null ? Long.MAX_VALUE : Long.parseLong(given);
    } catch (NumberFormatException e) {
      throw new InvalidRequestException("after should be next of the page before");
    }
  }

  private static Parameters answer(MessageRows.Page page, int size) {
    Parameters answer = new Parameters();
    page.counts()
        .forEach(
            (code, number) -> {
              ParametersParameterComponent count = answer.addParameter().setName("count");
              count.addPart().setName("answer").setValue(new CodeType(code));
              count.addPart().setName("value").setValue(new IntegerType(number));
            });
    page.rows().forEach(row -> message(answer.addParameter().setName("message"), row));
    if (size > 0 && page.rows().size() == size) {
      answer.addParameter("next", Long.toString(page.rows().get(size - 1).id()));
    }
    return answer;
  }

  private static void message(ParametersParameterComponent message, MessageRows.Row row) {
    message.addPart().setName("at").setValue(new InstantType(Date.from(row.at())));
    message.addPart().setName("direction").setValue(new CodeType(row.direction()));
    row.texts()
        .forEach(
            (name, text) ->
                message
                    .addPart()
                    .setName(name)
                    .setValue(
                        REFERENCES.contains(name) ? new Reference(text) : new StringType(text)));
    message.addPart().setName("bytes").setValue(new IntegerType(row.bytes()));
    message.addPart().setName("milliseconds").setValue(new IntegerType(row.millis()));
    row.resources()
        .forEach(one -> message.addPart().setName("resource").setValue(new Reference(one)));
  }

  private static String value(StringType given) {
    return given == null || given.getValue() == null || given.getValue().isBlank()
        ? null
        : given.getValue().strip();
  }
}
