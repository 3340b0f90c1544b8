package org.rapport.server.journal;

import java.time.ZoneId;
import org.rapport.routes.intake.sender.SenderProfiles;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The profiles of the setting {@code RAPPORT_SENDERS} of this process: where workers run elsewhere,
 * the server has to be given the same file.
 */
@Component
public class Senders {
  private final SenderProfiles profiles;

  Senders(
      @Value("${rapport.senders:}") String file, @Value("${rapport.clinic.zone:UTC}") ZoneId zone) {
    this.profiles = SenderProfiles.load(file, zone);
  }

  /** The profiles; read once. */
  public SenderProfiles profiles() {
    return profiles;
  }
}
