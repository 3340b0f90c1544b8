package org.rapport.server.security.scope;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.account.Account;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.TransactionEntries;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Patient/[id]/$break-glass}: for an hour, somebody of the clinic sees what is labelled of
 * one patient. It wants a reason, leaves an AuditEvent of its own, and a Task for compliance; in
 * one transaction. Apps that act for themselves cannot.
 */
@Component
public class BreakGlassOperation implements FhirOperations {
  private static final int REASON = 1000;

  private final BrokenGlass glass;
  private final StaffReach reach;
  private final ResourceWriter writer;
  private final AuditTrail trail;
  private final Callers callers;
  private final TransactionTemplate transactions;
  private final Clock clock;

  BreakGlassOperation(
      BrokenGlass glass,
      StaffReach reach,
      ResourceWriter writer,
      AuditTrail trail,
      Callers callers,
      TransactionTemplate transactions,
      Clock clock) {
    this.glass = glass;
    this.reach = reach;
    this.writer = writer;
    this.trail = trail;
    this.callers = callers;
    this.transactions = transactions;
    this.clock = clock;
  }

  /**
   * Breaks it.
   *
   * @param reason in words; needed
   * @return Parameters with {@code until}
   */
  @Operation(name = "$break-glass", type = Patient.class, idempotent = false)
  public Parameters breakGlass(
      @IdParam IdType patient, @OperationParam(name = "reason", max = 1) StringType reason) {
    Account account =
        TokenScopes.person()
            .map(Person::account)
            .filter(Account::isStaff)
            .orElseThrow(
                () ->
                    new ForbiddenOperationException("The glass is broken by people of the clinic"));
    String words = reason == null || reason.getValue() == null ? "" : reason.getValue().strip();
    if (words.isEmpty() || words.length() > REASON) {
      throw new InvalidRequestException("reason should say why, in at most 1000 characters");
    }
    String id = patient.getIdPart();
    if (!reach.reachesPatient(account, id)) {
      throw TokenScopes.denied();
    }
    Instant until =
        transactions.execute(
            status -> {
              Bundle written = new Bundle().setType(Bundle.BundleType.TRANSACTION);
              Task task = task(account, id, words);
              TransactionEntries.put(written, task);
              writer.write(written);
              trail.inTransaction(List.of(broken(id, task, words)));
              return glass.open(account.id(), id);
            });
    Parameters answer = new Parameters();
    answer.addParameter("until", new InstantType(Date.from(until)));
    return answer;
  }

  private Task task(Account account, String patient, String reason) {
    Task task =
        OutreachTask.withId(UUID.randomUUID().toString(), TaskCode.BREAK_GLASS, clock.instant())
            .saying(reason)
            .patient(patient)
            .task();
    task.setRequester(who(account));
    return task;
  }

  private AuditEntry broken(String patient, Task task, String reason) {
    return AuditEntry.of(
            AuditKind.BREAK_GLASS,
            List.of(),
            "E",
            callers.current(),
            List.of("Patient/" + patient),
            List.of("Task/" + task.getIdElement().getIdPart()))
        .ended(AuditEntry.SUCCESS, reason);
  }

  private static Reference who(Account account) {
    return account.practitioner() == null
        ? new Reference().setDisplay(account.name() == null ? account.username() : account.name())
        : new Reference("Practitioner/" + account.practitioner());
  }
}
