package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.booking.BookedTask;
import org.rapport.server.identity.MatchGrade;
import org.rapport.server.identity.PatientMatches;
import org.rapport.server.identity.ProvenClaims;
import org.rapport.server.identity.Traits;
import org.rapport.server.lead.routing.RouteInquiry;
import org.rapport.server.store.HapiTables;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Recognises that somebody who asked has a visit: the same person, certainly, and a service that
 * does not differ. The inquiry is booked then, its follow-up stops, and the visit's own journeys go
 * on. Where the EHR registered the person anew, the two records become one.
 */
@Component
class BookedLeads implements ChangeFollower {

  /** Who merges, as the record of the merge says. */
  private static final String AGENT = "booking-recognition";

  private final IFhirResourceDao<Appointment> appointments;
  private final IFhirResourceDao<Patient> patients;
  private final IFhirResourceDao<Task> tasks;
  private final ResourceWriter writer;
  private final PatientMatches matches;
  private final ProvenClaims claims;
  private final ServiceCatalogue catalogue;
  private final JdbcClient jdbc;
  private final Clock clock;

  BookedLeads(
      IFhirResourceDao<Appointment> appointments,
      IFhirResourceDao<Patient> patients,
      IFhirResourceDao<Task> tasks,
      ResourceWriter writer,
      PatientMatches matches,
      ProvenClaims claims,
      ServiceCatalogue catalogue,
      JdbcClient jdbc,
      Clock clock) {
    this.appointments = appointments;
    this.patients = patients;
    this.tasks = tasks;
    this.writer = writer;
    this.matches = matches;
    this.claims = claims;
    this.catalogue = catalogue;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** A visit that may be what an open inquiry asked for. */
  private record Candidate(
      String visit, String visitor, String lead, String inquirer, String service) {}

  @Override
  public void follow(Collection<String> foci) {
    List<String> visits = ChangeFollower.ids("Appointment", foci);
    if (visits.isEmpty()) {
      return;
    }
    Set<String> done = new HashSet<>();
    for (Candidate candidate : candidates(visits)) {
      if (!done.contains(candidate.lead()) && fits(candidate) && same(candidate)) {
        done.add(candidate.lead());
        booked(candidate);
      }
    }
  }

  // Their own open inquiries, and those of people who share an address with them.
  private List<Candidate> candidates(List<String> visits) {
    return jdbc.sql(
            """
            select a.id as visit, v.id as visitor, l.id as lead, l.patient_id as inquirer,
              l.service_id as service
            from rapport.appointment_facts a
            cross join unnest(a.patients) as v(id)
            join rapport.lead_facts l on l.patient_id in (
              select v.id union
              select other.id from rapport.patient_address mine
              join rapport.patient_address other on other.tail = mine.tail and other.via = ''
              where mine.id = v.id and mine.via = '')
            join %1$s visit on visit.type = 'Appointment' and visit.id = a.id
            join %1$s asked on asked.type = 'Task' and asked.id = l.id
            where a.id = any(:visits) and a.status = 'booked' and a.start_at > l.created_at
              -- Of somebody else's record only a visit that was stored after the inquiry: that
              -- somebody has a visit already proves nothing about who typed their name.
              and (v.id = l.patient_id or visit.number > asked.number)
              and l.stage not in ('booked', 'lost')
              and l."""
                    .formatted(HapiTables.RESOURCES)
                + LeadRows.OPEN.strip()
                + " order by a.id, l.created_at, l.id")
        .param("visits", Sql.array(visits))
        .query(
            (row, n) ->
                new Candidate(
                    row.getString("visit"),
                    row.getString("visitor"),
                    row.getString("lead"),
                    row.getString("inquirer"),
                    row.getString("service")))
        .list();
  }

  // Only where both name a service can they differ.
  private boolean fits(Candidate candidate) {
    if (candidate.service() == null) {
      return true;
    }
    Appointment visit =
        appointments.read(new IdType("Appointment", candidate.visit()), new SystemRequestDetails());
    Set<String> booked = new HashSet<>();
    Stream.concat(visit.getServiceType().stream(), Stream.of(visit.getAppointmentType()))
        .forEach(concept -> words(concept, booked));
    if (booked.isEmpty()) {
      return true;
    }
    return catalogue.offers().stream()
        .filter(offer -> offer.id().equals(candidate.service()))
        .findFirst()
        .map(offer -> offer.words().stream().anyMatch(booked::contains) || unknown(booked))
        .orElse(true);
  }

  // An EHR's own codes, which no service of the catalogue has, tell nothing apart.
  private boolean unknown(Set<String> booked) {
    return catalogue.offers().stream()
        .noneMatch(offer -> offer.words().stream().anyMatch(booked::contains));
  }

  private static void words(CodeableConcept concept, Set<String> words) {
    if (concept.hasText()) {
      words.add(RouteInquiry.normal(concept.getText()));
    }
    for (Coding coding : concept.getCoding()) {
      if (coding.hasCode()) {
        words.add(RouteInquiry.normal(coding.getCode()));
      }
      if (coding.hasDisplay()) {
        words.add(RouteInquiry.normal(coding.getDisplay()));
      }
    }
  }

  private boolean same(Candidate candidate) {
    if (candidate.visitor().equals(candidate.inquirer())) {
      return true;
    }
    Patient inquirer =
        patients.read(new IdType("Patient", candidate.inquirer()), new SystemRequestDetails());
    return matches.find(Traits.of(inquirer)).stream()
        .anyMatch(
            match ->
                match.grade() == MatchGrade.CERTAIN
                    && match.patientId().equals(candidate.visitor()));
  }

  private void booked(Candidate candidate) {
    Instant now = clock.instant();
    Task task = tasks.read(new IdType("Task", candidate.lead()), new SystemRequestDetails());
    BookedTask.by(task, candidate.visit(), now);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, task);
    writer.write(bundle);
    if (!candidate.visitor().equals(candidate.inquirer())) {
      claims.join(candidate.inquirer(), candidate.visitor(), AGENT);
    }
  }
}
