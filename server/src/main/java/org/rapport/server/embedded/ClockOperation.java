package org.rapport.server.embedded;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.locks.ReentrantLock;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.store.StoredSettings;
import org.rapport.server.work.OpenWork;
import org.rapport.server.work.WorkSignal;
import org.springframework.stereotype.Component;

/**
 * {@code $clock} (contract 8): moves the simulated clock. All work due on the way runs in order, at
 * its own instant, by the same workers as ever; the call answers when nothing is left to do before
 * the new instant.
 */
@Component
public class ClockOperation implements FhirOperations {
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Clock clock;
  private final OpenWork work;
  private final WorkSignal signal;
  private final StoredSettings remembered;
  private final ReentrantLock moving = new ReentrantLock();

  ClockOperation(Clock clock, OpenWork work, WorkSignal signal, StoredSettings remembered) {
    this.clock = clock;
    this.work = work;
    this.signal = signal;
    this.remembered = remembered;
  }

  /**
   * Moves time to {@code now}; without it, only waits until everything due is done.
   *
   * @return {@code now}, and counts of what was sent, refused, planned and revoked on the way
   */
  @Operation(name = "$clock", idempotent = false)
  public Parameters move(@OperationParam(name = "now") InstantType now) {
    if (!(clock instanceof SimulatedClock simulated)) {
      throw new InvalidRequestException("Time is real here; RAPPORT_CLOCK simulates it");
    }
    moving.lock();
    try {
      Instant target = now != null && now.hasValue() ? now.getValue().toInstant() : clock.instant();
      if (target.isBefore(clock.instant())) {
        throw new InvalidRequestException(
            "now should not be earlier than the present " + clock.instant());
      }
      OpenWork.Counts before = work.counts();
      int stops = 0;
      settle();
      while (true) {
        Instant next = work.nextDue().orElse(null);
        if (next == null || next.isAfter(target)) {
          break;
        }
        moveTo(simulated, next.isBefore(clock.instant()) ? clock.instant() : next);
        settle();
        stops++;
      }
      moveTo(simulated, target);
      settle();
      return answer(target, stops, before, work.counts());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InvalidRequestException("Interrupted while time moved");
    } finally {
      moving.unlock();
    }
  }

  private void moveTo(SimulatedClock simulated, Instant instant) {
    ClockConfiguration.store(remembered, instant);
    simulated.moveTo(instant);
    signal.raise();
  }

  private void settle() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      long seen = signal.count();
      if (work.open(clock.instant()) == 0) {
        return;
      }
      if (System.nanoTime() > deadline) {
        throw new InvalidRequestException(
            "Work at " + clock.instant() + " does not come to an end");
      }
      signal.await(seen, LOOK_AGAIN);
    }
  }

  private static Parameters answer(
      Instant now, int stops, OpenWork.Counts before, OpenWork.Counts after) {
    Parameters answer = new Parameters();
    answer.addParameter("now", new InstantType(Date.from(now)));
    answer.addParameter("stops", new IntegerType(stops));
    answer.addParameter("sent", new IntegerType((int) (after.sent() - before.sent())));
    answer.addParameter("notDone", new IntegerType((int) (after.notDone() - before.notDone())));
    answer.addParameter("planned", new IntegerType((int) (after.planned() - before.planned())));
    answer.addParameter("revoked", new IntegerType((int) (after.revoked() - before.revoked())));
    return answer;
  }
}
