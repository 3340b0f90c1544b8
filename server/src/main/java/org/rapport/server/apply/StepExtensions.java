package org.rapport.server.apply;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Set;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.profiles.Extensions;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.journey.PlannedStep;

/** What a planned message or Task says about the step that it comes from. */
final class StepExtensions {
  static final Set<String> OURS =
      Set.of(
          Extensions.JOURNEY_STEP,
          Extensions.PLANNED_LOCAL_TIME,
          Extensions.USEFUL_UNTIL,
          Extensions.ASSIGNED_VARIANT);

  private StepExtensions() {}

  /** Writes the extensions, in place of those that stand. */
  static void write(DomainResource resource, Planned planned, PlannedStep step) {
    resource.getExtension().removeIf(extension -> OURS.contains(extension.getUrl()));
    Extension origin = resource.addExtension();
    origin.setUrl(Extensions.JOURNEY_STEP);
    origin.addExtension(
        Extensions.JourneyStep.JOURNEY, new CanonicalType(planned.journey().canonical()));
    origin.addExtension(Extensions.JourneyStep.STEP, new IdType(step.step()));
    origin.addExtension(
        Extensions.JourneyStep.ANCHOR,
        new InstantType(
            Date.from(step.anchor()), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC")));
    origin.addExtension(Extensions.JourneyStep.TEMPLATE, new CanonicalType(step.template()));
    Extension local = resource.addExtension();
    local.setUrl(Extensions.PLANNED_LOCAL_TIME);
    local.addExtension(
        Extensions.PlannedLocalTime.LOCAL_DATE_TIME,
        new StringType(DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(step.local())));
    local.addExtension(Extensions.PlannedLocalTime.ZONE, new CodeType(step.zone().getId()));
    local.addExtension(Extensions.PlannedLocalTime.RULE, new StringType(step.rule()));
    if (step.usefulUntil() != null) {
      resource.addExtension(Extensions.USEFUL_UNTIL, utc(step.usefulUntil()));
    }
    String variant = planned.facts().enrolment().variant();
    if (variant != null) {
      resource.addExtension(Extensions.ASSIGNED_VARIANT, new CodeType(variant));
    }
  }

  static DateTimeType utc(Instant instant) {
    return new DateTimeType(
        Date.from(instant), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC"));
  }
}
