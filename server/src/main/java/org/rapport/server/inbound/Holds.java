package org.rapport.server.inbound;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.Collection;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.consent.ContactBook.Route;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Stops what stands for a patient, and takes back what a STOP had written. */
@Component
class Holds {
  private static final String HELD = "On hold since crisis wording came in";

  private final IFhirResourceDao<CommunicationRequest> requests;
  private final IFhirResourceDao<Consent> consents;
  private final JdbcClient jdbc;

  Holds(
      IFhirResourceDao<CommunicationRequest> requests,
      IFhirResourceDao<Consent> consents,
      JdbcClient jdbc) {
    this.requests = requests;
    this.consents = consents;
    this.jdbc = jdbc;
  }

  /** Puts everything that is planned for these patients on hold. */
  void hold(Bundle bundle, Collection<String> patients) {
    List<String> planned =
        jdbc.sql(
                """
                select id from rapport.planned_message
                where patient_id = any(?) and status = 'active' order by id\
                """)
            .param(Sql.array(patients))
            .query(String.class)
            .list();
    for (String id : planned) {
      CommunicationRequest request =
          requests.read(new IdType("CommunicationRequest", id), new SystemRequestDetails());
      request.setStatus(CommunicationRequestStatus.ONHOLD);
      request.addNote().setText(HELD);
      put(bundle, request);
    }
  }

  /** Takes up again what was put on hold so, and only so. */
  void resume(String patient) {
    List<String> held =
        jdbc.sql(
                """
                select id from rapport.planned_message
                where patient_id = ? and status = 'on-hold' order by id\
                """)
            .param(patient)
            .query(String.class)
            .list();
    for (String id : held) {
      CommunicationRequest request =
          requests.read(new IdType("CommunicationRequest", id), new SystemRequestDetails());
      if (request.getNote().removeIf(note -> HELD.equals(note.getText()))) {
        request.setStatus(CommunicationRequestStatus.ACTIVE);
        requests.update(request, new SystemRequestDetails());
      }
    }
  }

  /**
   * Ends the refusals that earlier opt-outs of the address had led to. One of marketing alone
   * stays: START gives back everything else.
   */
  void liftRefusals(Bundle bundle, Route address, Collection<String> patients) {
    List<String> refusals =
        jdbc
            .sql(
                """
                select id from rapport.address_signal
                where channel = ? and address = ? and kind in ('opt-out', 'opt-out-one')\
                """)
            .params(address.channel().code(), address.key().address())
            .query(String.class)
            .list()
            .stream()
            .flatMap(
                communication ->
                    patients.stream()
                        .map(patient -> InboundRecords.refusalId(communication, patient)))
            .toList();
    List<String> standing =
        jdbc.sql(
                """
                select id from rapport.consent_facts
                where id = any(?) and not 'marketing' = any(purposes) order by id""")
            .param(Sql.array(refusals))
            .query(String.class)
            .list();
    for (String id : standing) {
      Consent consent = consents.read(new IdType("Consent", id), new SystemRequestDetails());
      consent.setStatus(ConsentState.INACTIVE);
      put(bundle, consent);
    }
  }
}
