package org.rapport.server.replay;

import java.time.Clock;
import java.time.ZoneId;
import org.rapport.routes.intake.AppointmentIntake;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The routes' own intake over this server's store, with the profiles of the setting {@code
 * RAPPORT_SENDERS} of this process: where workers run elsewhere, the server has to be given the
 * same file.
 */
@Component
class ReplayIntake {
  private final AppointmentIntake intake;
  private final SenderProfiles senders;

  ReplayIntake(
      IntakeStore store,
      @Value("${rapport.senders:}") String senders,
      @Value("${rapport.clinic.zone:UTC}") ZoneId zone,
      Clock clock) {
    this.senders = SenderProfiles.load(senders, zone);
    this.intake = new AppointmentIntake(store, this.senders, clock);
  }

  AppointmentIntake intake() {
    return intake;
  }
}
