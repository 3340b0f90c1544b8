package org.rapport.server.renewal;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Canonicals;
import org.rapport.profiles.Extensions;
import org.rapport.profiles.Profiles;
import org.rapport.server.fhir.NameBasedId;
import org.rapport.terminology.Channel;
import org.rapport.terminology.Coded;
import org.rapport.terminology.OutreachPurpose;

/** The message that asks for an express permission. Pure. */
final class RenewalRequest {
  static final String TEMPLATE = Canonicals.BASE + "/ActivityDefinition/permission-renewal";

  private RenewalRequest() {}

  /**
   * The request for one end of a permission on one channel; the same end has the same id.
   *
   * @param consent id of the Consent that it is about
   * @param end when the permission ends
   * @param before how long before that asking is of no use any more
   */
  static CommunicationRequest of(
      String patient, String consent, Channel channel, Instant end, Instant now, Duration before) {
    CommunicationRequest request = new CommunicationRequest();
    request.setId(NameBasedId.of("renewal " + patient + " " + channel.code() + " " + end));
    request.getMeta().addProfile(Profiles.PLANNED_MESSAGE);
    request.addExtension(Extensions.INSTANTIATES_CANONICAL, new CanonicalType(TEMPLATE));
    request.addExtension(Extensions.USEFUL_UNTIL, dateTime(end.minus(before)));
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.addCategory(concept(OutreachPurpose.OUTREACH));
    request.addMedium(concept(channel));
    request.setSubject(new Reference("Patient/" + patient));
    request.addAbout(new Reference("Consent/" + consent));
    request.setAuthoredOn(Date.from(now));
    request.setOccurrence(dateTime(now));
    return request;
  }

  private static DateTimeType dateTime(Instant instant) {
    DateTimeType time = new DateTimeType(Date.from(instant));
    time.setTimeZoneZulu(true);
    return time;
  }

  private static CodeableConcept concept(Coded code) {
    return new CodeableConcept(new Coding(code.system(), code.code(), code.display()));
  }
}
