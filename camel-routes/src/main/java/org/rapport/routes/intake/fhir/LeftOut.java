package org.rapport.routes.intake.fhir;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Appointment;

/** What of an EHR's Appointment is not kept, and why, for the Provenance; nothing personal. */
public final class LeftOut {
  private LeftOut() {}

  /** A sentence for each kind of thing. */
  public static List<String> notes(Appointment theirs) {
    List<String> notes = new ArrayList<>();
    List<String> extensions = KeptElements.leftOut(theirs);
    if (!extensions.isEmpty()) {
      notes.add("Extensions left out, as nothing here reads them: " + extensions.size());
    }
    if (theirs.hasReasonReference()
        || theirs.hasSupportingInformation()
        || theirs.hasBasedOn()
        || theirs.hasSlot()) {
      notes.add("References to the EHR's clinical record and Slots left out");
    }
    return notes;
  }
}
