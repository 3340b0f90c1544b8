package org.rapport.server.identity;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.server.consent.Claims;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.StoreSession;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * What follows once somebody has answered from an address that they typed on a public page: it may
 * be written to, and where an EHR or staff know exactly one person with this very address who is
 * certainly the same, the two records become one. Needs the caller's transaction, in which what is
 * joined can be read at once.
 */
@Component
public class ProvenClaims {
  /** Who merges, as the record of the merge says. */
  private static final String AGENT = "proof-of-address";

  private final Claims claims;
  private final PatientMatches matches;
  private final MergePatients merges;
  private final ContactBooks books;
  private final IFhirResourceDao<Patient> patients;
  private final IFhirResourceDao<Task> tasks;
  private final ResourceWriter writer;
  private final StoreSession session;
  private final Clock clock;

  ProvenClaims(
      Claims claims,
      PatientMatches matches,
      MergePatients merges,
      ContactBooks books,
      IFhirResourceDao<Patient> patients,
      IFhirResourceDao<Task> tasks,
      ResourceWriter writer,
      StoreSession session,
      Clock clock) {
    this.claims = claims;
    this.matches = matches;
    this.merges = merges;
    this.books = books;
    this.patients = patients;
    this.tasks = tasks;
    this.writer = writer;
    this.session = session;
    this.clock = clock;
  }

  /** Whoever has this address has answered from it. */
  public void answered(Route route) {
    Instant now = clock.instant();
    claims.proven(route, now);
    for (String claimed : claims.provenAt(route)) {
      Patient patient = patients.read(new IdType("Patient", claimed), new SystemRequestDetails());
      if (patient.hasActive() && !patient.getActive()) {
        continue;
      }
      List<String> same =
          matches.find(Traits.of(patient)).stream()
              .filter(match -> match.grade() == MatchGrade.CERTAIN)
              .map(Match::patientId)
              .filter(id -> !id.equals(claimed))
              .toList();
      Set<String> alsoClaimed = claims.claimed(same);
      List<String> known =
          same.stream()
              .filter(id -> !alsoClaimed.contains(id))
              .filter(
                  id ->
                      books
                          .load(List.of(id))
                          .getOrDefault(id, ContactBook.EMPTY)
                          .mayUse(route, now))
              .toList();
      if (known.size() == 1) {
        join(claimed, known.get(0), AGENT);
      }
    }
  }

  /**
   * Joins what was claimed to who it is, and closes the question to staff whether they are one.
   *
   * @param agent who joins them, as the record of the merge says
   */
  public void join(String claimed, String known, String agent) {
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    SearchParameterMap asked = SearchParameterMap.newSynchronous();
    asked.add(Task.SP_FOCUS, new ReferenceParam("Patient/" + claimed));
    asked.add(Task.SP_STATUS, new TokenParam(TaskStatus.REQUESTED.toCode()));
    asked.add(Task.SP_CODE, new TokenParam(TaskCode.SYSTEM, TaskCode.RESOLVE_IDENTITY.code()));
    tasks.search(asked, new SystemRequestDetails()).getAllResources().stream()
        .map(Task.class::cast)
        .forEach(
            task -> {
              task.setStatus(TaskStatus.COMPLETED);
              put(bundle, task);
            });
    writer.write(bundle);
    session.renew();
    merges.merge(claimed, known, false, agent);
    session.renew();
  }
}
