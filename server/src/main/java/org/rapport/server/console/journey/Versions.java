package org.rapport.server.console.journey;

import java.util.UUID;
import org.hl7.fhir.exceptions.FHIRException;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MetadataResource;
import org.rapport.server.console.Desk;

/** What is done to a version of a journey or a template, whichever it is. */
final class Versions {
  private Versions() {}

  /**
   * Keeps a draft of the next version, with all that this one says but its reviews.
   *
   * @param read this one, without its dates of review; it becomes the draft
   * @return id of the draft
   */
  static String draft(Desk desk, MetadataResource read) {
    String id = UUID.randomUUID().toString();
    read.setId(new IdType(read.fhirType(), id));
    read.setMeta(null);
    read.setStatus(PublicationStatus.DRAFT);
    read.setVersion(desk.asked("version"));
    desk.fhir().put(read);
    return id;
  }

  /**
   * Puts it in force, or out of it: the API holds it to its rules, a second person among them.
   *
   * <p>Nothing is done where the status that is asked for is none.
   */
  static void status(Desk desk, MetadataResource read) {
    try {
      read.setStatus(PublicationStatus.fromCode(desk.asked("status")));
    } catch (FHIRException unknown) {
      return;
    }
    desk.fhir().put(read, desk.asked("_version"));
    desk.done("journeys.done");
  }
}
