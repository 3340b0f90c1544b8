package org.rapport.server.outreach.release;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.outreach.gate.Gate.Verdict;
import org.rapport.server.outreach.gate.GateDecisions;
import org.rapport.server.outreach.gate.GateQuestions;
import org.rapport.server.outreach.gate.RuleResult;
import org.rapport.server.outreach.message.DueMessage;
import org.rapport.server.outreach.message.DueMessages;
import org.rapport.server.outreach.message.OtherVisit;
import org.rapport.server.outreach.release.Judgement.Judged;
import org.rapport.server.outreach.text.MessageText.Text;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code CommunicationRequest/[id]/$explain}: why a message went out, or did not, or will not. Each
 * rule of the gate with its verdict, as it was at the decision or as it would be now. Changes
 * nothing.
 */
@Component
public class ExplainOperation implements FhirOperations {
  private static final String NOW = "now";
  private static final String DECISION = "decision";

  private final DueMessages messages;
  private final GateQuestions questions;
  private final GateDecisions decisions;
  private final WrittenMessages texts;
  private final Collapse collapse;
  private final Judgement judgement;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  ExplainOperation(
      DueMessages messages,
      GateQuestions questions,
      GateDecisions decisions,
      WrittenMessages texts,
      Collapse collapse,
      Judgement judgement,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.messages = messages;
    this.questions = questions;
    this.decisions = decisions;
    this.texts = texts;
    this.collapse = collapse;
    this.judgement = judgement;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Explains. Of a draft it says what would come of it if it were sent now.
   *
   * @param when {@code now} or {@code decision}; by default the decision where there was one
   */
  @Operation(name = "$explain", type = CommunicationRequest.class, idempotent = true)
  public Parameters explain(@IdParam IdType id, @OperationParam(name = "when") CodeType when) {
    String asked = when == null ? null : when.getValue();
    if (asked != null && !asked.equals(NOW) && !asked.equals(DECISION)) {
      throw new InvalidRequestException("when should be now or decision");
    }
    return transaction.execute(
        status -> {
          DueMessage message =
              Optional.ofNullable(messages.load(List.of(id.getIdPart())).get(id.getIdPart()))
                  .orElseThrow(() -> new ResourceNotFoundException(id));
          Optional<GateDecisions.Decision> decided =
              NOW.equals(asked) ? Optional.empty() : decisions.last(id.getIdPart());
          if (decided.isPresent()) {
            return ofJourney(id, answer(decided.get(), DECISION));
          }
          if (DECISION.equals(asked)) {
            throw new ResourceNotFoundException("The gate was not asked about it yet");
          }
          boolean draft = message.request().status() == CommunicationRequestStatus.DRAFT;
          Asked now =
              now(
                  draft ? message.withStatus(CommunicationRequestStatus.ACTIVE) : message,
                  clock.instant());
          Parameters answer = answer(now.decision(), NOW);
          if (now.until() != null) {
            answer.addParameter("until", new InstantType(Date.from(now.until())));
          }
          answer.addParameter("draft", draft);
          return ofJourney(id, answer);
        });
  }

  /**
   * What the gate says now.
   *
   * @param until when it would be asked again; null unless the message has to wait
   */
  private record Asked(GateDecisions.Decision decision, Instant until) {}

  private Asked now(DueMessage message, Instant now) {
    List<OtherVisit> others =
        collapse.others(List.of(message), now).getOrDefault(message.id(), List.of());
    Judged<Text> judged =
        judgement.of(
            message,
            questions.ask(List.of(message), now).get(message.id()),
            !collapse.spokenFor(List.of(message.id())).isEmpty(),
            now,
            (route, noticed) -> texts.preview(message, route, others, noticed),
            Function.identity());
    String verdict = judged.verdict().code();
    if (judged.verdict() instanceof Verdict.Withdrawn) {
      verdict =
          message.request().reason() == null
              ? message.request().status().toCode()
              : message.request().reason();
    }
    return new Asked(
        new GateDecisions.Decision(message.id(), now, verdict, judged.rules()),
        judged.verdict() instanceof Verdict.Defer defer ? defer.until() : null);
  }

  // An overdue review does not hold a message back, but whoever asks about it is to know.
  private Parameters ofJourney(IdType id, Parameters answer) {
    jdbc.sql(
            """
            select m.journey, coalesce(d.review_due <= :now, false) as overdue
            from rapport.planned_message m
            left join rapport.definition_facts d on d.kind = 'PlanDefinition'
              and d.url || coalesce('|' || d.business_version, '') = m.journey
            where m.id = :id and m.journey is not null\
            """)
        .param("id", id.getIdPart())
        .param("now", Sql.at(clock.instant()))
        .query(
            row -> {
              answer.addParameter("journey", new CanonicalType(row.getString("journey")));
              answer.addParameter("reviewOverdue", row.getBoolean("overdue"));
            });
    return answer;
  }

  private static Parameters answer(GateDecisions.Decision decision, String when) {
    Parameters answer = new Parameters();
    answer.addParameter("verdict", new CodeType(decision.verdict()));
    answer.addParameter("when", new CodeType(when));
    answer.addParameter("at", new InstantType(Date.from(decision.at())));
    for (RuleResult rule : decision.rules()) {
      ParametersParameterComponent part = answer.addParameter().setName("rule");
      part.addPart().setName("name").setValue(new StringType(rule.rule()));
      part.addPart().setName("verdict").setValue(new CodeType(rule.outcome().code()));
      part.addPart().setName("detail").setValue(new StringType(rule.detail()));
      part.addPart().setName("source").setValue(new StringType(rule.source()));
    }
    return answer;
  }
}
