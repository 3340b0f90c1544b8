package org.rapport.routes.intake.siu;

import java.util.Optional;
import org.rapport.routes.intake.sender.SenderProfile;

/**
 * Trigger events that tell a patient's own data, HL7 v2.5.1 sections 3.3.4, 3.3.8, 3.3.28 and
 * 3.3.31 and table HL70003.
 */
public enum PersonEvent {
  /** Register a patient. */
  A04(true),
  /** Update patient information. */
  A08(false),
  /** Add person information. */
  A28(true),
  /** Update person information. */
  A31(false);

  private final boolean adds;

  PersonEvent(boolean adds) {
    this.adds = adds;
  }

  /** The event of that code; empty for codes that are none of these. */
  public static Optional<PersonEvent> of(String code) {
    for (PersonEvent event : values()) {
      if (event.name().equalsIgnoreCase(code.trim())) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  /**
   * Whether it makes a Patient of somebody whom nobody knows. A hospital tells updates of all its
   * people; those of them who are ours have a visit, or were registered.
   */
  boolean creates(SenderProfile sender) {
    return sender.newPatients().orElse(adds);
  }
}
