package org.rapport.server.outreach.message;

import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Canonicals;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Profiles;
import org.rapport.server.store.Concepts;
import org.rapport.terminology.OutreachPurpose;

/**
 * A message that the server writes to one patient by itself, outside of any journey, from a shipped
 * template. Pure; to be written by the caller.
 */
public final class TemplateRequest {
  private TemplateRequest() {}

  /**
   * An active request, due now; the caller says what it is about.
   *
   * @param template id of the ActivityDefinition under our base
   * @param until when it is of no use any more
   */
  public static CommunicationRequest of(
      String id,
      String template,
      OutreachPurpose purpose,
      String patient,
      Instant now,
      Instant until) {
    CommunicationRequest request = new CommunicationRequest();
    request.setId(id);
    request.getMeta().addProfile(Profiles.PLANNED_MESSAGE);
    request.addExtension(Extensions.INSTANTIATES_CANONICAL, new CanonicalType(canonical(template)));
    useful(request, until);
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.addCategory(Concepts.of(purpose));
    request.setSubject(new Reference("Patient/" + patient));
    request.setAuthoredOn(Date.from(now));
    request.setOccurrence(time(now));
    return request;
  }

  /** The canonical of a shipped template, without its version. */
  public static String canonical(String template) {
    return Canonicals.BASE + "/ActivityDefinition/" + template;
  }

  /** Sets when it is of no use any more, in the place of what was said before. */
  public static void useful(CommunicationRequest request, Instant until) {
    request.getExtension().removeIf(one -> Extensions.USEFUL_UNTIL.equals(one.getUrl()));
    request.addExtension(Extensions.USEFUL_UNTIL, time(until));
  }

  private static BaseDateTimeType time(Instant instant) {
    return new DateTimeType(Date.from(instant)).setTimeZoneZulu(true);
  }
}
