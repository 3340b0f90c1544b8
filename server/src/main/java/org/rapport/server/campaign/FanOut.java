package org.rapport.server.campaign;

import static org.rapport.server.store.TransactionEntries.put;

import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Reference;
import org.rapport.profiles.Extensions;
import org.rapport.server.apply.Admission;
import org.rapport.server.journey.Journey;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.ResourceWriter;
import org.rapport.terminology.NotDoneReason;
import org.springframework.stereotype.Component;

/**
 * Gives the next recipients a request of their own, due at once: from there on it is a message like
 * any other. Its id follows from the campaign and the patient, so that nobody gets two. A campaign
 * that names a journey brings them on it instead. Joins the caller's transaction.
 */
@Component
class FanOut {
  /** Written in one transaction at most. */
  static final int BATCH = 25;

  /** For how long a message is of use when the campaign does not say: so long it may wait. */
  private static final Duration USEFUL = Duration.ofDays(7);

  private final CampaignRows rows;
  private final HapiTables tables;
  private final Admission admission;
  private final NewcomerRows newcomers;
  private final ResourceWriter writer;

  FanOut(
      CampaignRows rows,
      HapiTables tables,
      Admission admission,
      NewcomerRows newcomers,
      ResourceWriter writer) {
    this.rows = rows;
    this.tables = tables;
    this.admission = admission;
    this.newcomers = newcomers;
    this.writer = writer;
  }

  /**
   * The next so many recipients; answers how many it came to.
   *
   * @param journey the one that it brings them on, if it is more than one message
   * @param where says which Location each of some patients is sent to; nothing of who is sent to
   *     none
   */
  int next(
      CommunicationRequest campaign,
      Optional<Journey> journey,
      Function<List<String>, Map<String, String>> where,
      int most,
      Instant now) {
    String id = campaign.getIdElement().getIdPart();
    List<String> patients = rows.rest(id, Math.min(most, BATCH));
    Set<String> there = tables.existing("Patient", patients);
    List<String> here = patients.stream().filter(there::contains).toList();
    List<String> gone = patients.stream().filter(patient -> !there.contains(patient)).toList();
    rows.without(id, gone, NotDoneReason.PATIENT_INACTIVE.code(), now);
    Map<String, String> places = where.apply(here);
    if (journey.isPresent()) {
      admit(journey.get(), campaign, here, places, now);
      return patients.size();
    }
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    Map<String, String> requests = new LinkedHashMap<>();
    for (String patient : here) {
      CommunicationRequest request = request(campaign, patient, now);
      if (places.containsKey(patient)) {
        request.addAbout(new Reference("Location/" + places.get(patient)));
      }
      requests.put(patient, request.getIdElement().getIdPart());
      put(bundle, request);
    }
    // Before the requests are written: what becomes of one may be told in the same transaction.
    rows.requested(id, requests, places);
    writer.write(bundle);
    return patients.size();
  }

  private void admit(
      Journey journey,
      CommunicationRequest campaign,
      List<String> patients,
      Map<String, String> places,
      Instant now) {
    String id = campaign.getIdElement().getIdPart();
    Map<String, String> enrolments = admission.enrolments(journey, patients);
    newcomers.admit(
        campaign.getSubject().getReferenceElement().getIdPart(), journey.url(), patients);
    // Before they are planned: what becomes of a message may be told in the same transaction, and
    // the messages say where they send somebody.
    rows.enrolled(id, enrolments, places);
    admission.admit(journey, patients, now);
    rows.without(
        id,
        rows.firstMessages(id, enrolments.values()),
        NotDoneReason.CONDITION_NOT_MET.code(),
        now);
  }

  private static CommunicationRequest request(
      CommunicationRequest campaign, String patient, Instant now) {
    String id = campaign.getIdElement().getIdPart();
    CommunicationRequest request = new CommunicationRequest();
    request.setId(NameBasedId.of(id + "\n" + patient));
    request.setStatus(CommunicationRequestStatus.ACTIVE);
    request.addBasedOn(new Reference("CommunicationRequest/" + id));
    request.setSubject(new Reference("Patient/" + patient));
    request.addRecipient(new Reference("Patient/" + patient));
    campaign.getCategory().forEach(category -> request.addCategory(category.copy()));
    campaign.getMedium().forEach(medium -> request.addMedium(medium.copy()));
    campaign.getPayload().forEach(payload -> request.addPayload(payload.copy()));
    Extension template = campaign.getExtensionByUrl(Extensions.INSTANTIATES_CANONICAL);
    if (template != null) {
      request.addExtension(template.copy());
    }
    Extension useful = campaign.getExtensionByUrl(Extensions.USEFUL_UNTIL);
    request.addExtension(
        useful == null
            ? new Extension(Extensions.USEFUL_UNTIL, new DateTimeType(Date.from(now.plus(USEFUL))))
            : useful.copy());
    request.setOccurrence(new DateTimeType(Date.from(now)));
    request.setAuthoredOn(Date.from(now));
    return request;
  }
}
