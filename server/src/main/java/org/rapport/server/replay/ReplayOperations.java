package org.rapport.server.replay;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Base64BinaryType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Type;
import org.rapport.routes.intake.Answer;
import org.rapport.routes.intake.hl7.Fault;
import org.rapport.routes.intake.hl7.Hl7Parser;
import org.rapport.server.audit.Agent;
import org.rapport.server.audit.Callers;
import org.rapport.server.fhir.FhirOperations;
import org.springframework.stereotype.Component;

/** {@code Task/[id]/$replay}, and {@code Task/$replay} for one fault of one sender. */
@Component
public class ReplayOperations implements FhirOperations {
  private static final int MOST = 500;

  private final Replay replay;
  private final OpenDeadLetters letters;
  private final Callers callers;

  ReplayOperations(Replay replay, OpenDeadLetters letters, Callers callers) {
    this.replay = replay;
    this.letters = letters;
    this.callers = callers;
  }

  /**
   * Tries one dead letter again: once, 409 says when it was.
   *
   * @param message the corrected copy: a string, whose lines may end as they like, or base64, which
   *     is taken as it is; without it, the message as it came
   * @param reason required with {@code message}
   * @param preview answers the same and writes nothing
   * @return {@code acknowledgement} and {@code text}; {@code error} where it is refused, {@code
   *     resource}s where it is taken
   */
  @Operation(name = "$replay", type = Task.class, idempotent = false)
  public Parameters replay(
      @IdParam IdType id,
      @OperationParam(name = "message", max = 1) List<ParametersParameterComponent> message,
      @OperationParam(name = "reason") StringType reason,
      @OperationParam(name = "preview") BooleanType preview) {
    byte[] corrected = message == null || message.isEmpty() ? null : bytes(message.get(0));
    String why = text(reason);
    boolean dry = preview != null && Boolean.TRUE.equals(preview.getValue());
    if (corrected != null && why == null && !dry) {
      throw new InvalidRequestException("A corrected message needs a reason");
    }
    return answer(replay.run(id.getIdPart(), new Attempt(corrected, why, dry, agent())));
  }

  /**
   * Tries all of one sender that have one fault, as they came, the oldest first, at most 500; stops
   * at the first that has another fault now.
   *
   * @param sender MSH-3 and MSH-4, such as {@code SCHED:NORTH}
   * @param fault code and place, such as {@code 101 PID-3}, or the code alone
   * @param count how many there are, so that nobody replays more than they know of
   * @return {@code applied}, {@code refused}, {@code left}; {@code stopped}, the Task with another
   *     fault, and its {@code error}
   */
  @Operation(name = "$replay", type = Task.class, idempotent = false)
  public Parameters replayAll(
      @OperationParam(name = "sender") StringType sender,
      @OperationParam(name = "fault") StringType fault,
      @OperationParam(name = "reason") StringType reason,
      @OperationParam(name = "count") IntegerType count) {
    String from = required("sender", text(sender));
    String what = required("fault", text(fault));
    String why = required("reason", text(reason));
    if (count == null || count.getValue() == null) {
      throw new InvalidRequestException("count should be how many there are");
    }
    List<String> found = letters.of(from, what);
    if (found.size() != count.getValue()) {
      throw new UnprocessableEntityException(
          "There are " + found.size() + " of this sender and fault, and not " + count.getValue());
    }
    return all(found, what, new Attempt(null, why, false, agent()));
  }

  private Parameters all(List<String> found, String fault, Attempt attempt) {
    int applied = 0;
    int refused = 0;
    Parameters answer = new Parameters();
    for (String id : found.subList(0, Math.min(MOST, found.size()))) {
      Answer one;
      try {
        one = replay.run(id, attempt).answer();
      } catch (ResourceVersionConflictException busy) {
        // Somebody else has dealt with it, or the visit is written all the time: one of many.
        continue;
      }
      if (one.isAccepted()) {
        applied++;
        continue;
      }
      refused++;
      String reason = one.fault().map(Fault::reason).orElse("");
      if (!reason.equals(fault) && !reason.split(" ", 2)[0].equals(fault)) {
        answer.addParameter().setName("stopped").setValue(new Reference("Task/" + id));
        one.fault().ifPresent(now -> error(answer.addParameter().setName("error"), now));
        break;
      }
    }
    answer.addParameter("applied", new IntegerType(applied));
    answer.addParameter("refused", new IntegerType(refused));
    answer.addParameter("left", new IntegerType(found.size() - applied - refused));
    return answer;
  }

  private static Parameters answer(Result result) {
    Parameters answer = new Parameters();
    answer.addParameter("acknowledgement", result.answer().code().name());
    answer.addParameter("text", result.answer().text());
    result
        .answer()
        .fault()
        .ifPresent(fault -> error(answer.addParameter().setName("error"), fault));
    result
        .written()
        .forEach(one -> answer.addParameter().setName("resource").setValue(new Reference(one)));
    return answer;
  }

  private static void error(ParametersParameterComponent error, Fault fault) {
    if (!fault.segment().isEmpty()) {
      error.addPart().setName("segment").setValue(new StringType(fault.segment()));
      error.addPart().setName("sequence").setValue(new IntegerType(fault.sequence()));
    }
    if (fault.field() > 0) {
      error.addPart().setName("field").setValue(new IntegerType(fault.field()));
    }
    error.addPart().setName("code").setValue(new StringType("" + fault.error().code()));
    error.addPart().setName("display").setValue(new StringType(fault.error().display()));
    if (!fault.text().isEmpty()) {
      error.addPart().setName("text").setValue(new StringType(fault.text()));
    }
  }

  private static byte[] bytes(ParametersParameterComponent given) {
    Type value = given.getValue();
    if (value instanceof Base64BinaryType binary && binary.getValue() != null) {
      return binary.getValue();
    }
    if (!(value instanceof StringType words) || words.getValue() == null) {
      throw new InvalidRequestException("message should be a valueString or valueBase64Binary");
    }
    return Hl7Parser.typed(words.getValue())
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    "message has characters that are not in the character set of its MSH-18"));
  }

  private static String text(StringType given) {
    return given == null || given.getValue() == null || given.getValue().isBlank()
        ? null
        : given.getValue().strip();
  }

  private static String required(String name, String given) {
    if (given == null) {
      throw new InvalidRequestException(name + " should be given");
    }
    return given;
  }

  private String agent() {
    Agent agent = callers.current();
    return Stream.of(agent.username(), agent.client(), "unknown")
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow();
  }
}
