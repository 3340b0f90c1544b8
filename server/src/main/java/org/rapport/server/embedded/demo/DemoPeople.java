package org.rapport.server.embedded.demo;

import ca.uhn.fhir.rest.client.api.IGenericClient;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Communication;
import org.rapport.server.account.Account;
import org.rapport.server.account.Accounts;
import org.rapport.server.account.Role;
import org.rapport.server.store.RandomValue;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Two people who may sign in at the demo: one who works there, and one who comes as a patient. */
@Component
@ConditionalOnProperty("demo")
class DemoPeople {
  static final String STAFF = "demo-coordinator";
  static final String PATIENT = "demo-patient";
  private static final int LENGTH = 16;

  private final Accounts accounts;

  DemoPeople(Accounts accounts) {
    this.accounts = accounts;
  }

  /** The password of both, another one at each start. */
  String signUp(IGenericClient client) {
    String password = RandomValue.make().substring(0, LENGTH);
    put(STAFF, "Dana Coordinator", Set.of(Role.COORDINATOR), null, password);
    patient(client).ifPresent(id -> put(PATIENT, null, Set.of(), id, password));
    return password;
  }

  private void put(String username, String name, Set<Role> roles, String patient, String password) {
    Account account =
        accounts.put(
            new Account(
                null,
                username,
                name,
                null,
                roles,
                Set.of(),
                !roles.isEmpty(),
                true,
                null,
                patient,
                0));
    accounts.password(account, password);
  }

  /** The patient who was written to last. */
  private static Optional<String> patient(IGenericClient client) {
    Bundle found =
        client
            .search()
            .byUrl("Communication?status=completed&_sort=-sent&_count=1")
            .returnBundle(Bundle.class)
            .execute();
    return found.getEntry().stream()
        .map(entry -> (Communication) entry.getResource())
        .map(message -> message.getSubject().getReferenceElement().getIdPart())
        .findFirst();
  }
}
