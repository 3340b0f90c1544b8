package org.rapport.server.segment;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.outreach.gate.Gate;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.gate.GateQuestions;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessages;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Group/[id]/$reach} and {@code Group/$reach}: how many of a segment a message of a purpose
 * would go to now, and why not to the others. The gate is asked about each. Numbers, of nobody;
 * changes nothing.
 */
@Component
public class ReachOperation implements FhirOperations {
  private static final int AT_ONCE = 200;

  private final AskedGroup groups;
  private final DueMessages messages;
  private final GateQuestions questions;
  private final Gate gate;
  private final TransactionTemplate transaction;
  private final Clock clock;

  ReachOperation(
      AskedGroup groups,
      DueMessages messages,
      GateQuestions questions,
      Gate gate,
      TransactionTemplate transaction,
      Clock clock) {
    this.groups = groups;
    this.messages = messages;
    this.questions = questions;
    this.gate = gate;
    this.transaction = transaction;
    this.clock = clock;
  }

  private static final class Tally {
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final Map<String, Integer> channels = new TreeMap<>();
    private int reachable;
    private int later;
  }

  /**
   * Counts.
   *
   * @param id of a stored segment; without it {@code filter}s say who is meant
   * @param purpose code of an outreach purpose
   * @param channel code of the only channel; without it each goes by the best that is permitted
   */
  @Operation(name = "$reach", type = Group.class, idempotent = true)
  public Parameters reach(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "filter", max = OperationParam.MAX_UNLIMITED) List<StringType> filter,
      @OperationParam(name = "purpose") StringType purpose,
      @OperationParam(name = "channel") StringType channel) {
    String what =
        OutreachPurpose.fromCode(purpose == null ? null : purpose.getValue())
            .map(OutreachPurpose::code)
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "purpose should be a code of " + OutreachPurpose.SYSTEM));
    String by = channel == null || channel.isEmpty() ? null : channel.getValue();
    if (by != null && Channel.fromCode(by).isEmpty()) {
      throw new InvalidRequestException("channel should be a code of " + Channel.SYSTEM);
    }
    Group group = groups.of(id, filter);
    List<String> members = new ArrayList<>(groups.members(group));
    Tally tally = new Tally();
    for (int from = 0; from < members.size(); from += AT_ONCE) {
      List<String> some = members.subList(from, Math.min(from + AT_ONCE, members.size()));
      transaction.executeWithoutResult(status -> ask(some, what, by, tally));
    }
    return answer(members.size(), tally);
  }

  private void ask(List<String> some, String purpose, String channel, Tally tally) {
    Map<String, DueMessage> supposed =
        messages.supposed(some, List.of(purpose), Collections.singletonList(channel));
    // What is due now is due at what is now after it.
    Instant now = clock.instant();
    questions
        .ask(supposed.values(), now)
        .values()
        .forEach(question -> count(gate.examine(question, now).verdict(), tally));
  }

  private static void count(Verdict verdict, Tally tally) {
    if (verdict instanceof Verdict.Release release) {
      tally.reachable++;
      tally.channels.merge(release.route().channel().code(), 1, Integer::sum);
    } else if (verdict instanceof Verdict.Defer) {
      tally.reachable++;
      tally.later++;
    } else {
      tally.reasons.merge(verdict.code(), 1, Integer::sum);
    }
  }

  private static Parameters answer(int members, Tally tally) {
    Parameters answer = new Parameters();
    answer.addParameter("members", new IntegerType(members));
    answer.addParameter("reachable", new IntegerType(tally.reachable));
    answer.addParameter("later", new IntegerType(tally.later));
    tally.channels.forEach((code, number) -> add(answer, "channel", code, number));
    tally.reasons.forEach((code, number) -> add(answer, "reason", code, number));
    return answer;
  }

  private static void add(Parameters answer, String name, String code, int number) {
    ParametersParameterComponent part = answer.addParameter().setName(name);
    part.addPart().setName("code").setValue(new CodeType(code));
    part.addPart().setName("count").setValue(new IntegerType(number));
  }
}
