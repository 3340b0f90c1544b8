package org.rapport.server.replay;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Task;
import org.rapport.routes.intake.Answer;
import org.rapport.routes.intake.AppointmentIntake;
import org.rapport.routes.intake.store.StoreConflictException;
import org.rapport.server.audit.AuditEntry;
import org.rapport.server.audit.AuditKind;
import org.rapport.server.audit.AuditTrail;
import org.rapport.server.audit.Callers;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.StoredResources;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Tries one dead letter again. The message's effect and the end of its Task are one transaction,
 * under a lock on the Task: of two at once, the second finds it done. A refusal takes back what the
 * intake wrote, and so does a preview. The Binary with the message as it came is only read.
 */
@Component
class Replay {
  /** An EHR's own messages about the visit may be first; the intake maps over their result. */
  private static final int TRIES = 5;

  private final AppointmentIntake intake;
  private final ReplayRecords records;
  private final WrittenByIntake written;
  private final StoredResources stored;
  private final DaoRegistry daos;
  private final PatientLocks locks;
  private final AuditTrail trail;
  private final Callers callers;
  private final TransactionTemplate transaction;
  private final Clock clock;

  Replay(
      ReplayIntake intake,
      ReplayRecords records,
      WrittenByIntake written,
      StoredResources stored,
      DaoRegistry daos,
      PatientLocks locks,
      AuditTrail trail,
      Callers callers,
      TransactionTemplate transaction,
      Clock clock) {
    this.intake = intake.intake();
    this.records = records;
    this.written = written;
    this.stored = stored;
    this.daos = daos;
    this.locks = locks;
    this.trail = trail;
    this.callers = callers;
    this.transaction = transaction;
    this.clock = clock;
  }

  /**
   * Tries.
   *
   * @param id of the Task
   * @throws ResourceNotFoundException when it, or its message, is not there
   * @throws ResourceVersionConflictException when it was dealt with before, or the visit is written
   *     by others all the time; nothing is written
   */
  Result run(String id, Attempt attempt) {
    Result result = tried(id, attempt);
    if (!attempt.preview() && !result.answer().isAccepted()) {
      transaction.executeWithoutResult(status -> keep(id, attempt, result.answer()));
    }
    return result;
  }

  private Result tried(String id, Attempt attempt) {
    for (int i = 1; true; i++) {
      try {
        return transaction.execute(
            status -> {
              Result result = once(id, attempt);
              if (attempt.preview() || !result.answer().isAccepted()) {
                status.setRollbackOnly();
              }
              return result;
            });
      } catch (StoreConflictException | DataAccessException conflict) {
        boolean data = conflict instanceof StoreConflictException one && !one.ofVersions();
        if (data || i == TRIES) {
          throw new ResourceVersionConflictException(
              data
                  ? AppointmentIntake.UNSTORABLE.text()
                  : "Other messages about the same visit were first: try again");
        }
      }
    }
  }

  private Result once(String id, Attempt attempt) {
    DeadLetterTask letter = locked(id).stillOpen();
    written.begin(attempt.who());
    byte[] original = opened(letter);
    byte[] message = attempt.message() == null ? original : attempt.message();
    Answer answer =
        letter
            .base()
            .map(base -> records.again(message, base, letter.authored()))
            .orElseGet(() -> intake.again(message, letter.mayMerge()));
    if (!answer.isAccepted()) {
      return new Result(answer, List.of());
    }
    List<String> made = written.all();
    daos.getResourceDao(Task.class)
        .update(
            letter.applied(answer.text(), attempt.reason(), attempt.who(), clock.instant(), made),
            new SystemRequestDetails());
    return new Result(answer, made);
  }

  private DeadLetterTask locked(String id) {
    locks.lock(List.of("Task/" + id));
    return stored
        .read(Task.class, id)
        .map(DeadLetterTask::of)
        .orElseThrow(() -> new ResourceNotFoundException("There is no Task/" + id));
  }

  // Whoever tries a message may look at it, and is taken down as who looked.
  private byte[] opened(DeadLetterTask letter) {
    String id =
        letter
            .message()
            .orElseThrow(() -> new UnprocessableEntityException("The Task names no message"));
    Binary binary =
        stored
            .read(Binary.class, id)
            .orElseThrow(
                () -> new UnprocessableEntityException("The message is not there any more"));
    trail.note(
        AuditEntry.of(
            AuditKind.REST,
            List.of("read"),
            "R",
            callers.current(),
            List.of(),
            List.of("Binary/" + id)));
    return Optional.ofNullable(binary.getData()).orElse(new byte[0]);
  }

  private void keep(String id, Attempt attempt, Answer answer) {
    DeadLetterTask letter = locked(id);
    if (letter.isOpen()) {
      daos.getResourceDao(Task.class)
          .update(
              letter.refused(
                  answer.code().name(),
                  answer.fault().orElseThrow(),
                  attempt.reason(),
                  attempt.who(),
                  clock.instant()),
              new SystemRequestDetails());
    }
  }
}
