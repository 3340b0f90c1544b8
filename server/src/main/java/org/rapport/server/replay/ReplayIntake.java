package org.rapport.server.replay;

import java.time.Clock;
import org.rapport.routes.intake.AppointmentIntake;
import org.rapport.server.journal.Senders;
import org.springframework.stereotype.Component;

/**
 * The routes' own intake over this server's store, with the profiles of the setting {@code
 * RAPPORT_SENDERS} of this process: where workers run elsewhere, the server has to be given the
 * same file.
 */
@Component
class ReplayIntake {
  private final AppointmentIntake intake;

  ReplayIntake(IntakeStore store, Senders senders, Clock clock) {
    this.intake = new AppointmentIntake(store, senders.profiles(), clock);
  }

  AppointmentIntake intake() {
    return intake;
  }
}
