package org.rapport.server.journey;

import ca.uhn.fhir.context.FhirContext;
import java.io.InputStream;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.terminology.OutreachPurpose;

/** The journeys as they are shipped. */
final class TestJourneys {
  static final String CONFIRMATION = template("appointment-confirmation");
  static final String CHANGE_NOTICE = template("appointment-change-notice");
  static final String PREPARATION = template("appointment-preparation");
  static final String REMINDER = template("appointment-reminder");
  static final String LAST_REMINDER = template("appointment-last-reminder");

  private static final FhirContext FHIR = FhirContext.forR4Cached();
  private static final Journey REMINDERS =
      JourneyReader.read(remindersDefinition(), TestJourneys::purpose);

  private TestJourneys() {}

  static Journey reminders() {
    return REMINDERS;
  }

  static PlanDefinition remindersDefinition() {
    return shipped(PlanDefinition.class, "PlanDefinition-appointment-reminders");
  }

  /** The purpose that a shipped template declares. */
  static String purpose(String canonical) {
    String id = canonical.substring(canonical.lastIndexOf('/') + 1).replaceFirst("\\|.*", "");
    return shipped(ActivityDefinition.class, "ActivityDefinition-" + id)
        .getCode()
        .getCoding()
        .stream()
        .filter(coding -> OutreachPurpose.SYSTEM.equals(coding.getSystem()))
        .findFirst()
        .orElseThrow()
        .getCode();
  }

  private static String template(String id) {
    return "https://rapport.example.org/fhir/ActivityDefinition/" + id + "|0.1.0";
  }

  private static <T extends IBaseResource> T shipped(Class<T> type, String name) {
    InputStream file =
        TestJourneys.class.getResourceAsStream("/rapport-profiles/" + name + ".json");
    return FHIR.newJsonParser().parseResource(type, file);
  }
}
