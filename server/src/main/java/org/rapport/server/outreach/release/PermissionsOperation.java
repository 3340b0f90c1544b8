package org.rapport.server.outreach.release;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.consent.Decision;
import org.rapport.server.consent.Ground;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.outreach.gate.Gate;
import org.rapport.server.outreach.gate.Gate.Examination;
import org.rapport.server.outreach.gate.Gate.Question;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.gate.GateQuestions;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.gate.RuleResult.Outcome;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessages;
import org.rapport.server.store.Sql;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.Channel;
import org.rapport.terminology.NotDoneReason;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Patient/[id]/$permissions}: what the gate would say to a message that staff wrote now, for
 * each purpose and channel, and on what ground. It is the gate that is asked, so that the two
 * cannot disagree. Changes nothing.
 */
@Component
public class PermissionsOperation implements FhirOperations {
  private static final List<Channel> CHANNELS = List.of(Channel.SMS, Channel.EMAIL, Channel.VOICE);

  private final DueMessages messages;
  private final GateQuestions questions;
  private final Gate gate;
  private final StoredResources resources;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  PermissionsOperation(
      DueMessages messages,
      GateQuestions questions,
      Gate gate,
      StoredResources resources,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.messages = messages;
    this.questions = questions;
    this.gate = gate;
    this.resources = resources;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A Consent, as it is recognised by what was decided. */
  private record Stored(String id, boolean permit, Instant at, List<String> about) {}

  /**
   * Asks.
   *
   * @return a {@code permission} for each purpose and channel
   */
  @Operation(name = "$permissions", type = Patient.class, idempotent = true)
  public Parameters permissions(@IdParam IdType id) {
    String patient = id.getIdPart();
    return transaction.execute(
        status -> {
          if (!resources.has(new IdType("Patient", patient))) {
            throw new ResourceNotFoundException(id);
          }
          return answer(patient);
        });
  }

  private Parameters answer(String patient) {
    Map<String, DueMessage> supposed =
        messages.supposed(
            List.of(patient),
            Arrays.stream(OutreachPurpose.values()).map(OutreachPurpose::code).toList(),
            CHANNELS.stream().map(Channel::code).toList());
    // What is due now is due at what is now after it.
    Instant now = clock.instant();
    Map<String, Question> asked = questions.ask(supposed.values(), now);
    List<Stored> consents = consents(patient);
    Parameters answer = new Parameters();
    for (OutreachPurpose purpose : OutreachPurpose.values()) {
      for (Channel channel : CHANNELS) {
        ParametersParameterComponent part = answer.addParameter().setName("permission");
        part.addPart().setName("purpose").setValue(new CodeType(purpose.code()));
        part.addPart().setName("channel").setValue(new CodeType(channel.code()));
        Question question = asked.get(patient + " " + purpose.code() + " " + channel.code());
        verdict(part, gate.examine(question, now), now);
        ground(part, question.contacts().ground(purpose, channel, now), consents);
      }
    }
    return answer;
  }

  private static void verdict(ParametersParameterComponent part, Examination said, Instant now) {
    if (said.verdict() instanceof Verdict.Refuse refuse) {
      part.addPart().setName("verdict").setValue(new CodeType(code(refuse.reason())));
      part.addPart().setName("reason").setValue(new CodeType(refuse.reason().code()));
    } else {
      Instant next = said.verdict() instanceof Verdict.Defer defer ? defer.until() : now;
      part.addPart().setName("verdict").setValue(new CodeType("yes"));
      part.addPart().setName("next").setValue(new InstantType(Date.from(next)));
    }
    RuleResult telling =
        said.rules().stream()
            .filter(rule -> rule.outcome() == Outcome.REFUSE || rule.outcome() == Outcome.DEFER)
            .findFirst()
            .or(() -> said.rules().stream().filter(r -> r.rule().equals("consent")).findFirst())
            .orElseThrow();
    part.addPart().setName("detail").setValue(new StringType(telling.detail()));
    part.addPart().setName("source").setValue(new StringType(telling.source()));
  }

  // Who has not been asked may be; where there is no address nobody has refused anything.
  private static String code(NotDoneReason reason) {
    return switch (reason) {
      case NO_CONSENT -> "ask";
      case INVALID_ADDRESS -> "no-address";
      default -> "no";
    };
  }

  private static void ground(
      ParametersParameterComponent part, Ground ground, List<Stored> consents) {
    part.addPart().setName("basis").setValue(new CodeType(ground.kind().code()));
    Optional.ofNullable(ground.decision())
        .flatMap(decision -> consents.stream().filter(one -> is(one, decision)).findFirst())
        .ifPresent(
            one ->
                part.addPart().setName("consent").setValue(new Reference("Consent/" + one.id())));
    if (ground.since() != null) {
      part.addPart().setName("since").setValue(new InstantType(Date.from(ground.since())));
    }
    if (ground.until() != null) {
      part.addPart().setName("until").setValue(new InstantType(Date.from(ground.until())));
    }
  }

  private static boolean is(Stored one, Decision decision) {
    return one.permit() == decision.permit()
        && one.at().equals(decision.decidedAt())
        && one.about().equals(about(decision.purposes(), decision.channels()));
  }

  private static List<String> about(Collection<String> purposes, Collection<String> channels) {
    return Stream.concat(
            purposes.stream().map(code -> "purpose " + code),
            channels.stream().map(code -> "channel " + code))
        .sorted()
        .toList();
  }

  private List<Stored> consents(String patient) {
    return jdbc.sql(
            """
            select id, permit, decided_at, purposes, channels from rapport.consent_facts
            where patient_id = ? and category = 'outreach' order by id""")
        .param(patient)
        .query(
            (row, n) ->
                new Stored(
                    row.getString("id"),
                    row.getBoolean("permit"),
                    Sql.instant(row, "decided_at"),
                    about(
                        List.of(Sql.strings(row, "purposes")),
                        List.of(Sql.strings(row, "channels")))))
        .list();
  }
}
